import { describe, expect, test } from '@jest/globals';
import { cursorOf, listAddress, neighboursOf, parameterOf, trailOf } from '#paging/list-view.ts';

const view = { path: '/orders', filters: { status: 'PAID', q: '' }, trail: ['A', 'B'] };

describe('a page of a list', () => {
  test('has an address that says what narrows it down and the way to it', () => {
    expect(listAddress(view)).toBe('/orders?status=PAID&cursor=A&cursor=B');
    expect(listAddress({ path: '/orders', filters: { status: '' }, trail: [] })).toBe('/orders');
  });

  test('is read from its address again', () => {
    const parameters = { status: 'PAID', cursor: ['A', 'B'] };
    expect([parameterOf(parameters, 'status'), parameterOf(parameters, 'q'), trailOf(parameters)]).toEqual(['PAID', '', ['A', 'B']]);
    expect(cursorOf(view)).toEqual({ cursor: 'B' });
    expect(cursorOf({ ...view, trail: [] })).toEqual({});
  });

  test('what is no cursor is left out, and of a parameter that stands there twice the first counts', () => {
    expect(trailOf({ cursor: ['A', 'no cursor', '', 'x'.repeat(513)] })).toEqual(['A']);
    expect(trailOf({ cursor: 'A' })).toEqual(['A']);
    expect(parameterOf({ status: ['PAID', 'CANCELLED'] }, 'status')).toBe('PAID');
  });

  test('leads to the pages beside it', () => {
    expect(neighboursOf(view, 'C')).toEqual({ previous: '/orders?status=PAID&cursor=A', next: '/orders?status=PAID&cursor=A&cursor=B&cursor=C' });
    expect(neighboursOf({ ...view, trail: [] }, null)).toEqual({ previous: undefined, next: undefined });
  });

  test('never has an address without end', () => {
    const trail = Array.from({ length: 50 }, (_, index) => `c${index}`);
    expect(new URL(listAddress({ ...view, trail }), 'http://x').searchParams.getAll('cursor')).toEqual(trail.slice(-20));
  });
});

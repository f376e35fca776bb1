import { describe, expect, test } from '@jest/globals';
import { createSightings } from '../../src/testing/sightings.ts';

const event = (eventType: string, data: object): string =>
  JSON.stringify({ eventId: '184dbcf9-ccb1-4e87-af87-4d1807b2031b', eventType, version: 1, occurredAt: '2026-01-01T00:00:00.000Z', correlationId: 'c', data });

describe('who waits for an event', () => {
  test.each(['before', 'after'])('has the first that matches, when it waits %s it has come', async (when) => {
    const { seen, arrived } = createSightings();
    const come = (): void => [1, 2, 3].forEach((amount) => arrived(event('order.placed', { amount })));
    if (when === 'after') come();
    const waiting = seen('order.placed', ({ data }) => JSON.stringify(data) !== '{"amount":1}');
    if (when === 'before') come();

    expect((await waiting).data).toEqual({ amount: 2 });
  });

  test('and whose match throws is told so; the others go on', async () => {
    const { seen, arrived } = createSightings();
    const broken = (): never => {
      throw new Error('wrong field');
    };
    const waiting = [seen('order.placed', broken), seen('order.placed')];
    const settled = Promise.allSettled(waiting);
    arrived(event('order.placed', {}));

    expect(await settled).toMatchObject([{ status: 'rejected', reason: new Error('wrong field') }, { status: 'fulfilled' }]);
    await expect(seen('order.placed', broken)).rejects.toThrow('wrong field');
  });

  test.each<[string, readonly string[], string]>([
    ['nothing', [], 'nothing was seen'],
    ['others only', [event('bill.paid', {})], 'seen beside it: bill.paid'],
    ['what does not match', [event('bill.paid', {}), event('order.placed', { amount: 7 })], '1 do not: {"amount":7}; seen beside it: bill.paid'],
  ])('is told what was seen instead, in time: %s', async (_what, events, instead) => {
    const { seen, arrived } = createSightings();
    const waiting = seen('order.placed', () => false, { withinMs: 1 });
    events.forEach(arrived);

    await expect(waiting).rejects.toThrow(`no order.placed that matches within 1 ms; ${instead}`);
  });
});

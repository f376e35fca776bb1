import { describe, expect, test } from '@jest/globals';
import { answered, found, NoAnswer, UnexpectedAnswer, type Problem } from '../src/api/problem.ts';
import { troubleOf } from '../src/ui/trouble-of.ts';

const problem: Problem = { type: 'about:blank', title: 'Service unavailable', status: 503, instance: '/products', code: 'unavailable', correlationId: 'ef09d1d3-ebf5-4bd7-bd75-2b6e7ab95b0e' };

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(() => undefined, (error: unknown) => error);
}

describe('the error page', () => {
  test('of a refused call has the id to ask about', async () => {
    const error = await failureOf(answered(Promise.resolve({ error: problem })));
    expect(error).toBeInstanceOf(UnexpectedAnswer);
    expect(troubleOf(error)).toMatchObject({ reference: problem.correlationId, title: 'Something went wrong on our side' });
  });

  test.each([['answered', answered], ['found', found]])('of a gateway that does not answer says that the shop is closed (%s)', async (_name, read) => {
    const error = await failureOf(read(Promise.reject(new TypeError('fetch failed'))));
    expect(error).toBeInstanceOf(NoAnswer);
    expect(troubleOf(error)).toMatchObject({ title: 'The shop is closed for a moment', reference: undefined });
  });

  test.each([undefined, null, 'oops', new Error('oops')])('of %p has no id', (error) => {
    expect(troubleOf(error).reference).toBeUndefined();
  });

  test('is for no 404 where something may be missing', async () => {
    await expect(found(Promise.resolve({ error: { ...problem, status: 404 } }))).resolves.toBeUndefined();
  });
});

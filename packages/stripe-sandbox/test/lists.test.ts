import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type Stripe from 'stripe';
import { createManualClock } from './manual-clock.ts';
import { newIntent, refusal, sandboxUnderTest } from './sandbox-under-test.ts';

async function intents(stripe: Stripe, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made++) ids.unshift((await newIntent(stripe)).id);
  return ids;
}

const idsOf = ({ data }: { readonly data: readonly { readonly id: string }[] }): readonly string[] => data.map(({ id }) => id);

describe('a list', () => {
  test('has the newest first, ten unless told otherwise', async () => {
    const { stripe } = await sandboxUnderTest();
    const ids = await intents(stripe, 12);
    const list = await stripe.paymentIntents.list();
    expect(list).toMatchObject({ object: 'list', url: '/v1/payment_intents', has_more: true });
    expect(idsOf(list)).toEqual(ids.slice(0, 10));
  });

  test('has pages forwards and backwards, which meet without gap or overlap', async () => {
    const { stripe } = await sandboxUnderTest();
    const ids = await intents(stripe, 9);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 0, max: 8 }), async (limit, at) => {
        const cursor = ids[at] ?? '';
        const after = await stripe.paymentIntents.list({ limit, starting_after: cursor });
        expect(idsOf(after)).toEqual(ids.slice(at + 1, at + 1 + limit));
        expect(after.has_more).toBe(at + 1 + limit < ids.length);
        const before = await stripe.paymentIntents.list({ limit, ending_before: cursor });
        expect(idsOf(before)).toEqual(ids.slice(Math.max(0, at - limit), at));
        expect(before.has_more).toBe(at - limit > 0);
      }),
      { numRuns: 40 },
    );
  });

  test('is walked to its end by the SDK', async () => {
    const { stripe } = await sandboxUnderTest();
    const ids = await intents(stripe, 7);
    const walked: string[] = [];
    for await (const { id } of stripe.paymentIntents.list({ limit: 2 })) walked.push(id);
    expect(walked).toEqual(ids);
  });

  test('keeps its order when something in it changes', async () => {
    const { stripe } = await sandboxUnderTest();
    const ids = await intents(stripe, 3);
    await stripe.paymentIntents.cancel(ids[2] ?? '');
    expect(idsOf(await stripe.paymentIntents.list())).toEqual(ids);
  });

  test('shows what is referred to where asked', async () => {
    const { stripe } = await sandboxUnderTest();
    await newIntent(stripe);
    await newIntent(stripe, { payment_method: 'pm_card_visa', confirm: true });
    const { data } = await stripe.paymentIntents.list({ expand: ['data.latest_charge'] });
    expect(data).toMatchObject([{ latest_charge: { object: 'charge', paid: true } }, { latest_charge: null }]);
    expect(await refusal(stripe.paymentIntents.list({ expand: ['latest_charge'] }))).toMatchObject({ param: 'expand' });
  });

  test('has what was made in a time', async () => {
    const clock = createManualClock();
    const { stripe } = await sandboxUnderTest({ clock });
    const [first] = await intents(stripe, 1);
    clock.advance(10_000);
    const [second] = await intents(stripe, 1);
    const { created } = await stripe.paymentIntents.retrieve(second ?? '');
    const list = async (at: number | Stripe.RangeQueryParam): Promise<readonly string[]> => idsOf(await stripe.paymentIntents.list({ created: at }));
    expect(await list(created)).toEqual([second]);
    expect(await list({ gte: created })).toEqual([second]);
    expect(await list({ gt: created })).toEqual([]);
    expect(await list({ lt: created })).toEqual([first]);
    expect(await list({ lte: created, gte: created - 10 })).toEqual([second, first]);
  });

  test.each<[Stripe.PaymentIntentListParams, string, string | undefined]>([
    [{ limit: 0 }, 'limit', 'parameter_invalid_integer'],
    [{ limit: 101 }, 'limit', 'parameter_invalid_integer'],
    [{ starting_after: 'pi_none' }, 'starting_after', 'resource_missing'],
    [{ ending_before: 'pi_none' }, 'ending_before', 'resource_missing'],
    [{ starting_after: 'pi_a', ending_before: 'pi_b' }, 'ending_before', undefined],
    [{ customer: 'cus_1' }, 'customer', 'parameter_unknown'],
  ])('%j is refused', async (params, param, code) => {
    const { stripe } = await sandboxUnderTest();
    const error = await refusal(stripe.paymentIntents.list(params));
    expect(error).toMatchObject({ statusCode: 400, param });
    expect(error.code).toBe(code);
  });

  test('of charges has the attempts of one intent', async () => {
    const { stripe } = await sandboxUnderTest();
    const { id } = await newIntent(stripe);
    await newIntent(stripe, { payment_method: 'pm_card_visa', confirm: true });
    await refusal(stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_chargeDeclined' }));
    await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    expect((await stripe.charges.list({ payment_intent: id })).data).toMatchObject([{ status: 'succeeded' }, { status: 'failed' }]);
    expect((await stripe.charges.list()).data).toHaveLength(3);
  });
});

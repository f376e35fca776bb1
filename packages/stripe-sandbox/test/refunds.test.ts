import { describe, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { idOf, newIntent, refusal, sandboxUnderTest } from './sandbox-under-test.ts';

const paid = (stripe: Stripe): Promise<Stripe.PaymentIntent> => newIntent(stripe, { payment_method: 'pm_card_visa', confirm: true });

describe('a refund', () => {
  test('gives all of it back, once', async () => {
    const { stripe } = await sandboxUnderTest();
    const { id, latest_charge } = await paid(stripe);
    const refund = await stripe.refunds.create({ payment_intent: id, reason: 'requested_by_customer', metadata: { orderId: '7' } });
    expect(refund).toMatchObject({ object: 'refund', amount: 145_000, charge: latest_charge, currency: 'lkr', payment_intent: id, reason: 'requested_by_customer', status: 'succeeded', metadata: { orderId: '7' } });
    expect(await stripe.refunds.retrieve(refund.id)).toEqual(refund);
    expect(await stripe.refunds.retrieve(refund.id, { expand: ['charge', 'payment_intent'] })).toMatchObject({ charge: { refunded: true, amount_refunded: 145_000 }, payment_intent: { id, status: 'succeeded' } });
    expect(await refusal(stripe.refunds.create({ payment_intent: id }))).toMatchObject({ statusCode: 400, code: 'charge_already_refunded' });
  });

  test('in parts gives no more back than there was', async () => {
    const { stripe } = await sandboxUnderTest();
    const { id, latest_charge } = await paid(stripe);
    const charge = idOf(latest_charge);
    await stripe.refunds.create({ charge, amount: 45_000 });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 45_000, refunded: false });
    const tooMuch = await refusal(stripe.refunds.create({ charge, amount: 100_001 }));
    expect(tooMuch).toMatchObject({ statusCode: 400, param: 'amount' });
    expect(tooMuch.message).toContain('1000.01 LKR');
    await stripe.refunds.create({ payment_intent: id });
    expect(await stripe.charges.retrieve(charge, { expand: ['refunds'] })).toMatchObject({ amount_refunded: 145_000, refunded: true, refunds: { data: [{ amount: 100_000 }, { amount: 45_000 }] } });
  });

  test('of a captured part leaves what was never taken alone', async () => {
    const { stripe } = await sandboxUnderTest();
    const { id } = await newIntent(stripe, { payment_method: 'pm_card_visa', confirm: true, capture_method: 'manual' });
    await stripe.paymentIntents.capture(id, { amount_to_capture: 100_000 });
    expect(await refusal(stripe.refunds.create({ payment_intent: id, amount: 100_001 }))).toMatchObject({ param: 'amount' });
    expect((await stripe.refunds.create({ payment_intent: id })).amount).toBe(100_000);
  });

  test('twenty at once give back what there was, and no more', async () => {
    const { stripe } = await sandboxUnderTest();
    const { id } = await paid(stripe);
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => stripe.refunds.create({ payment_intent: id, amount: 14_500 })));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    const refunds = await stripe.refunds.list({ payment_intent: id, limit: 100 });
    expect(refunds.data.reduce((sum, { amount }) => sum + amount, 0)).toBe(145_000);
  });

  test('of what was not paid is refused', async () => {
    const { stripe } = await sandboxUnderTest();
    const unpaid = await newIntent(stripe);
    const authorized = await newIntent(stripe, { payment_method: 'pm_card_visa', confirm: true, capture_method: 'manual' });
    const declined = await refusal(newIntent(stripe, { payment_method: 'pm_card_chargeDeclined', confirm: true }));
    for (const id of [unpaid.id, authorized.id, declined.payment_intent?.id ?? '']) {
      expect(await refusal(stripe.refunds.create({ payment_intent: id }))).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state', param: 'payment_intent' });
    }
    expect(await refusal(stripe.refunds.create({ charge: declined.charge ?? '' }))).toMatchObject({ statusCode: 400, param: 'charge' });
  });

  test.each<[Stripe.RefundCreateParams, string, string]>([
    [{}, 'parameter_missing', 'payment_intent'],
    [{ payment_intent: 'pi_none' }, 'resource_missing', 'payment_intent'],
    [{ charge: 'ch_none' }, 'resource_missing', 'charge'],
    [{ payment_intent: 'pi_none', amount: 0 }, 'parameter_invalid_integer', 'amount'],
  ])('%j is refused', async (params, code, param) => {
    const { stripe } = await sandboxUnderTest();
    expect(await refusal(stripe.refunds.create(params))).toMatchObject({ statusCode: 400, code, param });
  });

  test('of an intent with the charge of another is refused', async () => {
    const { stripe } = await sandboxUnderTest();
    const [one, other] = [await paid(stripe), await paid(stripe)];
    expect(await refusal(stripe.refunds.create({ payment_intent: one.id, charge: idOf(other.latest_charge) }))).toMatchObject({ code: 'resource_missing', param: 'charge' });
  });

  test('is listed with its intent and with its charge', async () => {
    const { stripe } = await sandboxUnderTest();
    const [one, other] = [await paid(stripe), await paid(stripe)];
    const mine = await stripe.refunds.create({ payment_intent: one.id, amount: 100 });
    const others = await stripe.refunds.create({ payment_intent: other.id, amount: 200 });
    expect((await stripe.refunds.list()).data).toEqual([others, mine]);
    expect((await stripe.refunds.list({ payment_intent: one.id })).data).toEqual([mine]);
    expect((await stripe.refunds.list({ charge: idOf(other.latest_charge) })).data).toEqual([others]);
    expect(await refusal(stripe.refunds.list({ charge: 'ch_none' }))).toMatchObject({ code: 'resource_missing' });
    expect(await refusal(stripe.refunds.retrieve('re_none'))).toMatchObject({ statusCode: 404, code: 'resource_missing', param: 'id' });
  });
});

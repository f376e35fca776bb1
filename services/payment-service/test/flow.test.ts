import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paymentFlow, type PaymentFlow } from '../src/flow.ts';
import type { PaymentProvider } from '../src/stripe.ts';
import { newOrder, startPayments, type Payments } from './payments.ts';

/** What the sandbox does not do: a bank that takes its time. */
describe('an intent that the bank is at work on when its order is cancelled', () => {
  let payments: Payments;
  beforeAll(async () => {
    payments = await startPayments({ deliver: false });
  });
  afterAll(() => payments.stop());

  test.each(['processing', 'requires_capture'] as const)('(%s) can be neither cancelled nor refunded yet: both are left for later', async (status) => {
    const asked: string[] = [];
    const flow: PaymentFlow = paymentFlow({
      createIntent: () => Promise.resolve({ intentId: 'pi_1', clientSecret: 'pi_1_secret_2' }),
      cancel: () => Promise.resolve(void asked.push('cancel')).then(() => status),
      refund: () => Promise.resolve(void asked.push('refund')),
      look: () => Promise.reject(new Error('not asked')),
      webhook: () => ({ kind: 'forged' }),
    } satisfies PaymentProvider);
    const order = newOrder();
    const { tools } = payments.service;
    await flow.open(order, 'correlation-of-the-order', tools);
    await flow.giveUp(order, 'correlation-of-the-cancellation', tools);

    expect(asked).toEqual(['cancel']);
    expect(await tools.store.find(order.orderId)).toMatchObject({ status: 'REQUIRES_PAYMENT', closing: true, checkAt: expect.any(String) });
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { issuer, newOrder, startPayments, type Payments } from './payments.ts';

let payments: Payments;
beforeAll(async () => {
  payments = await startPayments({ deliver: false });
});
afterAll(() => payments.stop());

describe('payment-service over HTTP', () => {
  test('tells anybody the publishable key', async () => {
    expect(await payments.service.client.call('getPaymentConfig', {})).toMatchObject({ status: 200, body: { publishableKey: payments.sandbox.publishableKey } });
  });

  test('shows a payment to the order\'s owner alone: not to another customer, not to an administrator', async () => {
    const order = newOrder();
    await payments.service.receive('order.created', order);
    expect(await payments.shown(order)).toMatchObject({ orderId: order.orderId });

    for (const roles of [['customer'], ['admin']]) {
      const token = issuer.token({ id: randomUUID(), roles });
      const answer = await payments.service.client.call('getMyPayment', { params: { orderId: order.orderId } }, { token });
      expect(answer).toMatchObject({ status: 404, body: { code: 'payment-not-found' } });
      expect(JSON.stringify(answer)).not.toContain('pi_');
    }
  });

  test('knows no payment of an order that it has not heard of', async () => {
    expect(await payments.shown(newOrder())).toBeUndefined();
  });

  test('refuses a caller without a good token', async () => {
    const params = { orderId: randomUUID() };
    const expired = issuer.token({ id: randomUUID(), roles: ['customer'] }, { now: () => new Date(Date.now() - 3_600_000) });
    for (const token of ['', 'nonsense', expired]) {
      expect(await payments.service.client.send('getMyPayment', { params, ...(token === '' ? {} : { token }) })).toMatchObject({ status: 401, body: { code: 'token-invalid' } });
    }
  });

  test.each(["'; drop table payments; --", '23B5222D-452C-4BAB-A3DB-622E20C87508', 'x'])('refuses the order id %s', async (orderId) => {
    const token = issuer.token({ id: randomUUID(), roles: ['customer'] });

    expect(await payments.service.client.send('getMyPayment', { params: { orderId }, token })).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
  });
});

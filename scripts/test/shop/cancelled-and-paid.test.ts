import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { payByCard, cards } from '../../shop/pay-by-card.ts';
import { payable, placeOrder, type Visitor } from '../../shop/visitor.ts';
import { cancel, dataAt, keysOf, patienceMs, paymentStatusOf, statusOf, toldOf, type Placed } from './purchases.ts';
import { putBack, takeAll } from './queued-events.ts';
import { startShopUnderTest, type ShopUnderTest } from './shop-under-test.ts';
import { until } from '../../shop/until.ts';

let stage: ShopUnderTest;

beforeAll(async () => {
  stage = await startShopUnderTest();
}, 60_000);

afterAll(() => stage.remove());

describe('a payment for a cancelled order goes back to the customer, and the order stays cancelled:', () => {
  test('the cancellation is heard of first', async () => {
    const { customer, order, paymentIntentId } = await cancelledAndPaid();
    await stage.startService('payment-service');
    await expectRefunded(customer, order, paymentIntentId);
    expect(keysOf(await stage.eventsOf(order))).toEqual(['order.created', 'payment.intent.created', 'order.cancelled']);
  });

  test('the payment is heard of first', async () => {
    const { customer, order, paymentIntentId } = await cancelledAndPaid();
    const { url } = stage.shop.surroundings.broker;
    const cancellation = await takeAll(url, ['payment-service.order.cancelled']);
    expect(cancellation).toHaveLength(1);
    await stage.startService('payment-service');
    await until('the payment is heard of', async () => (await paymentStatusOf(customer, order)) === 'SUCCEEDED');
    await stage.watch.seen('payment.succeeded', (event) => dataAt(event, 'orderId') === order.orderId, { withinMs: patienceMs });

    await putBack(url, cancellation);
    await expectRefunded(customer, order, paymentIntentId);
    expect(keysOf(await stage.eventsOf(order))).toEqual(['order.created', 'payment.intent.created', 'order.cancelled', 'payment.succeeded']);
  });
});

interface CancelledAndPaid {
  readonly customer: Visitor;
  readonly order: Placed;
  readonly paymentIntentId: string;
}

/** payment-service is stopped: Stripe has charged the card before anybody has told it of the cancellation. */
async function cancelledAndPaid(): Promise<CancelledAndPaid> {
  const { productId } = await stage.addProduct();
  const customer = await stage.newCustomer();
  const order = await placeOrder(customer, [{ productId, quantity: 1 }]);
  const intent = await payable(customer, order.orderId, patienceMs);
  await stage.settled();
  await stage.stopService('payment-service');
  expect(await cancel(customer, order)).toBe(200);
  await stage.settled();
  expect(await payByCard(stage.desk, intent, cards.good)).toEqual({ kind: 'paid' });
  return { customer, order, paymentIntentId: intent.paymentIntentId };
}

async function expectRefunded(customer: Visitor, order: Placed, paymentIntentId: string): Promise<void> {
  await until('the payment went back', async () => (await paymentStatusOf(customer, order)) === 'REFUNDED');
  expect(await statusAtStripe(paymentIntentId)).toEqual({ received: order.amount, refunded: order.amount });
  await stage.settled();
  expect(await statusOf(customer, order)).toBe('CANCELLED');
  expect(await toldOf(customer, order)).toEqual(['order-cancelled LOGGED']);
}

/** What Stripe has taken and given back, in minor units. */
async function statusAtStripe(paymentIntentId: string): Promise<{ readonly received: unknown; readonly refunded: unknown }> {
  const headers = { authorization: `Bearer ${stage.shop.surroundings.environment.STRIPE_SECRET_KEY ?? ''}` };
  const response = await fetch(`${stage.desk.url}/v1/payment_intents/${paymentIntentId}?expand[]=latest_charge`, { headers });
  const intent: unknown = await response.json();
  const charge: unknown = Reflect.get(Object(intent), 'latest_charge');
  return { received: Reflect.get(Object(intent), 'amount_received'), refunded: Reflect.get(Object(charge), 'amount_refunded') };
}

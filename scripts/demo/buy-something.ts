import { setTimeout } from 'node:timers/promises';
import type { EventWatch } from '@kada-mandiya/service-kit/testing';
import { z } from 'zod';
import { cards, payByCard, type CardDesk } from '../shop/pay-by-card.ts';
import { seed, type SeededProduct } from '../shop/seed.ts';
import type { Shop } from '../shop/start-shop.ts';
import { until } from '../shop/until.ts';
import { answered, orderIs, payable, placeOrder, register, ShopAnswerError, signIn, type Visitor } from '../shop/visitor.ts';
import { field, type Narrator } from './narrator.ts';

/** What the story is told about. */
export interface Stage {
  readonly shop: Shop;
  readonly watch: EventWatch;
  readonly desk: CardDesk;
  readonly narrator: Narrator;
}

interface Purchase {
  readonly orderId: string;
  readonly correlationId: string;
}

const money = new Intl.NumberFormat('en-LK', { style: 'currency', currency: 'LKR' });

/** An administrator fills the shelves, and order-service gets its copy of each product by event. */
export async function openShop({ shop, narrator }: Stage): Promise<readonly SeededProduct[]> {
  const admin = await signIn(shop, shop.admin);
  narrator.did('the administrator signs in', 'auth');
  const products = await seed(admin);
  for (const { productId } of products) {
    await narrator.saw('product.changed', (data) => field(data, 'productId') === productId, (data) => `${field(data, 'name')}, ${money.format(Number(field(data, 'amount')) / 100)}`);
  }
  return products;
}

export async function newCustomer({ shop, narrator }: Stage, email: string): Promise<Visitor> {
  const at = new Date().toISOString();
  const visitor = await register(shop, { email, password: 'lanterns-over-galle-road', name: 'Nimali Perera' });
  narrator.did('a customer registers', 'auth', { at });
  await narrator.saw('user.registered', (data) => field(data, 'userId') === visitor.userId, () => 'the profile is made, the address known');
  await narrator.saw('notification.send', (data) => field(data, 'userId') === visitor.userId, () => 'a welcome');
  return visitor;
}

/** A product that was just made is known to order-service a moment later. */
export async function order({ narrator }: Stage, visitor: Visitor, products: readonly SeededProduct[]): Promise<Purchase> {
  const items = products.map(({ productId }, index) => ({ productId, quantity: index + 1 }));
  const placed = await untilKnown(() => placeOrder(visitor, items));
  const { orderId, amount, createdAt, correlationId } = placed;
  narrator.did(`an order of ${items.length} products, ${money.format(amount / 100)}, PENDING_PAYMENT`, 'order', { correlationId, at: createdAt });
  const ofOrder = (data: object): boolean => field(data, 'orderId') === orderId;
  await narrator.saw('order.created', ofOrder, () => `order ${orderId.slice(0, 8)}`);
  await narrator.saw('payment.intent.created', ofOrder, (data) => field(data, 'paymentIntentId'));
  return { orderId, correlationId };
}

async function untilKnown<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ShopAnswerError) || error.code !== 'product-unknown' || performance.now() > deadline) throw error;
      await setTimeout(20);
    }
  }
}

export async function pay({ desk, narrator }: Stage, visitor: Visitor, { orderId, correlationId }: Purchase): Promise<void> {
  const outcome = await payByCard(desk, await payable(visitor, orderId), cards.good);
  if (outcome.kind !== 'paid') throw new Error(`the card was not accepted: ${JSON.stringify(outcome)}`);
  narrator.did('the card 4242 4242 4242 4242 is accepted', 'Stripe, in the browser');
  const ofOrder = (data: object): boolean => field(data, 'orderId') === orderId;
  const succeeded = await narrator.saw('payment.succeeded', ofOrder, () => "Stripe's webhook, its signature verified");
  const paid = await narrator.saw('order.paid', ofOrder, () => 'the order is PAID');
  for (const event of [succeeded, paid]) {
    if (event.correlationId !== correlationId) throw new Error(`${event.eventType} has not the order's correlation id`);
  }
  await orderIs(visitor, orderId, 'PAID');
  await notified(visitor, orderId, 'order-paid');
  narrator.did('the confirmation is written, logged and can be read', 'notification', { correlationId });
}

async function notified({ api }: Visitor, orderId: string, kind: string): Promise<void> {
  await until(`a ${kind} was sent for the order ${orderId}`, async () => {
    const { body } = await answered('read notifications', api.GET('/notifications', { params: { query: { limit: 100 } } }));
    return body.items.some((item) => item.orderId === orderId && item.kind === kind && (item.status === 'SENT' || item.status === 'LOGGED'));
  }, 10_000);
}

export async function declined({ desk, narrator }: Stage, visitor: Visitor, { orderId, correlationId }: Purchase): Promise<void> {
  const outcome = await payByCard(desk, await payable(visitor, orderId), cards.declined);
  if (outcome.kind !== 'declined') throw new Error(`the card was to be declined: ${JSON.stringify(outcome)}`);
  narrator.did(`the card 4000 0000 0000 0002 is declined: ${outcome.code}`, 'Stripe, in the browser');
  await narrator.saw('payment.failed', (data) => field(data, 'orderId') === orderId, (data) => field(data, 'failureCode'));
  await orderIs(visitor, orderId, 'PAYMENT_FAILED');
  narrator.did('the order waits for another card', 'order', { correlationId });
}

/** The same webhook once more changes nothing; a forged one is refused. */
export async function webhooksAreSafe({ shop, watch, narrator }: Stage, { orderId }: Purchase): Promise<void> {
  const { sandbox } = shop.surroundings;
  if (sandbox === undefined) throw new Error('the demo needs the Stripe sandbox');
  const eventId = await webhookOf(shop, orderId);
  const count = async (): Promise<number> => {
    await settled(shop);
    await watch.caughtUp();
    return [...watch.published('payment.succeeded'), ...watch.published('order.paid')].filter(({ data }) => field(data as object, 'orderId') === orderId).length;
  };
  const before = await count();
  sandbox.redeliver(eventId);
  await sandbox.delivered();
  const after = await count();
  if (before !== 2 || after !== before) throw new Error(`a repeated webhook was not ignored: ${before} events before, ${after} after`);
  narrator.did('the same webhook again: taken, and nothing happens', 'payment');

  const body = JSON.stringify({ id: 'evt_forged', object: 'event', type: 'payment_intent.succeeded', data: { object: {} } });
  const headers = { 'content-type': 'application/json', 'stripe-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}` };
  const { status } = await fetch(`${shop.url}/webhooks/stripe`, { method: 'POST', headers, body });
  if (status !== 400) throw new Error(`a forged webhook was answered with ${status}`);
  narrator.did('a forged webhook: refused with 400', 'payment');
}

/** The id of the Stripe event that told of an order's payment. */
async function webhookOf({ surroundings: { environment } }: Shop, orderId: string): Promise<string> {
  const headers = { authorization: `Bearer ${environment.STRIPE_SECRET_KEY ?? ''}` };
  const response = await fetch(`${environment.STRIPE_API_URL ?? ''}/v1/events?type=payment_intent.succeeded&limit=100`, { headers });
  const { data } = eventList.parse(await response.json());
  const found = data.find((event) => event.data.object.metadata.orderId === orderId);
  if (found === undefined) throw new Error(`Stripe has no event of a payment for the order ${orderId}`);
  return found.id;
}

const eventList = z.object({ data: z.array(z.object({ id: z.string(), data: z.object({ object: z.object({ metadata: z.object({ orderId: z.string().optional() }) }) }) })) });

/** Until nothing waits in any outbox. */
async function settled({ services }: Shop): Promise<void> {
  for (const service of Object.values(services)) while ((await service.lag()).pending > 0) await setTimeout(5);
}

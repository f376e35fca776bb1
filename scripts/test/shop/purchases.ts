import type { EventEnvelope } from '@kada-mandiya/contract';
import { cards, payByCard } from '../../shop/pay-by-card.ts';
import { answered, orderIs, payable, placeOrder, type Visitor } from '../../shop/visitor.ts';
import type { ShopUnderTest } from './shop-under-test.ts';
import { until } from '../../shop/until.ts';

/** Longer than the storefront's patience: a machine that is busy with other tests is not a fault. */
export const patienceMs = 40_000;

export interface Placed {
  readonly orderId: string;
  readonly amount: number;
  readonly correlationId: string;
}

/** Pays an order with a card, as a browser does. Rejects where it is not as expected. */
export async function pay({ desk }: ShopUnderTest, visitor: Visitor, { orderId }: { readonly orderId: string }, expected: 'paid' | 'declined' = 'paid'): Promise<void> {
  const intent = await payable(visitor, orderId, patienceMs);
  const outcome = await payByCard(desk, intent, expected === 'paid' ? cards.good : cards.declined);
  if (outcome.kind !== expected) throw new Error(`the card was to be ${expected}: ${JSON.stringify(outcome)}`);
}

/** An order of one product, to its end: paid, and its confirmation there. */
export async function buy(stage: ShopUnderTest, visitor: Visitor, productId: string): Promise<Placed> {
  const order = await placeOrder(visitor, [{ productId, quantity: 1 }]);
  await pay(stage, visitor, order);
  await orderIs(visitor, order.orderId, 'PAID', patienceMs);
  return order;
}

/** Cancels an order; gives the status of the answer. */
export async function cancel({ api }: Visitor, { orderId }: { readonly orderId: string }): Promise<number> {
  const { response } = await api.POST('/orders/{orderId}/cancel', { params: { path: { orderId } } });
  return response.status;
}

export interface SeenNotification {
  readonly kind: string;
  readonly status: string;
  readonly orderId?: string;
}

/** All of one's notifications, of all pages, the newest first. */
export async function notificationsOf({ api }: Visitor): Promise<readonly SeenNotification[]> {
  const all: SeenNotification[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const { body } = await answered('read notifications', api.GET('/notifications', { params: { query } }));
    all.push(...body.items);
    cursor = body.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

/** What a user was told about an order, sorted; with what is no longer on its way. */
export async function toldOf(visitor: Visitor, { orderId }: { readonly orderId: string }): Promise<readonly string[]> {
  const mine = async (): Promise<readonly SeenNotification[]> => (await notificationsOf(visitor)).filter((one) => one.orderId === orderId);
  await until(`all is sent of the order ${orderId}`, async () => (await mine()).every(({ status }) => status !== 'PENDING'));
  return (await mine()).map(({ kind, status }) => `${kind} ${status}`).toSorted();
}

export async function statusOf({ api }: Visitor, { orderId }: { readonly orderId: string }): Promise<string> {
  const { body } = await answered('read the order', api.GET('/orders/{orderId}', { params: { path: { orderId } } }));
  return body.status;
}

/** `undefined` while there is no payment. */
export async function paymentStatusOf({ api }: Visitor, { orderId }: { readonly orderId: string }): Promise<string | undefined> {
  const { data } = await api.GET('/payments/orders/{orderId}', { params: { path: { orderId } } });
  return data?.status;
}

export function keysOf(events: readonly EventEnvelope[]): readonly string[] {
  return events.map(({ eventType }) => eventType);
}

/** A field of an event's data. */
export function dataAt({ data }: EventEnvelope, name: string): unknown {
  return typeof data === 'object' && data !== null ? Reflect.get(data, name) : undefined;
}

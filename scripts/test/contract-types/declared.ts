import type { Handlers, Reactions } from '@kada-mandiya/contract';
import type { OrderCreatedV1Data } from '@kada-mandiya/event-contracts';
import type { Order, PlaceOrder } from '@kada-mandiya/http-contracts/order-service';
import type { OrderServiceContract } from '@kada-mandiya/service-contracts/order-service';
import type { Problem, Unit } from './kit.ts';

// A service that does what its contract says: as in the design, and it compiles.

interface Store {
  pricesOf(items: PlaceOrder['items']): Promise<ReadonlyMap<string, number>>;
  insert(order: Order): Promise<void>;
  find(orderId: string): Promise<Order | undefined>;
  noteFailure(orderId: string, code: string): Promise<void>;
  noteIntent(paymentIntentId: string): Promise<void>;
  markPaid(orderId: string): Promise<void>;
}

export type OrderUnit = Unit<OrderServiceContract, Store>;

declare const problem: Problem<OrderServiceContract>;
declare function place(
  wish: PlaceOrder,
  userId: string,
  prices: ReadonlyMap<string, number>,
): (Order & { readonly kind: 'placed' }) | { readonly kind: 'refused'; readonly reason: string };
declare function toOrderCreated(order: Order): OrderCreatedV1Data;

export const handlers: Handlers<OrderServiceContract, OrderUnit> = {
  placeOrder: ({ body, caller }, { transaction }) =>
    transaction(async ({ store, publish }) => {
      const order = place(body, caller.id, await store.pricesOf(body.items));
      if (order.kind === 'refused') return problem(409, order.reason);
      await store.insert(order);
      await publish('order.created', toOrderCreated(order));
      return { status: 201, headers: { location: `/orders/${order.orderId}` }, body: order };
    }),
  getMyOrder: ({ params, caller }, { transaction }) =>
    transaction(async ({ store }) => {
      const order = await store.find(params.orderId);
      return order?.userId === caller.id ? { status: 200, body: order } : problem(404, 'There is no order with this id.');
    }),
  listMyOrders: ({ query }) => {
    const atMost: number = query.limit;
    return atMost > 0 ? { status: 200, body: { items: [], nextCursor: null } } : problem(400, 'No limit.');
  },
  cancelMyOrder: () => problem(409, 'Paid orders stay.'),
};

/** The events that are shown here, so that one more changes nothing. */
export type Shown = 'payment.failed' | 'payment.intent.created' | 'payment.succeeded' | 'product.changed';

export const reactions: Pick<Reactions<OrderServiceContract, OrderUnit>, Shown> = {
  'payment.failed': ({ data }, { transaction }) => transaction(({ store }) => store.noteFailure(data.orderId, data.failureCode)),
  'payment.intent.created': ({ data }, { transaction }) => transaction(({ store }) => store.noteIntent(data.paymentIntentId)),
  'payment.succeeded': ({ data, version }, { transaction }) =>
    transaction(async ({ store, publish }) => {
      const one: 1 = version;
      await store.markPaid(data.orderId);
      await publish('order.cancelled', { ...data, reason: 'customer-request' }, one);
    }),
  'product.changed': () => undefined,
};

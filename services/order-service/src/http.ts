import { randomUUID } from 'node:crypto';
import type { Handlers, HandlerResponse } from '@kada-mandiya/contract';
import { isTimestamp, isUuid } from '@kada-mandiya/http-contracts/order-service';
import type { OrderServiceContract } from '@kada-mandiya/service-contracts/order-service';
import { currentContext, cursorRefused, pageOf, positionOf, type CursorScope, type HandlerTools } from '@kada-mandiya/service-kit';
import { asPlaced, bodyOf, toOrderCreated, type OrderState } from './order.ts';
import { hashOf, isInForce, place, type Placement } from './placing.ts';
import { record } from './record.ts';
import { keyInUse, keyReused, orderNotCancellable, orderNotFound, placingRefused } from './refusals.ts';
import type { OrderReads, OrderStore, Position } from './store.ts';

type Answer = HandlerResponse<OrderServiceContract, 'placeOrder'>;

export const handlers: Handlers<OrderServiceContract, HandlerTools<OrderServiceContract, OrderStore, OrderReads>> = {
  placeOrder: ({ headers, body: { items }, caller }, { transaction, now }) =>
    transaction(async ({ store, publish }) => {
      const at = now();
      const asked = { userId: caller.id, idempotencyKey: headers['idempotency-key'], bodyHash: hashOf(items) };
      const earlier = await store.placement(asked);
      if (earlier !== undefined && isInForce(earlier, at)) return repeated(store, earlier, asked);
      const products = await store.products(items.map(({ productId }) => productId));
      const placed = place({ orderId: randomUUID(), userId: caller.id, items, products, now: at });
      if (placed.kind === 'refused') return placingRefused(placed);
      const { order } = placed;
      const claimed = await store.claim({ ...asked, orderId: order.orderId, placedAt: order.createdAt }, earlier);
      if (claimed === 'taken') return repeated(store, await store.placement(asked), asked);
      await store.insert({ order, correlationId: currentContext()?.correlationId ?? randomUUID() });
      await publish('order.created', toOrderCreated(order));
      return created(order);
    }),

  listMyOrders: async ({ query: { status, limit, cursor }, caller }, { store }) => {
    const scope = ['orders', caller.id, status];
    const behind = cursor === undefined ? undefined : positionIn(scope, cursor);
    if (behind === null) return cursorRefused();
    const rows = await store.orders({ userId: caller.id, status }, { limit: limit + 1, after: behind });
    const { items, nextCursor } = pageOf(rows, { limit, scope, position: ({ createdAt, orderId }) => [createdAt, orderId] });
    return { status: 200, body: { items: items.map(bodyOf), nextCursor } };
  },

  getMyOrder: async ({ params: { orderId }, caller }, { store }) => {
    const order = await store.order(orderId, caller.id);
    return order === undefined ? orderNotFound() : { status: 200, body: bodyOf(order) };
  },

  cancelMyOrder: ({ params: { orderId }, caller }, { transaction, now, log }) =>
    transaction(async (unit) => {
      const kept = await unit.store.take(orderId);
      if (kept?.order.userId !== caller.id) return orderNotFound();
      const order = await record(unit, kept, { kind: 'cancel-requested' }, { now: now(), log });
      return order.status === 'CANCELLED' ? { status: 200, body: bodyOf(order) } : orderNotCancellable();
    }),
};

/** The first answer again, made from the order that it was about: what has happened to that since makes no difference. */
async function repeated(store: OrderStore, earlier: Placement | undefined, asked: Pick<Placement, 'bodyHash'>): Promise<Answer> {
  const kept = earlier === undefined ? undefined : await store.take(earlier.orderId);
  // Another request has the key, and is not done.
  if (earlier === undefined || kept === undefined) return keyInUse();
  return earlier.bodyHash === asked.bodyHash ? created(asPlaced(kept.order)) : keyReused();
}

function created(order: OrderState): Answer {
  return { status: 201, headers: { location: `/orders/${order.orderId}` }, body: bodyOf(order) };
}

/** `null` for a cursor that is not one of this list. */
function positionIn(scope: CursorScope, cursor: string): Position | null {
  const [createdAt, orderId, ...more] = positionOf(scope, cursor) ?? [];
  return !isTimestamp(createdAt) || !isUuid(orderId) || more.length > 0 ? null : { createdAt, orderId };
}

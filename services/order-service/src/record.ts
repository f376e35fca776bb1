import type { OrderServiceContract } from '@kada-mandiya/service-contracts/order-service';
import { runInContext, type Logger, type ServiceUnit } from '@kada-mandiya/service-kit';
import { after, toOrderCancelled, toOrderPaid, type OrderEvent, type OrderState } from './order.ts';
import type { KeptOrder, OrderStore } from './store.ts';

/** When it happens, and where it is noted. */
export interface Moment {
  readonly now: Date;
  readonly log: Logger;
}

/**
 * Writes what an event makes of an order that was taken, and tells of it under the order's correlation id, whichever
 * request or event it was.
 */
export async function record({ store, publish, afterCommit }: ServiceUnit<OrderServiceContract, OrderStore>, { order, correlationId }: KeptOrder, event: OrderEvent, { now, log }: Moment): Promise<OrderState> {
  const outcome = after(order, event, now);
  if (outcome.kind === 'unchanged') return outcome.order;
  await store.update(outcome.order);
  const { orderId, status } = outcome.order;
  if (status !== order.status) afterCommit(() => runInContext({ correlationId }, () => log.info({ orderId, from: order.status, to: status, because: event.kind }, 'an order moved on')));
  if (outcome.kind === 'paid') await runInContext({ correlationId }, () => publish('order.paid', toOrderPaid(outcome.order)));
  if (outcome.kind === 'cancelled') await runInContext({ correlationId }, () => publish('order.cancelled', toOrderCancelled(outcome.order)));
  return outcome.order;
}

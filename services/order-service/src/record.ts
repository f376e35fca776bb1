import type { OrderServiceContract } from '@kada-mandiya/service-contracts/order-service';
import { runInContext, type ServiceUnit } from '@kada-mandiya/service-kit';
import { after, toOrderCancelled, toOrderPaid, type OrderEvent, type OrderState } from './order.ts';
import type { KeptOrder, OrderStore } from './store.ts';

/**
 * Writes what an event makes of an order that was taken, and tells of it under the order's correlation id, whichever
 * request or event it was.
 */
export async function record({ store, publish }: ServiceUnit<OrderServiceContract, OrderStore>, { order, correlationId }: KeptOrder, event: OrderEvent, now: Date): Promise<OrderState> {
  const outcome = after(order, event, now);
  if (outcome.kind === 'unchanged') return outcome.order;
  await store.update(outcome.order);
  if (outcome.kind === 'paid') await runInContext({ correlationId }, () => publish('order.paid', toOrderPaid(outcome.order)));
  if (outcome.kind === 'cancelled') await runInContext({ correlationId }, () => publish('order.cancelled', toOrderCancelled(outcome.order)));
  return outcome.order;
}

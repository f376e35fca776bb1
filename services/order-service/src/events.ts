import type { OrderServiceContract } from '@kada-mandiya/service-contracts/order-service';
import type { Logger, ServiceReactions, ServiceUnit } from '@kada-mandiya/service-kit';
import type { OrderEvent } from './order.ts';
import { record } from './record.ts';
import type { KeptOrder, OrderReads, OrderStore } from './store.ts';

type Unit = ServiceUnit<OrderServiceContract, OrderStore>;

export interface ReactionParts {
  readonly now: () => Date;
  readonly log: Logger;
}

/** What payment-service says must not be believed: its event goes to the dead letters, for people to look at. */
class PaymentMismatchError extends Error {
  override readonly name = 'PaymentMismatchError';
}

export function reactionsWith({ now, log }: ReactionParts): ServiceReactions<OrderServiceContract, OrderStore, OrderReads> {
  const happened = async (unit: Unit, data: PaymentData, event: OrderEvent): Promise<void> => {
    await record(unit, await orderOf(unit, data), event, { now: now(), log });
  };
  return {
    'product.changed': ({ data: { productId, revision, name, amount, currency, status } }, { store }) => store.keepProduct({ productId, revision, name, amount, currency, status }),
    'payment.intent.created': ({ data }, unit) => happened(unit, data, { kind: 'intent-created', paymentIntentId: data.paymentIntentId }),
    'payment.succeeded': ({ data }, unit) => happened(unit, data, { kind: 'payment-succeeded', paymentIntentId: data.paymentIntentId }),
    'payment.failed': ({ data }, unit) => happened(unit, data, { kind: data.retryable ? 'payment-failed' : 'payment-given-up', paymentIntentId: data.paymentIntentId }),
  };
}

interface PaymentData {
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
}

/** An order is stored before anybody hears of it, so one that is not there is a fault. */
async function orderOf({ store }: Unit, { orderId, amount, currency }: PaymentData): Promise<KeptOrder> {
  const kept = await store.take(orderId);
  if (kept === undefined) throw new PaymentMismatchError(`there is no order ${orderId}`);
  if (kept.order.amount === amount && kept.order.currency === currency) return kept;
  throw new PaymentMismatchError(`the order ${orderId} costs ${kept.order.amount} ${kept.order.currency}, its payment is of ${amount} ${currency}`);
}

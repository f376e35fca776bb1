import type { PaymentServiceContract } from '@kada-mandiya/service-contracts/payment-service';
import { inTwoSteps, type ServiceReactions } from '@kada-mandiya/service-kit';
import type { PaymentFlow } from './flow.ts';
import type { PaymentReads, PaymentStore } from './store.ts';

/**
 * All of it happens before the event's own transaction: each reaction asks Stripe, and what it knows before and after that
 * it commits itself, once for each order and not for each event.
 */
export function reactionsWith(flow: PaymentFlow): ServiceReactions<PaymentServiceContract, PaymentStore, PaymentReads> {
  return {
    'order.created': inTwoSteps({ prepare: ({ data, correlationId }, tools) => flow.open(data, correlationId, tools), apply: nothingLeft }),
    'order.cancelled': inTwoSteps({ prepare: ({ data, correlationId }, tools) => flow.giveUp(data, correlationId, tools), apply: nothingLeft }),
  };
}

function nothingLeft(): void {
  // The inbox notes the event.
}

import type { Handlers } from '@kada-mandiya/contract';
import type { PaymentServiceContract } from '@kada-mandiya/service-contracts/payment-service';
import { problem } from '@kada-mandiya/service-kit';
import type { PaymentFlow, PaymentTools } from './flow.ts';
import { shownPayment } from './payment.ts';
import type { PaymentProvider } from './stripe.ts';

export interface HandlerParts {
  readonly flow: PaymentFlow;
  readonly stripe: PaymentProvider;
  readonly publishableKey: string;
}

export function handlersWith({ flow, stripe, publishableKey }: HandlerParts): Handlers<PaymentServiceContract, PaymentTools> {
  return {
    getPaymentConfig: () => ({ status: 200, body: { publishableKey } }),

    getMyPayment: async ({ params: { orderId }, caller }, { store }) => {
      const payment = await store.find(orderId);
      const shown = payment?.userId === caller.id ? shownPayment(payment) : undefined;
      return shown === undefined ? problem(404, 'payment-not-found', { detail: 'There is no payment for an order with this id.' }) : { status: 200, body: shown };
    },

    receiveStripeWebhook: async ({ headers, rawBody }, tools) => {
      const webhook = stripe.webhook(rawBody, headers['stripe-signature'], tools.now());
      if (webhook.kind === 'forged') return forged();
      const taken = webhook.kind === 'intent' ? await flow.take(webhook.event, tools) : 'foreign';
      if (taken === 'foreign') tools.log.debug({ stripeEventId: webhook.kind === 'intent' ? webhook.event.eventId : webhook.eventId }, 'a webhook means nothing here');
      return { status: 200, body: { received: true } };
    },
  };
}

function forged(): ReturnType<typeof problem<400>> {
  return problem(400, 'signature-invalid', {
    detail: 'The signature does not fit the body, or is too old.',
    errors: [{ pointer: '/headers/stripe-signature', message: 'does not fit the body, or is too old' }],
  });
}

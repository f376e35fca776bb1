import { authenticateByToken } from '@kada-mandiya/auth';
import { topology } from '@kada-mandiya/event-contracts/topology';
import { paymentService } from '@kada-mandiya/service-contracts/payment-service';
import { defineService } from '@kada-mandiya/service-kit';
import { migrations } from '../migrations/index.ts';
import { startChecks } from './checks.ts';
import { config } from './config.ts';
import { reactionsWith } from './events.ts';
import { paymentFlow } from './flow.ts';
import { handlersWith } from './http.ts';
import { makeReads, makeStore } from './store.ts';
import { stripeProvider } from './stripe.ts';

const dayMs = 86_400_000;

/** Stripe, and nothing but Stripe: an intent for each order, and how it ended. */
export const service = defineService({
  contract: paymentService,
  topology,
  config,
  storage: { database: 'payment_db', migrations, makeStore, makeReads },
  authenticate: authenticateByToken,
  connectsTo: ({ STRIPE_API_URL }) => [STRIPE_API_URL],
  build: ({ config: { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_PUBLISHABLE_KEY, STRIPE_API_URL, KEEP_EVENTS_DAYS }, clock }) => {
    const stripe = stripeProvider({ secretKey: STRIPE_SECRET_KEY, webhookSecrets: STRIPE_WEBHOOK_SECRET, apiUrl: STRIPE_API_URL });
    const flow = paymentFlow(stripe);
    return {
      handlers: handlersWith({ flow, stripe, publishableKey: STRIPE_PUBLISHABLE_KEY }),
      reactions: reactionsWith(flow),
      background: (tools) => [startChecks({ flow, tools, clock })],
      // Ids of webhooks: Stripe repeats one for three days.
      purge: ({ transaction, now }) => transaction(({ store }) => store.forgetHandled(new Date(now().getTime() - KEEP_EVENTS_DAYS * dayMs))),
    };
  },
});

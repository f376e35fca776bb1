import { testIssuer } from '@kada-mandiya/auth/testing';
import type { OrderCreatedV1Data } from '@kada-mandiya/event-contracts';
import type { Payment } from '@kada-mandiya/http-contracts/payment-service';
import type { PaymentServiceContract } from '@kada-mandiya/service-contracts/payment-service';
import { startService, type CheckedAnswer, type ServiceUnderTest, type StartServiceOptions } from '@kada-mandiya/service-kit/testing';
import { startStripeSandbox, type InterceptedRequest, type Mishap, type StripeSandbox } from '@kada-mandiya/stripe-sandbox';
import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { service } from '../src/service.ts';
import type { PaymentReads, PaymentStore } from '../src/store.ts';

export const issuer = testIssuer();
export const webhookSecret = 'whsec_shop';
const secretKey = 'sk_test_shop';

type Service = ServiceUnderTest<PaymentServiceContract, PaymentStore, PaymentReads>;
type Intercept = (request: InterceptedRequest) => Mishap | undefined | Promise<Mishap | undefined>;

/** payment-service, and Stripe as far as it needs it. */
export interface Payments {
  readonly service: Service;
  readonly sandbox: StripeSandbox;
  /** Another one on the same Stripe account, as a person with a card or at the dashboard has it. */
  readonly stripe: Stripe;
  /** What Stripe was asked, as `POST /v1/payment_intents`. */
  readonly asked: readonly string[];
  /** How Stripe's answers go wrong from now on. */
  interfere(intercept: Intercept | undefined): void;
  /** Confirms the order's intent with a card, as the browser does. Gives whether Stripe took it. */
  pay(order: Pick<OrderCreatedV1Data, 'orderId'>, card?: string): Promise<boolean>;
  /** The payment of an order, as its owner reads it. */
  shown(order: Pick<OrderCreatedV1Data, 'orderId' | 'userId'>): Promise<Payment | undefined>;
  /** Resolves when all webhooks have arrived and all that came of them was published. */
  settled(): Promise<void>;
  /** Sends a webhook by hand. */
  send(event: object, signing?: Signing): Promise<CheckedAnswer>;
  stop(): Promise<void>;
}

interface Signing {
  readonly secret?: string;
  /** Seconds. */
  readonly timestamp?: number;
}

export interface StartPaymentsOptions extends StartServiceOptions {
  /** One that is there already, which whoever started it stops; without webhooks from it unless `deliver`. */
  readonly sandbox?: StripeSandbox;
  /** Whether the sandbox sends its webhooks; true unless given. */
  readonly deliver?: boolean;
}

export async function startPayments({ sandbox: given, deliver = true, env = {}, ...options }: StartPaymentsOptions = {}): Promise<Payments> {
  const asked: string[] = [];
  let intercept: Intercept | undefined;
  const sandbox =
    given ??
    (await startStripeSandbox({
      secretKey,
      webhookSecret,
      webhookFirstRetryMs: 20,
      ...(options.clock === undefined ? {} : { clock: options.clock }),
      intercept: (request) => {
        asked.push(`${request.method} ${request.path}`);
        return intercept?.(request);
      },
    }));
  const started = await startService(service, { ...options, env: { ...stripeEnv(sandbox), ...issuer.env, ...env } });
  if (deliver) sandbox.deliverTo(`${started.url}/webhooks/stripe`);
  const stripe = new Stripe(secretKey, { host: '127.0.0.1', port: sandbox.port, protocol: 'http', telemetry: false });
  const settled = async (): Promise<void> => {
    await sandbox.delivered();
    await started.settled();
  };
  return {
    service: started,
    sandbox,
    stripe,
    asked,
    interfere: (next) => (intercept = next),
    async pay({ orderId }, card = 'pm_card_visa') {
      const { data } = await started.seen('payment.intent.created', (event) => event.data.orderId === orderId);
      return confirmed(stripe, data.paymentIntentId, card);
    },
    async shown({ orderId, userId }) {
      const token = issuer.token({ id: userId, roles: ['customer'] }, { now: () => options.clock?.now() ?? new Date() });
      const answer = await started.client.call('getMyPayment', { params: { orderId } }, { token });
      return answer.status === 200 ? answer.body : undefined;
    },
    settled,
    send: (event, { secret = webhookSecret, timestamp } = {}) => {
      const payload = JSON.stringify(event);
      const signature = stripe.webhooks.generateTestHeaderString({ payload, secret, ...(timestamp === undefined ? {} : { timestamp }) });
      return started.client.send('receiveStripeWebhook', { headers: { 'stripe-signature': signature }, rawBody: payload });
    },
    async stop() {
      // First the one that sends to the other.
      if (given === undefined) await sandbox.stop();
      if (!(await started.stop())) throw new Error('payment-service did not stop well');
    },
  };
}

export function stripeEnv(sandbox: StripeSandbox): Readonly<Record<string, string>> {
  return {
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_PUBLISHABLE_KEY: sandbox.publishableKey,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_API_URL: sandbox.url,
  };
}

async function confirmed(stripe: Stripe, intentId: string, card: string): Promise<boolean> {
  try {
    const { status } = await stripe.paymentIntents.confirm(intentId, { payment_method: card });
    return status === 'succeeded';
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError) return false;
    throw error;
  }
}

/** An order of somebody new. */
export function newOrder(fields: Partial<OrderCreatedV1Data> = {}): OrderCreatedV1Data {
  const amount = fields.amount ?? 488_000;
  const items = [{ productId: randomUUID(), name: 'Red Raw Rice 5 kg', unitAmount: amount, quantity: 1, amount }];
  return { orderId: randomUUID(), userId: randomUUID(), amount, currency: 'LKR', items, ...fields };
}

/** What order-service says when that order is cancelled. */
export function cancellationOf({ orderId, userId, amount, currency }: OrderCreatedV1Data): Omit<OrderCreatedV1Data, 'items'> & { reason: 'customer-request' } {
  return { orderId, userId, amount, currency, reason: 'customer-request' };
}

let count = 0;

/** A webhook event about an intent, as Stripe writes it. */
export function stripeEvent(type: string, intent: object, fields: object = {}): object {
  count += 1;
  return { id: `evt_test${count}`, object: 'event', api_version: '2026-10-28.endive', created: 1_773_476_200 + count, livemode: false, pending_webhooks: 1, type, data: { object: { object: 'payment_intent', last_payment_error: null, ...intent } }, ...fields };
}

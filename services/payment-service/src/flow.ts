import type { PaymentServiceContract } from '@kada-mandiya/service-contracts/payment-service';
import { runInContext, type HandlerTools, type ServiceUnit } from '@kada-mandiya/service-kit';
import { checked, closed, givenUp, neverOpened, opened, reported, requested, toClose, type News, type PayableOrder, type Payment, type Report } from './payment.ts';
import type { PaymentReads, PaymentStore } from './store.ts';
import type { IntentEvent, PaymentProvider } from './stripe.ts';

export type PaymentTools = HandlerTools<PaymentServiceContract, PaymentStore, PaymentReads>;
type PaymentUnit = ServiceUnit<PaymentServiceContract, PaymentStore>;

/**
 * A payment's way, in steps that can each be repeated: what the service knows is committed before Stripe is asked, and what
 * Stripe says is committed after. The order's row is taken in each step, so that of two that run at once the second sees
 * what the first has made.
 */
export interface PaymentFlow {
  /** An order wants to be paid: makes its intent, unless it has one or was cancelled. */
  open(order: PayableOrder, correlationId: string, tools: PaymentTools): Promise<void>;
  /** An order was cancelled: nobody can pay it from now on, and what was paid goes back. */
  giveUp(order: PayableOrder, correlationId: string, tools: PaymentTools): Promise<void>;
  /** Stripe tells of an intent. Gives whether it is ours. */
  take(event: IntentEvent, tools: PaymentTools): Promise<'taken' | 'foreign'>;
  /** Asks Stripe, since no webhook came. */
  check(payment: Payment, tools: PaymentTools): Promise<void>;
  /** Puts the next check off. */
  postpone(payment: Payment, tools: PaymentTools): Promise<void>;
}

export function paymentFlow(stripe: PaymentProvider): PaymentFlow {
  return {
    async open(order, correlationId, tools) {
      const payment = await tools.transaction(({ store }) => store.begin(requested(order, correlationId, tools.now())));
      if (payment.status === 'REQUESTED') await makeIntent(stripe, payment, tools);
    },
    async giveUp(order, correlationId, tools) {
      const payment = await tools.transaction(async ({ store }) => {
        const current = await store.begin(neverOpened(order, correlationId, tools.now()));
        return saved(store, current, givenUp(current, tools.now()));
      });
      await close(stripe, payment, tools);
    },
    async take({ eventId, orderId, userId, report }, tools) {
      const found = await tools.store.find(orderId);
      if (found?.userId !== userId) return 'foreign';
      // The service stopped after Stripe had made the intent: it gets the same one again.
      const payment = found.status === 'REQUESTED' ? await makeIntent(stripe, found, tools) : found;
      if (payment.intent?.intentId !== report.intentId) return 'foreign';
      await inContextOf(payment, async () => {
        const next = await tools.transaction((unit) => note(orderId, { eventId, report }, unit, tools.now()));
        tools.log.info({ orderId, stripeEventId: eventId, outcome: report.outcome, status: next.status }, 'a webhook was taken');
        await close(stripe, next, tools);
      });
      return 'taken';
    },
    async check(payment, tools) {
      if (payment.intent === undefined) return;
      const { orderId, intent } = payment;
      const report = await stripe.look(intent.intentId, tools.now());
      const next = await inContextOf(payment, () => tools.transaction((unit) => note(orderId, { report }, unit, tools.now())));
      await close(stripe, next, tools);
    },
    postpone: ({ orderId }, tools) => tools.transaction(async ({ store }) => store.save(checked(await store.take(orderId), tools.now()))),
  };
}

/** The intent of a payment that is `REQUESTED`, from Stripe; always the same for one order. */
async function makeIntent(stripe: PaymentProvider, { orderId, ...payment }: Payment, tools: PaymentTools): Promise<Payment> {
  const intent = await stripe.createIntent({ orderId, ...payment });
  const next = await inContextOf(payment, () =>
    tools.transaction(async ({ store, publish }) => {
      const current = await store.take(orderId);
      const withIntent = opened(current, intent, tools.now());
      // Cancelled while Stripe was asked: nobody gets to know the secret.
      if (withIntent !== current && !withIntent.closing) {
        const { amount, currency } = withIntent;
        await publish('payment.intent.created', { orderId, paymentIntentId: intent.intentId, clientSecret: intent.clientSecret, amount, currency });
      }
      return saved(store, current, withIntent);
    }),
  );
  return close(stripe, next, tools);
}

/** Cancels or refunds what is to be closed. Where it fails, the payment stays to be closed, and is checked later. */
async function close(stripe: PaymentProvider, payment: Payment, tools: PaymentTools): Promise<Payment> {
  const status = await closedAtStripe(stripe, payment);
  if (status === undefined) return payment;
  tools.log.info({ orderId: payment.orderId, status }, 'a payment was closed');
  return tools.transaction(async ({ store }) => {
    const current = await store.take(payment.orderId);
    return saved(store, current, closed(current, status, tools.now()));
  });
}

async function closedAtStripe(stripe: PaymentProvider, payment: Payment): Promise<'CANCELLED' | 'REFUNDED' | undefined> {
  const how = toClose(payment);
  if (how === undefined || payment.intent === undefined) return undefined;
  const { intentId } = payment.intent;
  if (how === 'cancel') {
    const status = await stripe.cancel(intentId);
    if (status === 'canceled') return 'CANCELLED';
    // With the bank now: its answer comes by webhook, or at the next check.
    if (status !== 'succeeded') return undefined;
  }
  await stripe.refund(intentId);
  return 'REFUNDED';
}

interface Noted {
  readonly report: Report;
  /** Of the webhook that brought it. */
  readonly eventId?: string;
}

async function note(orderId: string, { report, eventId }: Noted, { store, publish }: PaymentUnit, now: Date): Promise<Payment> {
  const current = await store.take(orderId);
  if (eventId !== undefined && !(await store.handle({ id: eventId, orderId, what: report.outcome }, now))) return current;
  const { payment, news } = reported(current, report, now);
  if (news !== undefined) await tell(payment, news, { store, publish }, now);
  return saved(store, current, eventId === undefined ? checked(payment, now) : payment);
}

async function tell(payment: Payment, news: News, { store, publish }: Pick<PaymentUnit, 'store' | 'publish'>, now: Date): Promise<void> {
  const { orderId, userId, amount, currency, intent } = payment;
  if (intent === undefined) return;
  const about = { orderId, paymentIntentId: intent.intentId, userId, amount, currency };
  if (news.kind === 'succeeded') {
    await publish('payment.succeeded', about);
    return;
  }
  const { failureCode, failureMessage, retryable, attempt } = news;
  // A webhook and a check may both tell of one attempt.
  if (attempt !== undefined && !(await store.handle({ id: attempt, orderId, what: 'attempt' }, now))) return;
  await publish('payment.failed', { ...about, failureCode, failureMessage, retryable });
}

async function saved(store: PaymentStore, before: Payment, after: Payment): Promise<Payment> {
  if (after !== before) await store.save(after);
  return after;
}

/** What is published about a payment continues the order's correlation id, whoever brings the news. */
function inContextOf<T>({ correlationId }: Pick<Payment, 'correlationId'>, work: () => T): T {
  return runInContext({ correlationId }, work);
}

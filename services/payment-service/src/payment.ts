import type { PaymentStatus, Payment as ShownPayment } from '@kada-mandiya/http-contracts/payment-service';

/** What an order says of its payment. */
export interface PayableOrder {
  readonly orderId: string;
  readonly userId: string;
  /** In minor units of the currency. */
  readonly amount: number;
  readonly currency: string;
}

/** A PaymentIntent of Stripe's, as far as it is kept. */
export interface Intent {
  readonly intentId: string;
  readonly clientSecret: string;
}

export interface Failure {
  readonly failureCode: string;
  readonly failureMessage: string;
}

/** The payment of one order. */
export interface Payment extends PayableOrder {
  /** The order's: whatever is published about the payment continues it. */
  readonly correlationId: string;
  /** `REQUESTED`: Stripe is being asked for an intent. */
  readonly status: PaymentStatus | 'REQUESTED';
  /** The order will not be paid with this: what is open is to be cancelled, what was paid to be refunded. */
  readonly closing: boolean;
  readonly intent: Intent | undefined;
  /** Of the last attempt, where it failed. */
  readonly failure: Failure | undefined;
  /** Stripe's time of the newest report, in seconds: reports arrive in any order. */
  readonly reportedAt: number;
  /** When Stripe is to be asked, since no webhook may ever come; `undefined` where nothing more can happen. */
  readonly checkAt: string | undefined;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What Stripe says of an intent: in a webhook, or when it is asked. */
export interface Report {
  readonly intentId: string;
  /** `open`: waiting for the customer. */
  readonly outcome: 'succeeded' | 'failed' | 'cancelled' | 'processing' | 'open';
  /** In minor units, of `currency` in upper case. */
  readonly amountReceived: number;
  readonly currency: string;
  /** Of a failed attempt. `attempt` names it, in webhooks and answers alike, where Stripe gives it a name. */
  readonly failure?: Failure & { readonly attempt: string | undefined };
  /** Stripe's time of it, in seconds. */
  readonly at: number;
}

/** What others are told. */
export type News =
  | { readonly kind: 'succeeded' }
  | (Failure & { readonly kind: 'failed'; readonly retryable: boolean; readonly attempt: string | undefined });

export interface Reported {
  /** The same object where the report changes nothing. */
  readonly payment: Payment;
  readonly news?: News;
}

/** How long a payment that nobody has reported on waits for its first check, and how often one that is to be closed is tried. */
const firstCheckMs = 15 * 60_000;
const closingCheckMs = 60_000;

/** An order that was heard of: an intent is to be made for it. */
export function requested({ orderId, userId, amount, currency }: PayableOrder, correlationId: string, now: Date): Payment {
  const at = now.toISOString();
  return {
    orderId,
    userId,
    amount,
    currency,
    correlationId,
    status: 'REQUESTED',
    closing: false,
    intent: undefined,
    failure: undefined,
    reportedAt: 0,
    checkAt: undefined,
    createdAt: at,
    updatedAt: at,
  };
}

/** An order that was cancelled before it was heard of: no intent will be made. */
export function neverOpened(order: PayableOrder, correlationId: string, now: Date): Payment {
  return { ...requested(order, correlationId, now), status: 'CANCELLED', closing: true };
}

/** Stripe has made the intent. */
export function opened(payment: Payment, intent: Intent, now: Date): Payment {
  return payment.status === 'REQUESTED' ? changed(payment, { status: 'REQUIRES_PAYMENT', intent }, now) : payment;
}

/** The order was cancelled. */
export function givenUp(payment: Payment, now: Date): Payment {
  return payment.closing ? payment : changed(payment, { closing: true }, now);
}

/** What has to be done at Stripe. A payment that the bank is at work on can be neither cancelled nor refunded yet. */
export function toClose({ closing, status, intent }: Payment): 'cancel' | 'refund' | undefined {
  if (!closing || intent === undefined) return undefined;
  if (status === 'SUCCEEDED') return 'refund';
  return status === 'REQUIRES_PAYMENT' || status === 'FAILED' ? 'cancel' : undefined;
}

/** It was done. */
export function closed(payment: Payment, status: 'CANCELLED' | 'REFUNDED', now: Date): Payment {
  return isOver(payment) ? payment : changed(payment, { status, failure: undefined }, now);
}

/**
 * What a report makes of a payment, and what others have to be told. What is over stays as it is, whatever arrives late;
 * of two reports on what is not over, the one with the later time holds.
 */
export function reported(payment: Payment, report: Report, now: Date): Reported {
  if (payment.status === 'REQUESTED' || payment.status === 'SUCCEEDED' || isOver(payment)) return { payment };
  switch (report.outcome) {
    case 'succeeded':
      return succeeded(payment, report, now);
    case 'cancelled':
      return told(payment, { status: 'CANCELLED', failure: undefined }, { ...givenUpAtStripe, kind: 'failed', retryable: false, attempt: undefined }, now);
    case 'failed':
      return failed(payment, report, now);
    case 'processing':
      return isNewer(payment, report) ? { payment: changed(payment, { status: 'PROCESSING', failure: undefined, reportedAt: report.at }, now) } : { payment };
    case 'open':
      return { payment };
  }
}

const givenUpAtStripe: Failure = { failureCode: 'payment_intent_canceled', failureMessage: 'The payment was given up. The order can no longer be paid.' };
const otherAmount: Failure = { failureCode: 'amount_mismatch', failureMessage: 'What was paid is not what the order costs. The payment is refunded.' };

/** Only the whole amount pays an order; anything else goes back, and the intent takes no second payment. */
function succeeded(payment: Payment, { amountReceived, currency, at }: Report, now: Date): Reported {
  const change = { status: 'SUCCEEDED', failure: undefined, reportedAt: at } as const;
  if (amountReceived === payment.amount && currency === payment.currency) return told(payment, change, { kind: 'succeeded' }, now);
  return told(payment, { ...change, closing: true }, { ...otherAmount, kind: 'failed', retryable: false, attempt: undefined }, now);
}

/** Each failed attempt is told of, an older one too; the newest is shown. */
function failed(payment: Payment, { failure, at, ...report }: Report, now: Date): Reported {
  if (failure === undefined) return { payment };
  const { attempt, ...shown } = failure;
  const news: News = { ...shown, kind: 'failed', retryable: true, attempt };
  if (!isNewer(payment, { ...report, at })) return payment.closing ? { payment } : { payment, news };
  return told(payment, { status: 'FAILED', failure: shown, reportedAt: at }, news, now);
}

/** Nobody waits for news of a payment that the shop itself has given up. */
function told(payment: Payment, change: Partial<Payment>, news: News, now: Date): Reported {
  const next = changed(payment, change, now);
  return payment.closing ? { payment: next } : { payment: next, news };
}

function isNewer({ reportedAt }: Payment, { at }: Report): boolean {
  return at >= reportedAt;
}

function isOver({ status }: Payment): boolean {
  return status === 'CANCELLED' || status === 'REFUNDED';
}

/** Stripe was asked, whatever came of it. The older a payment is, the longer the pause until the next time. */
export function checked(payment: Payment, now: Date): Payment {
  return { ...payment, checkAt: nextCheck(payment, now) };
}

function changed(payment: Payment, change: Partial<Payment>, now: Date): Payment {
  return checked({ ...payment, ...change, updatedAt: now.toISOString() }, now);
}

function nextCheck(payment: Payment, now: Date): string | undefined {
  if (payment.intent === undefined || isOver(payment)) return undefined;
  if (toClose(payment) !== undefined) return after(now, closingCheckMs);
  if (payment.status === 'SUCCEEDED') return undefined;
  return after(now, Math.max(firstCheckMs, now.getTime() - Date.parse(payment.createdAt)));
}

function after(now: Date, ms: number): string {
  return new Date(now.getTime() + ms).toISOString();
}

/** As its owner sees it; `undefined` while, or where, there is no intent. The secret is there while it can be paid. */
export function shownPayment({ orderId, userId, amount, currency, status, closing, intent, failure, createdAt, updatedAt }: Payment): ShownPayment | undefined {
  if (intent === undefined || status === 'REQUESTED') return undefined;
  const isPayable = !closing && (status === 'REQUIRES_PAYMENT' || status === 'FAILED');
  return {
    orderId,
    userId,
    paymentIntentId: intent.intentId,
    ...(isPayable ? { clientSecret: intent.clientSecret } : {}),
    amount,
    currency,
    status,
    ...(status === 'FAILED' && failure !== undefined ? failure : {}),
    createdAt,
    updatedAt,
  };
}

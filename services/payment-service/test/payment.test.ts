import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checked, closed, givenUp, neverOpened, opened, reported, requested, shownPayment, toClose, type News, type Payment, type Report } from '../src/payment.ts';

const start = new Date('2026-03-14T08:15:28.045Z');
const later = new Date('2026-03-14T08:16:40.921Z');
const order = { orderId: '23b5222d-452c-4bab-a3db-622e20c87508', userId: '88ac19b5-d8f5-431f-b2a2-058e41c73065', amount: 488_000, currency: 'LKR' };
const intent = { intentId: 'pi_1', clientSecret: 'pi_1_secret_2' };
const failure = { failureCode: 'insufficient_funds', failureMessage: 'Your card has insufficient funds.' };

const asked = requested(order, 'correlation-1', start);
const payable = opened(asked, intent, start);

function report(outcome: Report['outcome'], fields: Partial<Report> = {}): Report {
  const failed = outcome === 'failed' ? { failure: { ...failure, attempt: 'ch_1' } } : {};
  return { intentId: 'pi_1', outcome, amountReceived: outcome === 'succeeded' ? 488_000 : 0, currency: 'LKR', at: 100, ...failed, ...fields };
}

function inStatus(status: Payment['status'], fields: Partial<Payment> = {}): Payment {
  return { ...payable, status, ...(status === 'FAILED' ? { failure } : {}), ...fields };
}

const declined: News = { kind: 'failed', ...failure, retryable: true, attempt: 'ch_1' };
const forGood = (failureCode: string): object => expect.objectContaining({ kind: 'failed', failureCode, retryable: false });

describe('a report', () => {
  test.each<[Payment['status'], Report['outcome'], Payment['status'], unknown]>([
    ['REQUIRES_PAYMENT', 'succeeded', 'SUCCEEDED', { kind: 'succeeded' }],
    ['REQUIRES_PAYMENT', 'failed', 'FAILED', declined],
    ['REQUIRES_PAYMENT', 'processing', 'PROCESSING', undefined],
    ['REQUIRES_PAYMENT', 'cancelled', 'CANCELLED', forGood('payment_intent_canceled')],
    ['REQUIRES_PAYMENT', 'open', 'REQUIRES_PAYMENT', undefined],
    ['PROCESSING', 'succeeded', 'SUCCEEDED', { kind: 'succeeded' }],
    ['PROCESSING', 'failed', 'FAILED', declined],
    ['PROCESSING', 'cancelled', 'CANCELLED', forGood('payment_intent_canceled')],
    ['PROCESSING', 'open', 'PROCESSING', undefined],
    ['FAILED', 'succeeded', 'SUCCEEDED', { kind: 'succeeded' }],
    ['FAILED', 'failed', 'FAILED', declined],
    ['FAILED', 'processing', 'PROCESSING', undefined],
    ['FAILED', 'cancelled', 'CANCELLED', forGood('payment_intent_canceled')],
    ...(['SUCCEEDED', 'CANCELLED', 'REFUNDED', 'REQUESTED'] as const).flatMap((status) =>
      (['succeeded', 'failed', 'cancelled', 'processing', 'open'] as const).map((outcome): [Payment['status'], Report['outcome'], Payment['status'], unknown] => [status, outcome, status, undefined]),
    ),
  ])('on a payment that is %s, of "%s": %s', (before, outcome, after, news) => {
    const result = reported(inStatus(before), report(outcome), later);

    expect(result.payment.status).toBe(after);
    expect(result.news).toEqual(news);
    if (after === before && before !== 'FAILED') expect(result.payment).toEqual(inStatus(before));
  });

  test.each<[Report['outcome'], Payment['status'], 'cancel' | 'refund' | undefined]>([
    ['succeeded', 'SUCCEEDED', 'refund'],
    ['failed', 'FAILED', 'cancel'],
    ['processing', 'PROCESSING', undefined],
    ['cancelled', 'CANCELLED', undefined],
    ['open', 'REQUIRES_PAYMENT', 'cancel'],
  ])('of "%s" on a payment that the shop has given up: %s, nobody is told, and to be done at Stripe: %s', (outcome, after, what) => {
    const { payment, news } = reported(givenUp(payable, start), report(outcome), later);

    expect(payment).toMatchObject({ status: after, closing: true });
    expect(news).toBeUndefined();
    expect(toClose(payment)).toBe(what);
  });

  test.each<[string, Partial<Report>]>([
    ['less', { amountReceived: 487_999 }],
    ['more', { amountReceived: 488_001 }],
    ['nothing', { amountReceived: 0 }],
    ['another currency', { currency: 'USD' }],
  ])('of a success with %s: the order cannot be paid any more, and the money goes back', (_what, fields) => {
    const { payment, news } = reported(payable, report('succeeded', fields), later);

    expect(payment).toMatchObject({ status: 'SUCCEEDED', closing: true });
    expect(news).toEqual(forGood('amount_mismatch'));
    expect(toClose(payment)).toBe('refund');
  });

  test('of an attempt that failed before the one that is known: told of, but not shown', () => {
    const known = reported(payable, report('failed', { at: 200, failure: { failureCode: 'lost_card', failureMessage: 'Lost.', attempt: 'ch_2' } }), later).payment;
    const result = reported(known, report('failed', { at: 199 }), later);

    expect(result).toEqual({ payment: known, news: declined });
    expect(reported(known, report('failed', { at: 200 }), later).payment.failure).toEqual(failure);
  });

  test('of a bank at work, from before the failure that is known: changes nothing', () => {
    const known = reported(payable, report('failed', { at: 200 }), later).payment;

    expect(reported(known, report('processing', { at: 199 }), later)).toEqual({ payment: known });
    expect(reported(known, report('processing', { at: 200 }), later).payment).toMatchObject({ status: 'PROCESSING', failure: undefined });
  });

  test('of a failure without a reason changes nothing', () => {
    const { failure: _, ...bare } = report('failed');

    expect(reported(payable, bare, later)).toEqual({ payment: payable });
  });

  test('in any order and number: a payment that succeeds is told of once and stays; nothing is told afterwards', () => {
    const outcomes = fc.constantFrom('succeeded', 'failed', 'cancelled', 'processing', 'open');
    const step = fc.oneof(fc.record({ outcome: outcomes, at: fc.integer({ min: 1, max: 9 }) }), fc.constant('given up' as const), fc.constant('closed' as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let payment = payable;
        const told: News[] = [];
        for (const one of steps) {
          const before = payment;
          if (one === 'given up') payment = givenUp(payment, later);
          else if (one === 'closed') {
            const how = toClose(payment);
            if (how !== undefined) payment = closed(payment, how === 'refund' ? 'REFUNDED' : 'CANCELLED', later);
          } else {
            const result = reported(payment, report(one.outcome, { at: one.at }), later);
            payment = result.payment;
            if (result.news !== undefined) {
              expect(before.closing).toBe(false);
              expect(['SUCCEEDED', 'CANCELLED', 'REFUNDED']).not.toContain(before.status);
              told.push(result.news);
            }
          }
          if (before.status === 'SUCCEEDED') expect(['SUCCEEDED', 'REFUNDED']).toContain(payment.status);
          if (before.status === 'CANCELLED' || before.status === 'REFUNDED') expect(payment.status).toBe(before.status);
          if (before.closing) expect(payment.closing).toBe(true);
        }
        const last = told.filter((news) => news.kind === 'succeeded' || !news.retryable);
        expect(last.length).toBeLessThanOrEqual(1);
        if (last.length === 1) expect(told.at(-1)).toBe(last[0]);
        if (payment.closing && ['REQUIRES_PAYMENT', 'FAILED', 'SUCCEEDED'].includes(payment.status)) expect(toClose(payment)).toBeDefined();
      }),
    );
  });
});

describe('an order that is cancelled', () => {
  test.each<[Payment['status'], 'cancel' | 'refund' | undefined]>([
    ['REQUIRES_PAYMENT', 'cancel'],
    ['FAILED', 'cancel'],
    ['PROCESSING', undefined],
    ['SUCCEEDED', 'refund'],
    ['CANCELLED', undefined],
    ['REFUNDED', undefined],
  ])('with a payment that is %s: to be done at Stripe: %s', (status, what) => {
    expect(toClose(inStatus(status))).toBeUndefined();
    expect(toClose(givenUp(inStatus(status), later))).toBe(what);
  });

  test('before it was heard of: no intent is made for it', () => {
    const payment = neverOpened(order, 'correlation-2', start);

    expect(payment).toMatchObject({ status: 'CANCELLED', closing: true, checkAt: undefined });
    expect(opened(payment, intent, later)).toBe(payment);
    expect(toClose(payment)).toBeUndefined();
    expect(givenUp(payment, later)).toBe(payment);
  });

  test('while Stripe makes the intent: it is kept, to be cancelled', () => {
    const payment = givenUp(asked, start);
    expect(toClose(payment)).toBeUndefined();

    expect(toClose(opened(payment, intent, later))).toBe('cancel');
  });

  test('twice is cancelled once', () => {
    const payment = givenUp(payable, start);

    expect(givenUp(payment, later)).toBe(payment);
    expect(closed(closed(payment, 'CANCELLED', later), 'REFUNDED', later).status).toBe('CANCELLED');
  });
});

describe('the next check', () => {
  const minutes = (from: Date, count: number): string => new Date(from.getTime() + count * 60_000).toISOString();

  test('of a new payment is after 15 minutes, and then in as many as it is old', () => {
    expect(asked.checkAt).toBeUndefined();
    expect(payable.checkAt).toBe(minutes(start, 15));
    const hour = new Date(start.getTime() + 3_600_000);
    expect(checked(payable, hour).checkAt).toBe(minutes(hour, 60));
  });

  test('is soon where something is to be done at Stripe, and never where nothing can happen', () => {
    expect(givenUp(payable, later).checkAt).toBe(minutes(later, 1));
    expect(reported(givenUp(payable, start), report('succeeded'), later).payment.checkAt).toBe(minutes(later, 1));
    expect(reported(payable, report('succeeded'), later).payment.checkAt).toBeUndefined();
    expect(closed(givenUp(payable, start), 'CANCELLED', later).checkAt).toBeUndefined();
    expect(reported(payable, report('processing'), later).payment.checkAt).toBe(minutes(later, 15));
  });
});

describe('what the owner sees', () => {
  test.each<[Payment['status'], boolean, boolean]>([
    ['REQUIRES_PAYMENT', true, false],
    ['FAILED', true, true],
    ['PROCESSING', false, false],
    ['SUCCEEDED', false, false],
    ['CANCELLED', false, false],
    ['REFUNDED', false, false],
  ])('of a payment that is %s: the secret: %s, a failure: %s', (status, hasSecret, hasFailure) => {
    const shown = shownPayment(inStatus(status, { failure }));

    expect(shown).toMatchObject({ ...order, paymentIntentId: 'pi_1', status, createdAt: start.toISOString() });
    expect(shown?.clientSecret).toBe(hasSecret ? intent.clientSecret : undefined);
    expect(shown?.failureCode).toBe(hasFailure ? 'insufficient_funds' : undefined);
    expect(shown?.failureMessage).toBe(hasFailure ? failure.failureMessage : undefined);
    expect(JSON.stringify(shown)).not.toContain('correlation-1');
  });

  test('before there is an intent, or where there will be none: nothing', () => {
    expect(shownPayment(asked)).toBeUndefined();
    expect(shownPayment(neverOpened(order, 'correlation-2', start))).toBeUndefined();
  });

  test('once the order is cancelled: no secret', () => {
    expect(shownPayment(givenUp(payable, later))).not.toHaveProperty('clientSecret');
  });
});

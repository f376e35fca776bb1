import { describe, expect, test } from '@jest/globals';
import type { OrderStatus } from '@kada-mandiya/http-contracts/order-service';
import fc from 'fast-check';
import { after, asPlaced, toOrderCancelled, toOrderCreated, toOrderPaid, type OrderEvent, type OrderState, type Outcome } from '../src/order.ts';

const at = '2026-03-14T08:15:27.310Z';
const now = new Date('2026-03-14T08:16:40.921Z');
const later = now.toISOString();
const line = { productId: 'd8ddb999-489b-40c2-87ad-75fda51437ce', name: 'Red Raw Rice 5 kg', unitAmount: 145_000, quantity: 1, amount: 145_000 };
const pending: OrderState = {
  orderId: '23b5222d-452c-4bab-a3db-622e20c87508', userId: '88ac19b5-d8f5-431f-b2a2-058e41c73065', status: 'PENDING_PAYMENT',
  items: [line], amount: 145_000, currency: 'LKR', createdAt: at, updatedAt: at,
};
const paymentIntentId = 'pi_1';

const states = {
  PENDING_PAYMENT: { ...pending, paymentIntentId },
  PAYMENT_FAILED: { ...pending, status: 'PAYMENT_FAILED', paymentIntentId },
  PAID: { ...pending, status: 'PAID', paymentIntentId, paidAt: at },
  CANCELLED: { ...pending, status: 'CANCELLED', paymentIntentId, cancellationReason: 'customer-request' },
} as const satisfies Record<OrderStatus, OrderState>;

const events = {
  'intent-created': { kind: 'intent-created', paymentIntentId },
  'payment-succeeded': { kind: 'payment-succeeded', paymentIntentId },
  'payment-failed': { kind: 'payment-failed', paymentIntentId },
  'payment-given-up': { kind: 'payment-given-up', paymentIntentId },
  'cancel-requested': { kind: 'cancel-requested' },
} as const satisfies Record<OrderEvent['kind'], OrderEvent>;

type Row = [from: OrderStatus, event: OrderEvent['kind'], outcome: Outcome['kind'], to: OrderStatus];
const table: readonly Row[] = [
  ['PENDING_PAYMENT', 'intent-created', 'unchanged', 'PENDING_PAYMENT'],
  ['PENDING_PAYMENT', 'payment-succeeded', 'paid', 'PAID'],
  ['PENDING_PAYMENT', 'payment-failed', 'changed', 'PAYMENT_FAILED'],
  ['PENDING_PAYMENT', 'payment-given-up', 'cancelled', 'CANCELLED'],
  ['PENDING_PAYMENT', 'cancel-requested', 'cancelled', 'CANCELLED'],
  ['PAYMENT_FAILED', 'intent-created', 'unchanged', 'PAYMENT_FAILED'],
  ['PAYMENT_FAILED', 'payment-succeeded', 'paid', 'PAID'],
  ['PAYMENT_FAILED', 'payment-failed', 'unchanged', 'PAYMENT_FAILED'],
  ['PAYMENT_FAILED', 'payment-given-up', 'cancelled', 'CANCELLED'],
  ['PAYMENT_FAILED', 'cancel-requested', 'cancelled', 'CANCELLED'],
  ['PAID', 'intent-created', 'unchanged', 'PAID'],
  ['PAID', 'payment-succeeded', 'unchanged', 'PAID'],
  ['PAID', 'payment-failed', 'unchanged', 'PAID'],
  ['PAID', 'payment-given-up', 'unchanged', 'PAID'],
  ['PAID', 'cancel-requested', 'unchanged', 'PAID'],
  ['CANCELLED', 'intent-created', 'unchanged', 'CANCELLED'],
  ['CANCELLED', 'payment-succeeded', 'unchanged', 'CANCELLED'],
  ['CANCELLED', 'payment-failed', 'unchanged', 'CANCELLED'],
  ['CANCELLED', 'payment-given-up', 'unchanged', 'CANCELLED'],
  ['CANCELLED', 'cancel-requested', 'unchanged', 'CANCELLED'],
];

describe('an order', () => {
  test('has a row for each status and event', () => {
    expect(new Set(table.map(([from, event]) => `${from} ${event}`)).size).toBe(Object.keys(states).length * Object.keys(events).length);
  });

  test.each(table)('in %s at %s: %s, %s', (from, event, kind, status) => {
    const outcome = after(states[from], events[event], now);
    expect(outcome).toMatchObject({ kind, order: { status } });
    if (kind === 'unchanged') expect(outcome.order).toEqual(states[from]);
    if (kind === 'changed') expect(outcome.order).toEqual({ ...states[from], status, updatedAt: later });
    if (kind === 'paid') expect(outcome.order).toEqual({ ...states[from], status, paidAt: later, updatedAt: later });
    if (kind === 'cancelled') expect(outcome.order).toEqual({ ...states[from], status, cancellationReason: event === 'cancel-requested' ? 'customer-request' : 'payment-failed', updatedAt: later });
  });

  test.each(Object.values(events).filter((event) => 'paymentIntentId' in event))('hears of its intent from $kind too', (event) => {
    for (const status of ['PENDING_PAYMENT', 'PAYMENT_FAILED', 'CANCELLED'] as const) {
      const { paymentIntentId: _, ...unheard } = states[status];
      const outcome = after(unheard, event, now);
      expect(outcome.kind).not.toBe('unchanged');
      expect(outcome.order).toMatchObject({ paymentIntentId, updatedAt: later });
    }
  });

  test('keeps the intent that it knows, and is paid by the one that paid', () => {
    const other = { paymentIntentId: 'pi_2' };
    expect(after(states.PAYMENT_FAILED, { kind: 'intent-created', ...other }, now)).toEqual({ kind: 'unchanged', order: states.PAYMENT_FAILED });
    expect(after(states.PAID, { kind: 'intent-created', ...other }, now)).toEqual({ kind: 'unchanged', order: states.PAID });
    expect(after(states.PENDING_PAYMENT, { kind: 'payment-succeeded', ...other }, now)).toMatchObject({ kind: 'paid', order: other });
  });

  test('that is cancelled by its customer before it has an intent has none', () => {
    const outcome = after(pending, { kind: 'cancel-requested' }, now);
    expect(outcome).toEqual({ kind: 'cancelled', order: { ...pending, status: 'CANCELLED', cancellationReason: 'customer-request', updatedAt: later } });
  });

  test('tells of what its events declare, and of nothing else', () => {
    const { orderId, userId, amount, currency, items } = pending;
    expect(toOrderCreated(states.PAID)).toEqual({ orderId, userId, amount, currency, items });
    expect(toOrderPaid({ ...states.PAID, paymentIntentId })).toEqual({ orderId, userId, amount, currency, items, paymentIntentId });
    expect(toOrderCancelled({ ...states.CANCELLED, cancellationReason: 'payment-failed' })).toEqual({ orderId, userId, amount, currency, reason: 'payment-failed' });
    for (const state of Object.values(states)) expect(asPlaced({ ...state, updatedAt: later })).toEqual(pending);
  });
});

describe('whatever happens, in whatever order and how often', () => {
  const happening = fc.constantFrom<OrderEvent>(...Object.values(events));
  const fold = (all: readonly OrderEvent[]): { readonly order: OrderState; readonly outcomes: readonly Outcome['kind'][] } => {
    let order = pending;
    const outcomes = all.map((event) => {
      const outcome = after(order, event, now);
      order = outcome.order;
      return outcome.kind;
    });
    return { order, outcomes };
  };

  test('an order ends as the table says, and is paid or cancelled at most once, never both', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 12 }), (all) => {
        const { order, outcomes } = fold(all);
        const status = all.reduce<OrderStatus>((from, { kind }) => table.find((row) => row[0] === from && row[1] === kind)?.[3] ?? from, 'PENDING_PAYMENT');
        expect(order.status).toBe(status);
        const [paid, cancelled] = [outcomes.filter((kind) => kind === 'paid').length, outcomes.filter((kind) => kind === 'cancelled').length];
        expect([paid, cancelled]).toEqual([status === 'PAID' ? 1 : 0, status === 'CANCELLED' ? 1 : 0]);
        expect('paidAt' in order).toBe(status === 'PAID');
        expect('cancellationReason' in order).toBe(status === 'CANCELLED');
        expect(order.paymentIntentId).toBe(all.some((event) => 'paymentIntentId' in event) ? paymentIntentId : undefined);
      }),
      { numRuns: 1000 },
    );
  });

  test('one that nobody gives up is paid by the success of any attempt, wherever it comes', () => {
    const harmless = fc.constantFrom<OrderEvent>(events['intent-created'], events['payment-failed']);
    fc.assert(
      fc.property(fc.array(harmless), fc.array(harmless), (before, behind) => {
        expect(fold([...before, events['payment-succeeded'], ...behind]).order.status).toBe('PAID');
      }),
    );
  });

  test('repeating an event at once changes nothing', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 8 }), (all) => {
        expect(fold(all.flatMap((event) => [event, event, event])).order).toEqual(fold(all).order);
      }),
    );
  });
});

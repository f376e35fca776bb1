import { describe, expect, test } from '@jest/globals';
import type { OrderPaidV1Data } from '@kada-mandiya/event-contracts';
import { isNotificationBody, isNotificationKind, isNotificationSubject } from '@kada-mandiya/http-contracts/notification-service';
import fc from 'fast-check';
import { money, orderCancelled, orderPaid, paymentFailed, type Message } from '../src/emails.ts';

const about = { orderId: '23b5222d-452c-4bab-a3db-622e20c87508', userId: '88ac19b5-d8f5-431f-b2a2-058e41c73065', amount: 488_000, currency: 'LKR' };
const paid: OrderPaidV1Data = {
  ...about,
  paymentIntentId: 'pi_1',
  items: [
    { productId: 'd8ddb999-489b-40c2-87ad-75fda51437ce', name: 'Red Raw Rice 5 kg', unitAmount: 145_000, quantity: 1, amount: 145_000 },
    { productId: 'f763449e-8b94-491b-a42f-effd8578f3f1', name: 'Mysore Dhal 1 kg', unitAmount: 38_000, quantity: 2, amount: 76_000 },
  ],
};
const failure = { ...about, paymentIntentId: 'pi_1', failureCode: 'insufficient_funds', failureMessage: 'Your card has insufficient funds.' };

const isAsDeclared = ({ kind, subject, body }: Message): boolean => isNotificationKind(kind) && isNotificationSubject(subject) && isNotificationBody(body);

describe('the e-mail about', () => {
  test.each<[string, Message, string, string]>([
    ['a paid order', orderPaid(paid, 'Nimali Perera'), 'Your order is paid', 'Thank you, Nimali Perera.\n\n1 x Red Raw Rice 5 kg: LKR 1,450.00\n2 x Mysore Dhal 1 kg: LKR 760.00\nPaid: LKR 4,880.00'],
    ['a paid order of somebody whose name is not known yet', orderPaid({ ...paid, items: [] }), 'Your order is paid', 'Thank you.\n\n\nPaid: LKR 4,880.00'],
    ['a decline', paymentFailed({ ...failure, retryable: true }), 'Your payment did not go through', 'The payment of LKR 4,880.00 was declined: Your card has insufficient funds. You can try again with another card.'],
    ['a payment that was given up', paymentFailed({ ...failure, failureMessage: 'Given up.', retryable: false }), 'Your payment did not go through', 'The payment of LKR 4,880.00 failed: Given up. This order can no longer be paid.'],
    ['an order that its owner cancelled', orderCancelled({ ...about, reason: 'customer-request' }), 'Your order is cancelled', 'Your order over LKR 4,880.00 is cancelled, as you wished.'],
    ['an order that could not be paid', orderCancelled({ ...about, reason: 'payment-failed' }), 'Your order is cancelled', 'Your order over LKR 4,880.00 is cancelled, because it could not be paid.'],
  ])('%s', (_what, message, subject, body) => {
    expect(message).toMatchObject({ subject, body, orderId: about.orderId });
    expect(isAsDeclared(message)).toBe(true);
  });

  test('the largest order that the contract has fits, with as many lines as there is room for', () => {
    const items = Array.from({ length: 50 }, (_, index) => ({ productId: about.orderId, name: '🏮'.repeat(160), unitAmount: 99_999_999, quantity: 99, amount: 99_999_999 + index }));
    const message = orderPaid({ ...paid, amount: 99_999_999, items }, 'ක'.repeat(120));
    const shown = message.body.match(/^99 x /gm)?.length ?? 0;

    expect(isAsDeclared(message)).toBe(true);
    expect(shown).toBeGreaterThan(20);
    expect(message.body).toContain(`\nand ${50 - shown} more\nPaid: LKR 999,999.99`);
  });

  test('any order is as the contract wants it, and none of its lines is lost without a word', () => {
    const item = fc.record({ productId: fc.constant(about.orderId), name: fc.string({ minLength: 1, maxLength: 160, unit: 'grapheme' }).map((text) => `x${text.replaceAll(/\s/gu, '')}`), unitAmount: fc.constant(1), quantity: fc.integer({ min: 1, max: 99 }), amount: fc.integer({ min: 1, max: 99_999_999 }) });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 50 }), (items) => {
        const message = orderPaid({ ...paid, items }, 'Nimali');
        const lines = message.body.split('\n').slice(2, -1);
        const rest = /^and (\d+) more$/.exec(lines.at(-1) ?? '');

        expect(isAsDeclared(message)).toBe(true);
        expect(rest === null ? lines.length : lines.length - 1 + Number(rest[1])).toBe(items.length);
      }),
      { numRuns: 50 },
    );
  });
});

test.each([
  [1, 'LKR', 'LKR 0.01'],
  [145_000, 'LKR', 'LKR 1,450.00'],
  [99_999_999, 'LKR', 'LKR 999,999.99'],
  [1450, 'JPY', 'JPY 1,450'],
  [1450, 'KWD', 'KWD 1.450'],
  [145_000, 'ISK', 'ISK 1,450'],
  [145_000, 'UGX', 'UGX 1,450'],
  [1450, 'MGA', 'MGA 1,450'],
  [145_000, 'XXQ', 'XXQ 1,450.00'],
])('%i minor units of %s are %s', (amount, currency, text) => {
  expect(money(amount, currency)).toBe(text);
});

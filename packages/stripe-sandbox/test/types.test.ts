import { describe, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import type { Charge, PaymentIntent, PaymentMethod, Refund, WebhookEndpoint } from '../src/resources/objects.ts';
import { newIntent, sandboxUnderTest } from './sandbox-under-test.ts';

/** Compiles as long as what the sandbox answers has the members, and the types, that the SDK declares. */
const asDeclared = {
  charge: (charge: Charge): Stripe.Charge => charge,
  intent: (intent: PaymentIntent): Stripe.PaymentIntent => intent,
  method: (method: PaymentMethod): Stripe.PaymentMethod => method,
  refund: (refund: Refund): Stripe.Refund => refund,
  endpoint: (endpoint: WebhookEndpoint): Stripe.WebhookEndpoint => endpoint,
};

describe('what the sandbox answers', () => {
  test('is of the types that the SDK declares, the compiler says', () => {
    expect(Object.keys(asDeclared)).toHaveLength(5);
  });

  test('has no member missing that its type has', async () => {
    const { stripe } = await sandboxUnderTest();
    const intent = await newIntent(stripe, { payment_method: 'pm_card_visa', confirm: true, expand: ['latest_charge', 'payment_method'] });
    const refund = await stripe.refunds.create({ payment_intent: intent.id });
    const undefinedMembers = (object: object): readonly string[] => Object.entries(object).flatMap(([name, value]) => (value === undefined ? [name] : []));
    for (const object of [intent, intent.latest_charge, intent.payment_method, refund]) {
      expect(object).toMatchObject({ id: expect.stringMatching(/^(ch|pi|pm|re)_[A-Za-z0-9]{24}$/), created: expect.any(Number) });
      expect(undefinedMembers(Object(object) as object)).toEqual([]);
    }
  });
});

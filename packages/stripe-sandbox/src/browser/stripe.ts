import type { PaymentIntent, PaymentIntentResult, Stripe, StripeElementsOptionsClientSecret } from '@stripe/stripe-js';
import { createPublicApi, type IntentOutcome, type PublicApi } from './api.ts';
import { askCustomer } from './bank-dialog.ts';
import { createElements, type Elements, type ElementsGroup } from './elements.ts';
import { IntegrationError } from './integration-error.ts';

interface ConfirmOptions {
  readonly elements: Elements;
  readonly confirmParams?: { readonly return_url?: string };
  /** `always` (the default): on success, too, the browser goes to `return_url`. */
  readonly redirect?: 'always' | 'if_required';
}

/** The part of Stripe.js that the shop uses (https://docs.stripe.com/js). */
export interface SandboxStripe {
  elements(options: StripeElementsOptionsClientSecret): Elements;
  confirmPayment(options: ConfirmOptions): Promise<PaymentIntentResult>;
  retrievePaymentIntent: Stripe['retrievePaymentIntent'];
  handleNextAction(options: { readonly clientSecret: string }): Promise<PaymentIntentResult>;
}

export interface SandboxStripeOptions {
  /** Of the sandbox. */
  readonly apiUrl: string;
  /** Takes the browser to another page. */
  readonly leave?: (address: string) => void;
}

/** What `Stripe(publishableKey)` gives. @throws IntegrationError without a publishable key */
export function createStripe(publishableKey: string, { apiUrl, leave = (address) => location.assign(address) }: SandboxStripeOptions): SandboxStripe {
  if (!/^pk_test_\w+$/.test(publishableKey)) throw new IntegrationError('Please call Stripe() with your publishable key: the sandbox takes keys that begin with pk_test_.');
  const api = createPublicApi(apiUrl, publishableKey);
  const groups = new WeakMap<Elements, ElementsGroup>();
  return {
    elements(options) {
      const group = createElements(api, options);
      groups.set(group.elements, group);
      return group.elements;
    },
    async confirmPayment({ elements, confirmParams, redirect = 'always' }) {
      const group = groups.get(elements);
      if (group === undefined) throw new IntegrationError('Invalid value for stripe.confirmPayment(): elements should be what stripe.elements() gave.');
      const returnUrl = confirmParams?.return_url;
      if (redirect === 'always' && returnUrl === undefined) throw new IntegrationError('stripe.confirmPayment(): confirmParams.return_url is required, unless redirect is if_required.');
      const { error } = await elements.submit();
      if (error !== undefined) return { error };
      const outcome = await confirm(api, group, returnUrl);
      if ('error' in outcome) return { error: outcome.error };
      if (redirect === 'always' && returnUrl !== undefined) {
        leave(wayBack(returnUrl, outcome.intent));
        // The page goes; whoever waits here goes with it.
        return new Promise(() => undefined);
      }
      return { paymentIntent: outcome.intent };
    },
    retrievePaymentIntent: async (clientSecret) => resultOf(await api.retrieve(clientSecret)),
    async handleNextAction({ clientSecret }) {
      const outcome = await api.retrieve(clientSecret);
      return resultOf('intent' in outcome ? await afterTheBank(api, outcome.intent, {}) : outcome);
    },
  };
}

async function confirm(api: PublicApi, group: ElementsGroup, returnUrl: string | undefined): Promise<IntentOutcome> {
  const { form } = group.mounted();
  form.freeze(true);
  try {
    const confirmed = await api.confirm(group.clientSecret, form.card(), returnUrl);
    const outcome = 'intent' in confirmed ? await afterTheBank(api, confirmed.intent, group.appearance()) : confirmed;
    if ('error' in outcome) form.blame(outcome.error.param ?? '', outcome.error.message ?? '');
    return outcome;
  } finally {
    form.freeze(false);
  }
}

/** An intent whose bank asks, when the customer has answered; every other as it is. */
async function afterTheBank(api: PublicApi, intent: PaymentIntent, appearance: Parameters<typeof askCustomer>[0]['appearance']): Promise<IntentOutcome> {
  const address = bankOf(intent);
  if (intent.status !== 'requires_action' || address === undefined) return { intent };
  const { amount, currency } = intent;
  const answered = await api.answerBank(address, await askCustomer({ amount, currency, appearance }));
  if ('error' in answered) return answered;
  const error = answered.intent.last_payment_error;
  return error === null ? answered : { error: { ...error, type: error.type, payment_intent: answered.intent } };
}

/** Where the customer's answer goes. */
function bankOf({ next_action: action }: PaymentIntent): string | undefined {
  if (action?.type === 'redirect_to_url') return action.redirect_to_url?.url ?? undefined;
  const given: unknown = action?.use_stripe_sdk;
  const address: unknown = typeof given === 'object' && given !== null ? Reflect.get(given, 'stripe_js') : undefined;
  return typeof address === 'string' ? address : undefined;
}

function resultOf(outcome: IntentOutcome): PaymentIntentResult {
  return 'intent' in outcome ? { paymentIntent: outcome.intent } : { error: outcome.error };
}

/** As Stripe sends customers back. */
function wayBack(returnUrl: string, { id, client_secret: clientSecret }: PaymentIntent): string {
  const url = new URL(returnUrl);
  url.searchParams.set('payment_intent', id);
  url.searchParams.set('payment_intent_client_secret', clientSecret ?? '');
  url.searchParams.set('redirect_status', 'succeeded');
  return url.href;
}

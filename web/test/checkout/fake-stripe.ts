import type { Appearance, PaymentIntent, PaymentIntentResult, StripeError } from '@stripe/stripe-js';

/** An intent, as far as the page reads it. */
export function intentThatIs(status: PaymentIntent.Status, lastError: string | null = null): PaymentIntent {
  const intent: unknown = { object: 'payment_intent', status, last_payment_error: lastError === null ? null : { type: 'card_error', message: lastError } };
  if (!isIntent(intent)) throw new TypeError('no intent');
  return intent;
}

function isIntent(value: unknown): value is PaymentIntent {
  return typeof value === 'object' && value !== null && 'status' in value;
}

type Handler = (event: { readonly error?: StripeError }) => void;

/** Stripe.js in the place of the real one: says what it is told to say, and remembers what it was asked. */
export interface FakeStripe {
  readonly asked: { readonly elements: unknown[]; readonly confirmed: unknown[]; readonly retrieved: string[]; readonly appearances: Appearance[] };
  /** What the next confirmations give. */
  readonly results: PaymentIntentResult[];
  /** Mounted elements, by what they tell. */
  tell(event: 'loaderror' | 'ready', detail?: { readonly error?: StripeError }): void;
  readonly mounted: number;
}

interface Control {
  readonly current: FakeStripe & { readonly api: object };
}

let control: Control | undefined;

/** Puts a new one on the page. `loadStripe` keeps the first `window.Stripe` that it sees: that one asks for the newest. */
export function installFakeStripe(): FakeStripe {
  const asked: FakeStripe['asked'] = { elements: [], confirmed: [], retrieved: [], appearances: [] };
  const results: PaymentIntentResult[] = [];
  const handlers = new Map<string, Handler>();
  let mounted = 0;
  const element = {
    on: (name: string, handler: Handler) => handlers.set(name, handler),
    mount: () => (mounted += 1),
    destroy: () => (mounted -= 1),
  };
  const next = (): Promise<PaymentIntentResult> => {
    const result = results.shift();
    if (result === undefined) throw new Error('nobody said what is to happen');
    return Promise.resolve(result);
  };
  const api = {
    elements: (options: unknown) => (asked.elements.push(options), { create: () => element, update: ({ appearance }: { appearance: Appearance }) => asked.appearances.push(appearance) }),
    confirmPayment: (options: unknown) => (asked.confirmed.push(options), next()),
    retrievePaymentIntent: (clientSecret: string) => (asked.retrieved.push(clientSecret), next()),
  };
  const fake = {
    asked,
    results,
    api,
    tell: (event: string, detail = {}) => handlers.get(event)?.(detail),
    get mounted() {
      return mounted;
    },
  };
  control = { current: fake };
  Reflect.set(window, 'Stripe', Object.assign(() => control?.current.api, { version: 'endive' }));
  return fake;
}

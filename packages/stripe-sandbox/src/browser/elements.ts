import type { Appearance, StripeElementLocale, StripeElements, StripeError, StripeElementsOptionsClientSecret } from '@stripe/stripe-js';
import { intentIdOf, type PublicApi } from './api.ts';
import { applyAppearance } from './appearance.ts';
import { IntegrationError } from './integration-error.ts';
import { createPaymentElement, type OwnPaymentElement, type PaymentElement } from './payment-element.ts';

/** As a page sees it (https://docs.stripe.com/js/elements_object). */
export interface Elements {
  create(type: string, options?: object): PaymentElement;
  getElement(type: string): PaymentElement | null;
  update(options: { readonly appearance?: Appearance; readonly locale?: StripeElementLocale }): void;
  fetchUpdates: StripeElements['fetchUpdates'];
  submit: StripeElements['submit'];
}

/** What Stripe.js itself knows of it beside. */
export interface ElementsGroup {
  readonly elements: Elements;
  readonly clientSecret: string;
  readonly appearance: () => Appearance;
  /** The one that is on the page. @throws IntegrationError where there is none */
  readonly mounted: () => OwnPaymentElement;
}

/** The elements of one payment. @throws IntegrationError without a client secret: the sandbox has no other way to begin. */
export function createElements(api: PublicApi, { clientSecret = '', appearance = {} }: StripeElementsOptionsClientSecret): ElementsGroup {
  if (intentIdOf(clientSecret) === '') throw new IntegrationError('Invalid value for elements(): clientSecret should be a client secret of the form ${id}_secret_${secret}.');
  let looks = appearance;
  let own: OwnPaymentElement | undefined;
  const mounted = (): OwnPaymentElement => {
    if (own?.mounted === true) return own;
    throw new IntegrationError('Invalid value for stripe.confirmPayment(): elements should have a mounted Payment Element.');
  };
  const elements: Elements = {
    create(type) {
      if (type !== 'payment') throw new IntegrationError(`The sandbox has no Element of type ${type}: only the Payment Element.`);
      if (own !== undefined) throw new IntegrationError('Can only create one Element of type payment.');
      own = createPaymentElement({ api, clientSecret, appearance: looks, destroyed: () => (own = undefined) });
      return own.element;
    },
    getElement: (type) => (type === 'payment' ? (own?.element ?? null) : null),
    update({ appearance: changed }) {
      if (changed === undefined) return;
      looks = changed;
      if (own !== undefined) applyAppearance(own.host, looks);
    },
    fetchUpdates: () => Promise.resolve({}),
    submit() {
      const fault = mounted().form.check();
      if (fault === undefined) return Promise.resolve({ selectedPaymentMethod: 'card' });
      const error: StripeError & { type: 'validation_error' } = { type: 'validation_error', code: fault.code, message: fault.message };
      return Promise.resolve({ error });
    },
  };
  return { elements, clientSecret, mounted, appearance: () => looks };
}

import type { Appearance, PaymentIntent, StripeError } from '@stripe/stripe-js';
import type { PublicApi } from './api.ts';
import { applyAppearance } from './appearance.ts';
import { createCardForm, type CardForm } from './card-form.ts';
import { createEmitter, type ElementEvents, type Handler } from './events.ts';
import { IntegrationError } from './integration-error.ts';
import { styleSheets } from './styles.ts';

/** The Payment Element, as a page sees it (https://docs.stripe.com/js/element/payment_element). */
export interface PaymentElement {
  mount(place: HTMLElement | string): void;
  unmount(): void;
  destroy(): void;
  on<Name extends keyof ElementEvents>(name: Name, handler: Handler<Name>): PaymentElement;
  once<Name extends keyof ElementEvents>(name: Name, handler: Handler<Name>): PaymentElement;
  off<Name extends keyof ElementEvents>(name: Name, handler?: Handler<Name>): PaymentElement;
  update(options: object): PaymentElement;
  focus(): void;
  blur(): void;
  clear(): void;
  collapse(): PaymentElement;
}

/** What Stripe.js itself does with it beside. */
export interface OwnPaymentElement {
  readonly element: PaymentElement;
  readonly form: CardForm;
  readonly host: HTMLElement;
  readonly mounted: boolean;
}

export interface PaymentElementOptions {
  readonly api: PublicApi;
  readonly clientSecret: string;
  readonly appearance: Appearance;
  readonly destroyed: () => void;
}

const elementType = 'payment';

/** A card form in a shadow root, so that page and form keep their styles to themselves. */
export function createPaymentElement({ api, clientSecret, appearance, destroyed }: PaymentElementOptions): OwnPaymentElement {
  const events = createEmitter();
  let state: 'destroyed' | 'fresh' | 'mounted' | 'unmounted' = 'fresh';
  const form = createCardForm(
    () => events.emit('change', { elementType, empty: form.empty, complete: form.complete, collapsed: false, value: { type: 'card' } }),
    () => host.closest('form')?.requestSubmit(),
  );
  const host = hostOf(form, appearance);
  host.addEventListener('focusin', () => events.emit('focus', { elementType }));
  host.addEventListener('focusout', () => events.emit('blur', { elementType }));
  host.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') events.emit('escape', { elementType });
  });
  const load = async (): Promise<void> => {
    const error = faultOf(await api.retrieve(clientSecret));
    if (state !== 'mounted') return;
    if (error === undefined) events.emit('ready', { elementType });
    else events.emit('loaderror', { elementType, error });
  };
  const element: PaymentElement = {
    mount(place) {
      if (state === 'destroyed') throw new IntegrationError('This Element has already been destroyed. Please create a new one.');
      placeOf(place).replaceChildren(host);
      state = 'mounted';
      events.emit('loaderstart', { elementType });
      void load();
    },
    unmount() {
      host.remove();
      if (state === 'mounted') state = 'unmounted';
    },
    destroy() {
      element.unmount();
      state = 'destroyed';
      events.clear();
      destroyed();
    },
    on: (name, handler) => (events.on(name, handler), element),
    once: (name, handler) => (events.once(name, handler), element),
    off: (name, handler) => (events.off(name, handler), element),
    update: () => element,
    focus: () => form.focus(),
    blur() {
      const focused = host.shadowRoot?.activeElement;
      if (focused instanceof HTMLElement) focused.blur();
    },
    clear: () => form.clear(),
    collapse: () => element,
  };
  return {
    element,
    form,
    host,
    get mounted() {
      return state === 'mounted';
    },
  };
}

function hostOf(form: CardForm, appearance: Appearance): HTMLElement {
  const host = document.createElement('div');
  const shadow = host.attachShadow({ mode: 'open', delegatesFocus: true });
  shadow.adoptedStyleSheets = [styleSheets().form];
  shadow.append(form.root);
  applyAppearance(host, appearance);
  return host;
}

function placeOf(place: HTMLElement | string): Element {
  if (typeof place !== 'string') return place;
  const found = document.querySelector(place);
  if (found === null) throw new IntegrationError(`The selector you specified (${place}) applies to no DOM elements that are currently on the page.`);
  return found;
}

const finalStatuses: readonly PaymentIntent.Status[] = ['canceled', 'requires_capture', 'succeeded'];

/** Why no form can be shown for an intent, if none can. */
function faultOf(outcome: Awaited<ReturnType<PublicApi['retrieve']>>): StripeError | undefined {
  if ('error' in outcome) return outcome.error;
  const { status } = outcome.intent;
  if (!finalStatuses.includes(status)) return undefined;
  const message = `The client secret is of a PaymentIntent in a terminal state (${status}): it cannot initialize Elements.`;
  return { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', message, payment_intent: outcome.intent };
}

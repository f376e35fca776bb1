import type { Stripe, StripeElements } from '@stripe/stripe-js';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { stripeAppearance, onThemeChange } from './stripe-appearance.ts';
import { openStripe } from './stripe-loader.ts';

export interface PaymentElementOptions {
  readonly publishableKey: string;
  readonly clientSecret: string;
  /** Stripe.js, if not Stripe's own. */
  readonly stripeJsUrl: string | undefined;
}

/** How the card form is doing. */
type PaymentElementState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly stripe: Stripe; readonly elements: StripeElements }
  | { readonly kind: 'failed'; readonly message: string };

export interface UsedPaymentElement {
  /** Where it is to stand. */
  readonly place: RefObject<HTMLDivElement | null>;
  readonly state: PaymentElementState;
  readonly retry: () => void;
}

const noStripe = 'The card form could not be loaded. Check your connection, and try again.';

/** Stripe's Payment Element, mounted while the component is. */
export function usePaymentElement({ publishableKey, clientSecret, stripeJsUrl }: PaymentElementOptions): UsedPaymentElement {
  const place = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<PaymentElementState>({ kind: 'loading' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const stops: (() => void)[] = [];
    let gone = false;
    const tell = (told: PaymentElementState): void => {
      if (!gone) setState(told);
    };
    const open = async (): Promise<void> => {
      const stripe = await openStripe(publishableKey, stripeJsUrl);
      if (gone || place.current === null) return;
      const elements = stripe.elements({ clientSecret, appearance: stripeAppearance(document), locale: 'en' });
      const element = elements.create('payment', { layout: 'tabs' });
      element.on('ready', () => tell({ kind: 'ready', stripe, elements }));
      element.on('loaderror', ({ error }) => tell({ kind: 'failed', message: error.message ?? noStripe }));
      element.mount(place.current);
      const repaint = (): void => {
        void elements.update({ appearance: stripeAppearance(document) });
      };
      stops.push(() => element.destroy(), onThemeChange(document, repaint));
    };
    open().catch(() => tell({ kind: 'failed', message: noStripe }));
    return () => {
      gone = true;
      for (const stop of stops) stop();
    };
  }, [publishableKey, clientSecret, stripeJsUrl, attempt]);
  const retry = (): void => {
    setState({ kind: 'loading' });
    setAttempt(attempt + 1);
  };
  return { place, state, retry };
}

import { loadStripe } from '@stripe/stripe-js/pure';
import type { Stripe } from '@stripe/stripe-js';

/**
 * Stripe.js for a publishable key: Stripe's own, or the one at an address. `loadStripe` takes what is on the page already, so that
 * with an address nobody else is asked.
 *
 * @throws Error where it cannot be loaded
 */
export async function openStripe(publishableKey: string, stripeJsUrl: string | undefined): Promise<Stripe> {
  if (stripeJsUrl !== undefined && window.Stripe === undefined) await loadModule(stripeJsUrl);
  const stripe = await loadStripe(publishableKey);
  if (stripe === null) throw new Error('Stripe.js runs in browsers only');
  return stripe;
}

function loadModule(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.type = 'module';
    script.src = address;
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => {
      script.remove();
      reject(new Error(`${address} cannot be loaded`));
    });
    document.head.append(script);
  });
}

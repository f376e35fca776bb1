/** Loaded as a module by a page, this defines `window.Stripe`: what `https://js.stripe.com` does, for the sandbox that it came from. */
import { createStripe } from './stripe.ts';

const apiUrl = new URL(import.meta.url).origin;

/** `loadStripe` of `@stripe/stripe-js` warns of every other version. */
const version = 'endive';

Reflect.set(globalThis, 'Stripe', Object.assign((publishableKey: string) => createStripe(publishableKey, { apiUrl }), { version }));

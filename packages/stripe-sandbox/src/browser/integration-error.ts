/** The page uses Stripe.js in a way that it cannot be used. */
export class IntegrationError extends Error {
  override readonly name = 'IntegrationError';
}

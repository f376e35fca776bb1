import { authConfig } from '@kada-mandiya/auth';
import { kitConfig } from '@kada-mandiya/service-kit';
import { z } from 'zod';

/** Messages name the setting only: the values are secrets. */
export const config = kitConfig.extend(authConfig.shape).extend({
  /** A secret key, or a restricted one that may write PaymentIntents and Refunds. */
  STRIPE_SECRET_KEY: z.string().regex(/^(?:sk|rk)_(?:test|live)_\w+$/, 'must be a secret key of Stripe (sk_test_… or sk_live_…)'),
  STRIPE_PUBLISHABLE_KEY: z.string().regex(/^pk_(?:test|live)_[A-Za-z0-9]+$/, 'must be a publishable key of Stripe (pk_test_… or pk_live_…)'),
  /** Of the webhook endpoint; two of them, with a comma between, while it is being changed. */
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .refine((secrets) => secrets.every((secret) => /^whsec_\S+$/.test(secret)), 'must be a signing secret (whsec_…), or several with commas between'),
  /** Where Stripe's API is: the real one, unless a sandbox is named. */
  STRIPE_API_URL: z
    .string()
    .refine((text) => URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol), 'must start with http:// or https://')
    .default('https://api.stripe.com'),
});

import { signingConfig } from '@kada-mandiya/auth';
import { kitConfig } from '@kada-mandiya/service-kit';
import { z } from 'zod';

/** A whole number in text, within bounds. */
function whole(min: number, max: number, byDefault: number): z.ZodDefault<z.ZodCoercedNumber> {
  return z.coerce.number('must be a number').int('must be a whole number').min(min, `must be at least ${min}`).max(max, `must be at most ${max}`).default(byDefault);
}

const password = z.string().min(10, 'must have at least 10 characters').max(128, 'must have at most 128 characters');

export const config = kitConfig
  .extend(signingConfig.shape)
  .extend({
    /** The first administrator; without it there is none. */
    ADMIN_EMAIL: z.email('must be an e-mail address').max(254, 'must have at most 254 characters').optional(),
    /** Asked for together with `ADMIN_EMAIL`; it counts when the account is made, and not after. */
    ADMIN_PASSWORD: password.optional(),
    /** What the administrator is called in the profile. */
    ADMIN_NAME: z.string().regex(/^\S(?:.{0,118}\S)?$/u, 'must be one line of 1 to 120 characters, without space at either end').default('Kada Mandiya'),
    /** What a password hash costs. These are what OWASP recommends for Argon2id. */
    ARGON2_MEMORY_KIB: whole(1024, 1_048_576, 19_456),
    ARGON2_PASSES: whole(1, 100, 2),
    ARGON2_PARALLELISM: whole(1, 16, 1),
    /** How many passwords are hashed at the same time: each takes the memory above. */
    PASSWORDS_AT_ONCE: whole(1, 64, 2),
    /** How many may wait for that; more are refused with 429. */
    PASSWORDS_WAITING: whole(0, 100_000, 200),
    /** When a refresh token that nobody uses expires. */
    REFRESH_TOKEN_DAYS: whole(1, 365, 30),
    /** When one has to sign in again, however often the tokens were renewed. */
    SESSION_DAYS: whole(1, 3650, 180),
    /** For how long others may keep the key set, in seconds. */
    JWKS_MAX_AGE_SECONDS: whole(1, 86_400, 300),
  })
  .superRefine(({ ADMIN_EMAIL, ADMIN_PASSWORD }, context) => {
    if (ADMIN_EMAIL !== undefined && ADMIN_PASSWORD === undefined) context.addIssue({ code: 'custom', path: ['ADMIN_PASSWORD'], message: 'is missing' });
    if (ADMIN_EMAIL === undefined && ADMIN_PASSWORD !== undefined) context.addIssue({ code: 'custom', path: ['ADMIN_EMAIL'], message: 'is missing' });
  });

export type AuthServiceConfig = z.output<typeof config>;

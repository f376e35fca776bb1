import { bearerAuthentication, createTokenSigner, createTokenVerifier } from '@kada-mandiya/auth';
import { topology } from '@kada-mandiya/event-contracts/topology';
import { authService } from '@kada-mandiya/service-contracts/auth-service';
import { defineService, type ServiceContext } from '@kada-mandiya/service-kit';
import { migrations } from '../migrations/index.ts';
import { ensureAdmin } from './admin.ts';
import { config, type AuthServiceConfig } from './config.ts';
import { handlersWith, type HttpParts } from './http.ts';
import { createPasswords } from './passwords/passwords.ts';
import { accessTokenSeconds } from './session.ts';
import { makeReads, makeStore } from './store.ts';
import { createTurns } from './turns.ts';

/** Accounts, sign-in and tokens: the only service with the private key. */
export const service = defineService({
  contract: authService,
  topology,
  config,
  storage: { database: 'auth_db', migrations, makeStore, makeReads },
  // Its own tokens, by its own keys; it needs no JWT_PUBLIC_KEYS.
  authenticate: ({ config: { JWT_SIGNING_KEYS, JWT_ISSUER, JWT_AUDIENCE }, clock, logger }) =>
    bearerAuthentication(createTokenVerifier(JWT_SIGNING_KEYS.published, { issuer: JWT_ISSUER, audience: JWT_AUDIENCE, now: () => clock.now() }), { logger }),
  build: (context) => {
    const parts = partsOf(context);
    return { handlers: handlersWith(parts), reactions: {}, beforeStart: (tools) => ensureAdmin(context.config, parts, tools) };
  },
});

function partsOf({ config: given, clock }: ServiceContext<AuthServiceConfig>): HttpParts {
  const { JWT_SIGNING_KEYS: keys, JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = given;
  const signer = createTokenSigner({ key: keys.signing, issuer, audience, lifetimeSeconds: accessTokenSeconds, now: () => clock.now() });
  return {
    passwords: createPasswords({
      cost: { memoryKib: given.ARGON2_MEMORY_KIB, passes: given.ARGON2_PASSES, parallelism: given.ARGON2_PARALLELISM },
      atOnce: given.PASSWORDS_AT_ONCE,
      waiting: given.PASSWORDS_WAITING,
    }),
    sessionRules: { idleDays: given.REFRESH_TOKEN_DAYS, longestDays: given.SESSION_DAYS },
    accessToken: ({ userId, roles }) => signer.sign({ id: userId, roles }).token,
    turns: createTurns(),
    keys: keys.published,
    keysMaxAgeSeconds: given.JWKS_MAX_AGE_SECONDS,
  };
}

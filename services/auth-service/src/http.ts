import type { SigningKeys } from '@kada-mandiya/auth';
import type { Handlers } from '@kada-mandiya/contract';
import type { Session } from '@kada-mandiya/http-contracts/auth-service';
import type { AuthServiceContract } from '@kada-mandiya/service-contracts/auth-service';
import { problem, type Problem, type ProblemResponse } from '@kada-mandiya/service-kit';
import { ownView } from './account.ts';
import { refresh, register, signIn, signOut, type SignInParts, type Tools } from './sign-in.ts';

export interface HttpParts extends SignInParts {
  readonly keys: SigningKeys['published'];
  readonly keysMaxAgeSeconds: number;
}

export function handlersWith(parts: HttpParts): Handlers<AuthServiceContract, Tools> {
  return {
    register: async ({ body }, tools) => {
      const result = await register(body, parts, tools);
      if (result.kind === 'email-taken') return problem(409, 'email-taken', { title: 'E-mail address taken', detail: 'There is an account with this address. Sign in instead.' });
      if (result.kind === 'busy') return tryAgain('passwords-busy', 1);
      return { status: 201, headers: { location: '/auth/me', 'cache-control': 'no-store' }, body: result.session };
    },

    login: async ({ body }, tools) => {
      const result = await signIn(body, parts, tools);
      if (result.kind === 'refused') return refused('credentials-refused', 'E-mail address or password is wrong.');
      if (result.kind === 'delayed') return tryAgain('sign-in-delayed', result.waitSeconds);
      if (result.kind === 'busy') return tryAgain('passwords-busy', 1);
      return signedIn(result.session);
    },

    refreshSession: async ({ body }, tools) => {
      const result = await refresh(body.refreshToken, parts, tools);
      return result.kind === 'signed-in' ? signedIn(result.session) : refused('refresh-token-refused', 'Sign in again.');
    },

    logout: async ({ body }, tools) => {
      await signOut(body.refreshToken, tools);
      return { status: 204 };
    },

    getMyAccount: async ({ caller }, { store }) => {
      const account = await store.account(caller.id);
      return account === undefined ? refused('token-invalid', 'The access token is of no account here.', 'Bearer error="invalid_token"') : { status: 200, body: ownView(account) };
    },

    getPublicKeys: () => ({
      status: 200,
      headers: { 'cache-control': `public, max-age=${parts.keysMaxAgeSeconds}` },
      body: { keys: [...parts.keys.keys] },
    }),
  };
}

function signedIn(body: Session): { status: 200; headers: { 'cache-control': 'no-store' }; body: Session } {
  return { status: 200, headers: { 'cache-control': 'no-store' }, body };
}

interface Refusal extends ProblemResponse<401> {
  headers: { 'www-authenticate': string };
}

function refused(code: string, detail: string, challenge = 'Bearer'): Refusal {
  return { ...problem(401, code, { detail }), headers: { 'www-authenticate': challenge } };
}

interface TryAgain {
  status: 429;
  contentType: 'application/problem+json';
  headers: { 'retry-after': number };
  body: Problem<429>;
}

function tryAgain(code: string, seconds: number): TryAgain {
  return { ...problem(429, code, { detail: `Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.` }), headers: { 'retry-after': seconds } };
}

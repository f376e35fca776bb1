import type { Session } from '@kada-mandiya/http-contracts/auth-service';
import type { AuthServiceContract } from '@kada-mandiya/service-contracts/auth-service';
import { startService, type ServiceUnderTest, type StartServiceOptions } from '@kada-mandiya/service-kit/testing';
import { testIssuer } from '@kada-mandiya/auth/testing';
import { randomUUID } from 'node:crypto';
import { service } from '../src/service.ts';
import type { AuthReads, AuthStore } from '../src/store.ts';

export type Auth = ServiceUnderTest<AuthServiceContract, AuthStore, AuthReads>;

export const issuer = testIssuer();

/** Hashes that cost little; what they cost is tested by itself. */
const env = { ...issuer.env, ARGON2_MEMORY_KIB: '1024', ARGON2_PASSES: '1' };

export interface StartAuthOptions extends StartServiceOptions {
  readonly definition?: typeof service;
}

export function startAuth({ env: own = {}, definition = service, ...options }: StartAuthOptions = {}): Promise<Auth> {
  return startService(definition, { ...options, env: { ...env, ...own } });
}

export const password = 'lanterns-over-galle-road';

export function someone(fields: { readonly email?: string; readonly name?: string; readonly password?: string } = {}): { email: string; name: string; password: string } {
  return { email: `${randomUUID()}@example.com`, name: 'Nimali Perera', password, ...fields };
}

/** Registers somebody new and gives the session. */
export async function registered(auth: Auth, user = someone()): Promise<Session> {
  const answer = await auth.client.call('register', { body: user });
  if (answer.status !== 201) throw new Error(`the registration was answered with ${answer.status}`);
  return answer.body;
}

export async function signedIn(auth: Auth, email: string, secret = password): Promise<Session> {
  const answer = await auth.client.call('login', { body: { email, password: secret } });
  if (answer.status !== 200) throw new Error(`the sign-in was answered with ${answer.status}`);
  return answer.body;
}

export async function renewed(auth: Auth, refreshToken: string): Promise<Session> {
  const answer = await auth.client.call('refreshSession', { body: { refreshToken } });
  if (answer.status !== 200) throw new Error(`the renewal was answered with ${answer.status}`);
  return answer.body;
}

/** How a renewal with that token is answered. */
export async function statusOfRenewal(auth: Auth, refreshToken: string): Promise<number> {
  return (await auth.client.call('refreshSession', { body: { refreshToken } })).status;
}

/** How a sign-in is answered. */
export async function statusOfLogin(auth: Auth, email: string, secret = password): Promise<number> {
  return (await auth.client.call('login', { body: { email, password: secret } })).status;
}

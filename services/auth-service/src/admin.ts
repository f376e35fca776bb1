import { normalEmail } from './account.ts';
import type { AuthServiceConfig } from './config.ts';
import { openAccount, type SignInParts, type Tools } from './sign-in.ts';

/**
 * Makes the first administrator's account, where the configuration names one and there is none with that address.
 * Replicas that start at once make one; an account that is there is left as it is, password and roles.
 */
export async function ensureAdmin({ ADMIN_EMAIL: email, ADMIN_PASSWORD: password, ADMIN_NAME: name }: AuthServiceConfig, parts: Pick<SignInParts, 'passwords'>, tools: Tools): Promise<void> {
  if (email === undefined || password === undefined) return;
  const made = await openAccount({ email, password, name, roles: ['admin'] }, parts, tools, ({ userId }) => Promise.resolve({ kind: 'made' as const, userId }));
  if (made.kind === 'made') tools.log.info({ userId: made.userId }, 'the first administrator has an account');
  if (made.kind === 'busy') throw new Error('the administrator’s password could not be hashed');
  if (made.kind !== 'email-taken') return;
  const account = await tools.store.accountWith(normalEmail(email));
  if (account?.roles.includes('admin') === false) tools.log.warn({ userId: account.userId }, 'the account with ADMIN_EMAIL is no administrator’s, and was left as it is');
}

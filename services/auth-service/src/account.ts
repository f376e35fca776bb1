import type { Account, Role } from '@kada-mandiya/http-contracts/auth-service';

/** An account as it is kept. What a person is beyond it belongs to user-service. */
export interface StoredAccount {
  readonly userId: string;
  /** In its normal form; see `normalEmail`. */
  readonly email: string;
  /** In PHC form; see `phc.ts`. */
  readonly passwordHash: string;
  readonly roles: readonly Role[];
  readonly createdAt: string;
}

/** The form in which two addresses of one mailbox are the same text: lower case, composed (Unicode NFC). */
export function normalEmail(email: string): string {
  return email.toLowerCase().normalize('NFC');
}

/** An account as its owner sees it. */
export function ownView({ userId, email, roles, createdAt }: StoredAccount): Account {
  return { userId, email, roles: [...roles], createdAt };
}

/** The sign-ins that failed for an address, whether it has an account or not. */
export interface Failures {
  readonly failures: number;
  readonly lastFailedAt: string;
}

/** Mistypings that cost nothing. */
const freeFailures = 2;
const longestWaitSeconds = 900;
/** After a day without one, failures are forgotten. */
const forgottenAfterMs = 86_400_000;

/** Before which moment the last failure must be, for all of them to be forgotten. */
export function forgottenBefore(now: Date): Date {
  return new Date(now.getTime() - forgottenAfterMs);
}

/** For how many whole seconds the next attempt still has to wait: 1 after the third failure, then 2, 4, 8 … up to 900. */
export function waitBefore(known: Failures | undefined, now: Date): number {
  if (known === undefined || known.failures <= freeFailures || known.lastFailedAt < forgottenBefore(now).toISOString()) return 0;
  const waitSeconds = Math.min(2 ** (known.failures - freeFailures - 1), longestWaitSeconds);
  const left = Date.parse(known.lastFailedAt) + waitSeconds * 1000 - now.getTime();
  // A clock that was set back must not lock anybody out for longer than the rule says.
  return Math.min(Math.max(Math.ceil(left / 1000), 0), waitSeconds);
}

import { testIssuer } from '@kada-mandiya/auth/testing';
import { systemClock, type Clock } from '@kada-mandiya/database';
import type { UserRegisteredV1Data } from '@kada-mandiya/event-contracts';
import { randomUUID } from 'node:crypto';

export const issuer = testIssuer();

/** A registration of somebody new. */
export function registration(fields: Partial<UserRegisteredV1Data> = {}): UserRegisteredV1Data {
  const userId = randomUUID();
  return { userId, email: `${userId}@example.com`, name: 'Nimali Perera', ...fields };
}

export interface TokenOptions {
  readonly role?: 'customer' | 'admin';
  /** The clock of the service: to one that lags behind, a token of this moment is not valid yet. */
  readonly clock?: Pick<Clock, 'now'>;
}

export function tokenOf(id: string, { role = 'customer', clock = systemClock }: TokenOptions = {}): string {
  return issuer.token({ id, roles: [role] }, { now: () => clock.now() });
}

export const address = { line1: '27 Temple Road', line2: 'Nawala', city: 'Rajagiriya', postalCode: '10107', country: 'LK' };

/** What somebody types who hopes that it reaches the database as SQL. */
export const sqlText = `'; drop table "profiles"; --`;

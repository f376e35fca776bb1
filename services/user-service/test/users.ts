import { testIssuer } from '@kada-mandiya/auth/testing';
import type { UserRegisteredV1Data } from '@kada-mandiya/event-contracts';
import { randomUUID } from 'node:crypto';

export const issuer = testIssuer();

/** A registration of somebody new. */
export function registration(fields: Partial<UserRegisteredV1Data> = {}): UserRegisteredV1Data {
  const userId = randomUUID();
  return { userId, email: `${userId}@example.com`, name: 'Nimali Perera', ...fields };
}

export function tokenOf(id: string, ...roles: readonly string[]): string {
  return issuer.token({ id, roles: roles.length === 0 ? ['customer'] : roles });
}

export const address = { line1: '27 Temple Road', line2: 'Nawala', city: 'Rajagiriya', postalCode: '10107', country: 'LK' };

/** What somebody types who hopes that it reaches the database as SQL. */
export const sqlText = `'; drop table "profiles"; --`;

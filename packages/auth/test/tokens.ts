import { createHmac, sign, type KeyObject } from 'node:crypto';
import { generateSigningKey, type SigningKey } from '../src/index.ts';

export const rules = { issuer: 'kada-mandiya', audience: 'kada-mandiya' };

/** 2026-03-14T08:00:00Z, in seconds: the time in all tests. */
export const noon = 1_773_475_200;
export const at = (seconds: number): (() => Date) => () => new Date(seconds * 1000);

/** Made once: a key takes a while. */
export const key = generateSigningKey({ kid: '2026-03' });
export const otherKey = generateSigningKey({ kid: '2026-04' });

export const nimali = '88ac19b5-d8f5-431f-b2a2-058e41c73065';
export const caller = { id: nimali, roles: ['customer'] };

export type Members = Readonly<Record<string, unknown>>;

export const goodHeader: Members = { alg: 'RS256', typ: 'JWT', kid: key.kid };
export const goodClaims: Members = { iss: 'kada-mandiya', aud: 'kada-mandiya', sub: nimali, roles: ['customer'], iat: noon, exp: noon + 900 };

export function base64url(text: string | Buffer): string {
  return Buffer.from(text).toString('base64url');
}

/** A token with a good RS256 signature over whatever stands in it: as text, or as what JSON makes of it. */
export function tokenOf(header: Members | string, claims: unknown, { privateKey }: SigningKey = key): string {
  const signed = unsigned(header, claims);
  return `${signed}.${base64url(sign('sha256', Buffer.from(signed), privateKey))}`;
}

/** A token with an HMAC over it, as the classic confusion of algorithms has it. */
export function hmacTokenOf(header: Members, claims: Members, secret: string | Buffer): string {
  const signed = unsigned(header, claims);
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** A token signed by a key of any kind, with any digest. */
export function foreignTokenOf(header: Members, digest: string, foreignKey: KeyObject, options: object = {}): string {
  const signed = unsigned(header, goodClaims);
  return `${signed}.${base64url(sign(digest, Buffer.from(signed), { key: foreignKey, ...options }))}`;
}

export function unsigned(header: Members | string, claims: unknown): string {
  return [header, claims].map((part) => base64url(typeof part === 'string' ? part : JSON.stringify(part))).join('.');
}

/** Members without one of them. */
export function without(members: Members, name: string): Members {
  return Object.fromEntries(Object.entries(members).filter(([own]) => own !== name));
}

import { createHash, timingSafeEqual } from 'node:crypto';
import { decodeTable } from './codec.ts';

/** Names with their passwords. */
export type Users = Readonly<Record<string, string>>;

/** A name and a password as somebody gave them. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Whether the password is that user's; takes as long for a wrong one as for a right one. */
export function isAllowed(users: Users, { user, password }: Credentials): boolean {
  const expected = Object.hasOwn(users, user) ? users[user] : undefined;
  const same = timingSafeEqual(digest(expected ?? ''), digest(password));
  return expected !== undefined && same;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Reads a response of the mechanism PLAIN (RFC 4616): an identity, a name and a password between zero bytes. */
export function readPlain(response: Buffer): Credentials | undefined {
  const [, user, password, ...more] = response.toString('utf8').split('\0');
  return user === undefined || password === undefined || more.length > 0 ? undefined : { user, password };
}

/** Reads a response of RabbitMQ's mechanism AMQPLAIN: a field table without its length. */
export function readAmqplain(response: Buffer): Credentials | undefined {
  const { LOGIN: user, PASSWORD: password } = decodeTable(response);
  return typeof user === 'string' && typeof password === 'string' ? { user, password } : undefined;
}

/** Reads an `authorization` header of the scheme Basic (RFC 7617). */
export function readBasic(header: string | undefined): Credentials | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon === -1 ? undefined : { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

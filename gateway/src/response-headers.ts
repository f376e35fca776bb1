import type { ServerResponse } from 'node:http';
import type { Client } from './client-address.ts';

/** Nothing that the gateway answers is a page: nothing in it is to be run, framed or guessed at. */
export const protection = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
const protectionHeaders = Object.entries(protection);

/**
 * Sets the headers that protect browsers. `Strict-Transport-Security` only over HTTPS (RFC 6797, section 7.2), and only
 * where it is to hold for more than 0 seconds.
 */
export function secure(response: ServerResponse, { protocol }: Client, hstsSeconds: number): void {
  for (const [name, value] of protectionHeaders) response.setHeader(name, value);
  if (protocol === 'https' && hstsSeconds > 0) response.setHeader('strict-transport-security', `max-age=${hstsSeconds}; includeSubDomains`);
}

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '../errors.ts';
import type { Access } from '../resources/payment-intents.ts';

/** The publishable key that goes with a secret key: always the same one, and no way back. */
export function publishableKeyOf(secretKey: string): string {
  return `pk_test_${createHash('sha256').update(`publishable:${secretKey}`).digest('hex').slice(0, 24)}`;
}

export interface Keys {
  readonly secret: string;
  readonly publishable: string;
}

/**
 * Whose request it is, by `Authorization: Bearer`, by the user name of Basic, or by the parameter `key`.
 *
 * @throws ApiError (401) without a key or with a wrong one, (403, `secret_key_required`) where a publishable key will not do.
 */
export function accessOf(keys: Keys, needed: Access, headers: IncomingHttpHeaders, parameter: string | undefined): Access {
  const key = keyIn(headers.authorization) ?? parameter;
  if (key === undefined || key === '') {
    throw new ApiError({ status: 401, message: "You did not provide an API key. Send it in the header 'Authorization: Bearer YOUR_KEY'." });
  }
  if (equal(key, keys.secret)) return 'secret';
  if (!equal(key, keys.publishable)) throw new ApiError({ status: 401, message: `Invalid API Key provided: ${hidden(key)}` });
  if (needed === 'publishable') return 'publishable';
  const message = 'This API call cannot be made with a publishable API key. Use the secret API key.';
  throw new ApiError({ status: 403, code: 'secret_key_required', message });
}

function keyIn(authorization: string | undefined): string | undefined {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+)$/.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() === 'basic') return Buffer.from(value, 'base64').toString().split(':')[0];
  return undefined;
}

function equal(one: string, other: string): boolean {
  const [left, right] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

/** Enough to recognize it. */
function hidden(key: string): string {
  const shown = key.slice(0, 64);
  return shown.length <= 16 ? '*'.repeat(shown.length) : `${shown.slice(0, 8)}${'*'.repeat(shown.length - 12)}${shown.slice(-4)}`;
}

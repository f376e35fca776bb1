import { LONGEST_EXPIRY_MS } from './arguments.ts';
import { ProtocolError } from './errors.ts';
import type { Message } from './model.ts';
import type { PropertyLayout } from './properties.ts';

/** A message with what its properties say. @throws ProtocolError 406 for an expiration that is none. */
export function messageOf(
  parts: Pick<Message, 'exchange' | 'routingKey' | 'properties' | 'content'>,
  { persistent, priority, expiration }: PropertyLayout,
): Message {
  return { ...parts, persistent, priority, ttlMs: expiration === undefined ? undefined : ttlOf(expiration) };
}

function ttlOf(expiration: string): number {
  const fault = (what: string): ProtocolError => new ProtocolError(406, `invalid expiration '${expiration}': ${what}`);
  const digits = /^[+-]?\d+/.exec(expiration)?.[0];
  if (digits === undefined) throw fault('no_integer');
  if (digits !== expiration) throw fault(`{leftover_string,"${expiration.slice(digits.length)}"}`);
  const ttl = Number(digits);
  if (ttl < 0) throw fault(`{value_negative,${ttl}}`);
  if (ttl > LONGEST_EXPIRY_MS) throw fault(`{value_too_large,${ttl}}`);
  return ttl;
}

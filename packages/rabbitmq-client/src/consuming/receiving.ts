import { isUtf8 } from 'node:buffer';
import type { EventContract, EventEnvelope } from '@kada-mandiya/contract';

/** What a consumer makes of bytes from the broker. */
export type Receipt<E extends EventEnvelope> =
  | { readonly kind: 'valid'; readonly event: E }
  /** An event of this key in a version that this consumer does not take. */
  | { readonly kind: 'other-version'; readonly version: number }
  | { readonly kind: 'refused'; readonly reason: string; readonly path?: string };

/** The part of a message that decides whether it is an event. */
export interface ReceivedMessage {
  readonly content: Buffer;
  readonly contentType: unknown;
  readonly contentEncoding: unknown;
}

/**
 * Reads a message as one version of one event. The routing key that the broker delivered it with says nothing (it is
 * the queue's name after a retry): the envelope's `eventType` decides.
 */
export function receive<E extends EventEnvelope>(
  event: EventContract<E>,
  message: ReceivedMessage,
  { maxMessageBytes }: { readonly maxMessageBytes: number },
): Receipt<E> {
  const unreadable = whyUnreadable(message, maxMessageBytes);
  if (unreadable !== undefined) return { kind: 'refused', reason: unreadable };
  const decoded = event.decode?.(message.content);
  if (decoded !== undefined && isOf(event, decoded)) return { kind: 'valid', event: decoded };
  let value: unknown;
  try {
    value = JSON.parse(message.content.toString());
  } catch {
    return { kind: 'refused', reason: 'the body is not JSON' };
  }
  try {
    return receiveValue(event, value);
  } catch {
    return { kind: 'refused', reason: 'the body is nested so deeply that it cannot be checked' };
  }
}

function whyUnreadable({ content, contentType, contentEncoding }: ReceivedMessage, maxBytes: number): string | undefined {
  if (content.length > maxBytes) return `the body has ${content.length} bytes, more than ${maxBytes}`;
  if (!isJson(contentType)) return `the content type is ${quoted(contentType)}, not application/json`;
  if (!isPlain(contentEncoding)) return `the content encoding is ${quoted(contentEncoding)}, not utf-8`;
  return isUtf8(content) ? undefined : 'the body is not UTF-8';
}

function isJson(contentType: unknown): boolean {
  if (contentType === 'application/json') return true;
  return typeof contentType === 'string' && /^application\/json\s*(;|$)/i.test(contentType);
}

function isPlain(contentEncoding: unknown): boolean {
  if (contentEncoding === undefined || contentEncoding === '') return true;
  return typeof contentEncoding === 'string' && /^(utf-?8|identity)$/i.test(contentEncoding);
}

function quoted(property: unknown): string {
  return typeof property === 'string' ? JSON.stringify(property.slice(0, 100)) : 'missing';
}

function receiveValue<E extends EventEnvelope>(event: EventContract<E>, value: unknown): Receipt<E> {
  if (event.is(value) && isOf(event, value)) return { kind: 'valid', event: value };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'refused', reason: 'the body is not a JSON object' };
  }
  const { eventType, version }: Partial<Record<keyof EventEnvelope, unknown>> = value;
  if (eventType !== event.routingKey) return otherEvent(eventType, event.routingKey);
  if (typeof version === 'number' && Number.isInteger(version) && version >= 1 && version !== event.version) {
    return otherVersion(version, value);
  }
  return explained(event, value);
}

/** A contract could be laxer than its own key and version; a consumer of it is not. */
function isOf(event: EventContract, { eventType, version }: EventEnvelope): boolean {
  return eventType === event.routingKey && version === event.version;
}

function otherEvent(eventType: unknown, routingKey: string): Receipt<never> {
  const given = typeof eventType === 'string' ? `is ${JSON.stringify(eventType.slice(0, 100))}` : 'is missing or no text';
  return { kind: 'refused', path: 'eventType', reason: `eventType ${given}; this queue takes "${routingKey}"` };
}

/** The envelope is the same in all versions, so it is looked at before a version is left to others. */
function otherVersion(version: number, envelope: Partial<Record<keyof EventEnvelope, unknown>>): Receipt<never> {
  for (const name of ['eventId', 'occurredAt', 'correlationId'] as const) {
    if (typeof envelope[name] === 'string') continue;
    return { kind: 'refused', path: name, reason: `${name} is missing or no text` };
  }
  return { kind: 'other-version', version };
}

/** The predicate has refused the value; the schema says why, more slowly. */
function explained(event: EventContract, value: unknown): Receipt<never> {
  const result = event.schema.safeParse(value);
  const [first, ...others] = result.success ? [] : result.error.issues;
  if (first === undefined) return { kind: 'refused', reason: `it is not a ${event.message}` };
  const path = first.path.map(String).join('.');
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return { kind: 'refused', reason: `${path === '' ? 'the event' : path}: ${first.message}${more}`, path };
}

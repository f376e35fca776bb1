import type { EventContract, EventEnvelope } from '@kada-mandiya/contract';
import { InvalidEventError } from '../errors.ts';

/** A message that is ready to be sent. It is always persistent. */
export interface OutgoingMessage {
  /** `''`: the default exchange, where the routing key is a queue's name. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly content: Buffer;
  /** The event's `eventId`; a message that the broker returns is recognised by it. */
  readonly messageId?: string;
  readonly correlationId?: string;
  /** The event's `eventType`. */
  readonly type?: string;
  readonly contentType?: string;
  /** Seconds since 1970-01-01T00:00:00Z. */
  readonly timestamp?: number;
  /** A message that reaches no queue is an error. */
  readonly mandatory?: boolean;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/**
 * The message of an event, checked strictly: a declared property that is wrong or an undeclared one is an error.
 *
 * @throws InvalidEventError
 */
export function messageOf<E extends EventEnvelope>(event: EventContract<E>, envelope: E): OutgoingMessage {
  if (!event.isStrict(envelope)) throw new InvalidEventError(event.routingKey, issuesOf(event, envelope));
  if (event.exchange === undefined) {
    throw new InvalidEventError(event.routingKey, [{ path: [], message: 'its contract names no exchange' }]);
  }
  return {
    exchange: event.exchange,
    routingKey: event.routingKey,
    content: Buffer.from(JSON.stringify(envelope)),
    messageId: envelope.eventId,
    correlationId: envelope.correlationId,
    type: envelope.eventType,
    contentType: 'application/json',
    timestamp: Math.floor(Date.parse(envelope.occurredAt) / 1000),
    mandatory: event.hasReceiver,
  };
}

function issuesOf(event: EventContract, envelope: unknown): InvalidEventError['issues'] {
  const explained = event.strictSchema.safeParse(envelope);
  return explained.success ? [{ path: [], message: 'its contract refuses it' }] : explained.error.issues;
}

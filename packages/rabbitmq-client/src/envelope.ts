import { randomUUID } from 'node:crypto';
import type { EventContract, EventEnvelope } from '@kada-mandiya/contract';
import { currentContext } from '@kada-mandiya/logger';

export interface EnvelopeOptions {
  /** Else that of the running work (see the logger's `runInContext`), else a new one. */
  readonly correlationId?: string;
  readonly now?: () => Date;
  readonly newId?: () => string;
}

/**
 * A new event: its data in the envelope, with an id of its own and the correlation id of the work that it comes from.
 *
 * @example
 * await publisher.publish(orderCreatedV1, createEnvelope(orderCreatedV1, { orderId, amount, currency, userId, items }));
 */
export function createEnvelope<E extends EventEnvelope>(
  event: EventContract<E>,
  data: E['data'],
  { correlationId, now = () => new Date(), newId = randomUUID }: EnvelopeOptions = {},
): Envelope<E> {
  return {
    eventId: newId(),
    eventType: event.routingKey,
    version: event.version,
    occurredAt: now().toISOString(),
    correlationId: correlationId ?? currentContext()?.correlationId ?? newId(),
    data,
  };
}

/** The members of an event's envelope, as a contract's generated type has them. */
export interface Envelope<E extends EventEnvelope> {
  readonly eventId: string;
  readonly eventType: E['eventType'];
  readonly version: E['version'];
  readonly occurredAt: string;
  readonly correlationId: string;
  readonly data: E['data'];
}

import type { EventEnvelope } from '@kada-mandiya/contract';
import type { Headers } from './headers.ts';

/** How a message came, beside what it says. */
export interface Delivery {
  readonly queue: string;
  /** 1 for the first; a retry counts up, a redelivery does not. */
  readonly attempt: number;
  /** The broker delivered it before and got no acknowledgement: it may have been handled. */
  readonly redelivered: boolean;
  readonly messageId?: string;
  readonly headers: Headers;
  readonly content: Buffer;
}

/** An event that was checked against its contract. */
export interface Received<E extends EventEnvelope> {
  readonly event: E;
  readonly delivery: Delivery;
}

/** What became of one event of a group. */
export type Outcome = 'done' | { readonly failed: unknown };

/** Handles one event. When it throws, the event is retried as its contract says, and then dead-lettered. */
export type Handler<E extends EventEnvelope> = (event: E, delivery: Delivery) => Promise<void> | void;

/**
 * Handles what has arrived together (within one turn of the event loop, and while the group before was handled), at
 * most `prefetch`. Answers with one outcome for each, in their order; when it throws, all of them failed. One group is
 * handled at a time.
 */
export type GroupHandler<E extends EventEnvelope> = (group: readonly Received<E>[]) => Promise<readonly Outcome[]>;

/** How many messages a consumer has seen since it started. */
export interface ConsumerCounts {
  readonly received: number;
  readonly done: number;
  /** Put into a retry queue. */
  readonly retried: number;
  readonly deadLettered: number;
  /** Acknowledged without being handled: another version of the event. */
  readonly otherVersion: number;
}

/** How a message ended for a consumer. */
export type Ending =
  | { readonly kind: 'done' }
  | { readonly kind: 'retried' | 'dead-lettered'; readonly reason: string }
  | { readonly kind: 'other-version'; readonly version: number };

/** What became of one message. */
export type Observation = Ending & {
  readonly queue: string;
  readonly routingKey: string;
  readonly attempt: number;
  /** From its arrival to its end, in milliseconds. */
  readonly durationMs: number;
};

export interface ConsumeOptions {
  /** How many messages it holds at most; the contract's unless given. */
  readonly prefetch?: number;
  /** A larger body is dead-lettered unread; 1 MiB unless given. */
  readonly maxMessageBytes?: number;
  /** A message that the broker delivered more often than that without an answer is dead-lettered; 20 unless given. */
  readonly deliveryLimit?: number;
  /** Called when a message is done with; must not throw. */
  readonly observe?: (observation: Observation) => void;
}

/** A running consumer of one queue. */
export interface Consumer {
  readonly counts: ConsumerCounts;
  /**
   * Takes nothing more, finishes what it holds and returns nothing that was handled. What is not finished after
   * `withinMs` (10,000) goes back to the queue.
   */
  stop(options?: { readonly withinMs?: number }): Promise<void>;
}

import type { EventContract, EventEnvelope } from './event.ts';

/** What must exist on a broker so that the events of the contracts travel (AMQP 0-9-1). */
export interface Topology {
  readonly exchanges: readonly Exchange[];
  readonly queues: readonly Queue[];
  readonly bindings: readonly Binding[];
  /** What an operator may change while everything runs; a client cannot declare it over AMQP. */
  readonly policies: readonly Policy[];
}

export interface Exchange {
  readonly name: string;
  readonly type: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
}

export interface Queue {
  readonly name: string;
  readonly durable: boolean;
  /** Queue arguments; they never change for a name, since a broker refuses that (406). */
  readonly arguments: Readonly<Record<string, string | number | boolean>>;
}

export interface Binding {
  readonly exchange: string;
  readonly queue: string;
  readonly routingKey: string;
}

/** What holds for all queues whose names match a pattern (https://www.rabbitmq.com/docs/policies). */
export interface Policy {
  readonly name: string;
  /** A regular expression, as PCRE and ECMAScript both read it. */
  readonly pattern: string;
  readonly applyTo: 'queues';
  /** Of the policies that match a queue, the one with the highest priority holds, alone. */
  readonly priority: number;
  readonly definition: Readonly<Record<string, string | number | boolean>>;
}

/** One version of one event as one service consumes it. */
export interface Consumption<E extends EventEnvelope = EventEnvelope> {
  readonly event: EventContract<E>;
  /** `<service>.<routing.key>`. */
  readonly queue: string;
  readonly deadLetterQueue: string;
  /** In the order of the attempts; after the last one the message is dead-lettered. */
  readonly retries: readonly RetryQueue[];
  /** How many unacknowledged messages one consumer holds. */
  readonly prefetch: number;
}

/** A queue in which a message waits before its next attempt. */
export interface RetryQueue {
  readonly queue: string;
  readonly delayMs: number;
}

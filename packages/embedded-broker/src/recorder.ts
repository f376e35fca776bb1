import type { Binding, Exchange, Message, Policy, QueueDeclaration } from './model.ts';

/** A place that a message has in a queue. */
export interface Place {
  readonly queue: number;
  readonly position: number;
}

/** A place in which a message waits until it expires. */
export interface StoredPlace extends Place {
  /** Epoch milliseconds; Infinity when it never expires. */
  readonly expiresAt: number;
}

/** What a virtual host reports so that it can be rebuilt: durable declarations and persistent messages. */
export interface Recorder {
  /** How many records there are. */
  readonly recorded: number;
  /** How many of them are on disk. */
  readonly durable: number;
  /** Whether the others will never be. */
  readonly failed: boolean;
  exchangeDeclared(exchange: Exchange): void;
  exchangeDeleted(name: string): void;
  queueDeclared(id: number, queue: QueueDeclaration): void;
  queueDeleted(id: number): void;
  bound(binding: Binding): void;
  unbound(binding: Binding): void;
  policySet(policy: Policy): void;
  policyDeleted(name: string): void;
  published(message: Message, places: readonly StoredPlace[]): void;
  delivered(place: Place, returns: number): void;
  settled(place: Place): void;
}

/** Records nothing; everything counts as durable at once. */
export const noRecorder: Recorder = {
  recorded: 0,
  durable: 0,
  failed: false,
  exchangeDeclared: () => undefined,
  exchangeDeleted: () => undefined,
  queueDeclared: () => undefined,
  queueDeleted: () => undefined,
  bound: () => undefined,
  unbound: () => undefined,
  policySet: () => undefined,
  policyDeleted: () => undefined,
  published: () => undefined,
  delivered: () => undefined,
  settled: () => undefined,
};

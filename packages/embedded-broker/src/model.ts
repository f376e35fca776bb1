import type { Table } from './methods.ts';

/** A message as the broker holds it; queues share it. */
export interface Message {
  readonly exchange: string;
  readonly routingKey: string;
  /** The property flags and values as they came on the wire. */
  readonly properties: Buffer;
  readonly content: Buffer;
  readonly persistent: boolean;
  readonly priority: number;
  /** The message's own time to live, in milliseconds. */
  readonly ttlMs: number | undefined;
}

/** A message in one queue. */
export interface Entry {
  readonly message: Message;
  /** Where it stands among all messages that this queue ever had. */
  readonly position: number;
  /** Epoch milliseconds; Infinity when it never expires. */
  readonly expiresAt: number;
  /** Whether the journal holds it. */
  readonly stored: boolean;
  /** How often it came back from a consumer. */
  returns: number;
}

/** Why a message was dead-lettered, as `x-death` names it. */
export type DeathReason = 'rejected' | 'expired' | 'maxlen' | 'delivery_limit';

/** What a queue knows of a consumer. */
export interface Consumer {
  readonly tag: string;
  readonly priority: number;
  readonly exclusive: boolean;
  /** Messages count as acknowledged when they are sent. */
  readonly noAck: boolean;
  /** Whether it may be given a message now. */
  ready(): boolean;
  deliver(entry: Entry): void;
  /** Its queue is gone. */
  cancelled(): void;
}

export type QueueType = 'classic' | 'quorum';

/** A queue as it was declared. */
export interface QueueDeclaration {
  readonly name: string;
  readonly type: QueueType;
  readonly durable: boolean;
  readonly exclusive: boolean;
  readonly autoDelete: boolean;
  readonly arguments: Table;
}

/** What arguments and policy together say of a queue. */
export interface QueueSettings {
  readonly messageTtlMs: number | undefined;
  readonly expiresMs: number | undefined;
  readonly maxLength: number | undefined;
  readonly maxLengthBytes: number | undefined;
  readonly overflow: 'drop-head' | 'reject-publish' | 'reject-publish-dlx';
  readonly deadLetterExchange: string | undefined;
  readonly deadLetterRoutingKey: string | undefined;
  /** A dead letter stays until a queue has taken it. */
  readonly deadLetterAtLeastOnce: boolean;
  readonly deliveryLimit: number | undefined;
  readonly singleActiveConsumer: boolean;
  readonly maxPriority: number;
}

export type ExchangeType = 'direct' | 'fanout' | 'topic' | 'headers';

export interface Exchange {
  readonly name: string;
  readonly type: ExchangeType;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly internal: boolean;
  readonly arguments: Table;
}

export interface Binding {
  readonly source: string;
  readonly destination: string;
  readonly destinationType: 'queue' | 'exchange';
  readonly routingKey: string;
  readonly arguments: Table;
}

/** Settings for all queues or exchanges whose names match (https://www.rabbitmq.com/docs/policies). */
export interface Policy {
  readonly name: string;
  readonly pattern: string;
  readonly applyTo: 'all' | 'queues' | 'exchanges';
  readonly priority: number;
  readonly definition: Readonly<Record<string, string | number | boolean>>;
}

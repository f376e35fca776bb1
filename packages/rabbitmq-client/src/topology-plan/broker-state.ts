import type { Policy, Topology } from '@kada-mandiya/contract';

/** What exists on one virtual host of a broker, as far as a topology speaks of it. */
export interface BrokerState {
  readonly exchanges: readonly ActualExchange[];
  readonly queues: readonly ActualQueue[];
  /** Those of the default exchange are not among them: every queue has one, and it cannot be changed. */
  readonly bindings: readonly ActualBinding[];
  readonly policies: readonly ActualPolicy[];
}

export type Arguments = Readonly<Record<string, unknown>>;

export interface ActualExchange {
  readonly name: string;
  readonly type: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  /** No client may publish to it. */
  readonly internal: boolean;
  readonly arguments: Arguments;
}

export interface ActualQueue {
  readonly name: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  /** Only the connection that declared it may use it. */
  readonly exclusive: boolean;
  readonly arguments: Arguments;
  /** Ready and unacknowledged ones. The broker counts every few seconds. */
  readonly messages: number;
  readonly unacknowledged: number;
  readonly consumers: number;
}

export interface ActualBinding {
  readonly source: string;
  readonly destination: string;
  readonly destinationType: 'queue' | 'exchange';
  readonly routingKey: string;
  readonly arguments: Arguments;
}

export interface ActualPolicy {
  readonly name: string;
  readonly pattern: string;
  /** `queues`, `exchanges`, `all`, and what newer brokers add. */
  readonly applyTo: string;
  readonly priority: number;
  readonly definition: Arguments;
}

/** A broker on which a topology was just declared. */
export function stateOf({ exchanges, queues, bindings, policies }: Topology): BrokerState {
  return {
    exchanges: exchanges.map((exchange) => ({ ...exchange, internal: false, arguments: {} })),
    queues: queues.map((queue) => ({
      ...queue,
      autoDelete: false,
      exclusive: false,
      messages: 0,
      unacknowledged: 0,
      consumers: 0,
    })),
    bindings: bindings.map(({ exchange, queue, routingKey }) => ({
      source: exchange,
      destination: queue,
      destinationType: 'queue',
      routingKey,
      arguments: {},
    })),
    policies: policies.map((policy: Policy) => ({ ...policy })),
  };
}

/** The headers of ours on a message that was retried or dead-lettered. */
export const header = {
  /** Which attempt comes next, from 1; absent: the first. */
  attempt: 'x-kada-attempt',
  /** Why the last attempt failed, or the message was refused. */
  reason: 'x-kada-reason',
  /** Why it is here: see `FailureKind`. */
  kind: 'x-kada-kind',
  /** Where in an invalid message the reason stands: `data.items.0.quantity`. */
  path: 'x-kada-path',
  /** RFC 3339, UTC. */
  firstFailedAt: 'x-kada-first-failed-at',
  failedAt: 'x-kada-failed-at',
  /** The queue that the message was consumed from, and goes back to. */
  queue: 'x-kada-queue',
  /** Who consumed it. */
  service: 'x-kada-service',
  /** How many times it was taken out of a dead-letter queue. */
  redriven: 'x-kada-redriven',
  /** One table for each failed attempt: `{ attempt, at, kind, reason }`, the last 20. */
  history: 'x-kada-history',
  /** The message came with so many headers that they were left away. */
  headersDropped: 'x-kada-headers-dropped',
} as const;

/** The broker's own count of deliveries that were not acknowledged (quorum queues). */
export const deliveryCountHeader = 'x-delivery-count';

export type Headers = Readonly<Record<string, unknown>>;

/** An event that breaks its contract, a handler that failed, a message that was delivered too often (it kills us). */
export type FailureKind = 'invalid' | 'failed' | 'poison';

/** A header that should be a whole number from `least` on; anything else counts as absent. */
export function wholeNumber(headers: Headers, name: string, least: number): number | undefined {
  const value = headers[name];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least ? value : undefined;
}

export function textHeader(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Headers of one stay in one queue, or (`CC`, `BCC`) ones that would send a copy to other queues too. */
export function isWrittenByBroker(name: string): boolean {
  return /^(?:x-death|x-(?:first|last)-death-.*|x-delivery-count|x-acquired-count|CC|BCC)$/.test(name);
}

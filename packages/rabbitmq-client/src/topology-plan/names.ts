import type { Queue } from '@kada-mandiya/contract';
import type { Arguments } from './broker-state.ts';

const suffix = '.swap';

/** What stands in for a queue or an exchange while it is replaced. */
export function swapOf(name: string): string {
  return `${name}${suffix}`;
}

/** Whose substitute a name is, if it is one's. */
export function originalOf(name: string): string | undefined {
  return name.endsWith(suffix) ? name.slice(0, -suffix.length) : undefined;
}

/** `<service>.<routing.key>` for its retry and dead-letter queues and their substitutes; itself for others. */
export function mainQueueOf(name: string): string {
  return name.replace(/\.swap$/, '').replace(/\.(?:dlq|retry\.[0-9]+ms)$/, '');
}

/** The queue into which a queue dead-letters through the default exchange. */
export function deadLetterTarget(queueArguments: Arguments): string | undefined {
  const target = queueArguments['x-dead-letter-routing-key'];
  return queueArguments['x-dead-letter-exchange'] === '' && typeof target === 'string' ? target : undefined;
}

/**
 * A queue before those into which it dead-letters: retry queues, then the queue itself, then its dead-letter queue.
 * Replaced in this order, each queue dead-letters `at-least-once` (it keeps what its target cannot take) by the time
 * that its target is away for a moment.
 */
export function sourcesFirst<Q extends Pick<Queue, 'name' | 'arguments'>>(queues: readonly Q[]): Q[] {
  const targets = new Map(queues.map((queue) => [queue.name, deadLetterTarget(queue.arguments)]));
  const depth = (name: string, seen: ReadonlySet<string>): number => {
    const target = targets.get(name);
    return target === undefined || seen.has(target) ? 0 : 1 + depth(target, new Set([...seen, target]));
  };
  const depths = new Map(queues.map(({ name }) => [name, depth(name, new Set([name]))]));
  return queues.toSorted((left, right) => (depths.get(right.name) ?? 0) - (depths.get(left.name) ?? 0));
}

/** `1 queue`, `2 queues`. */
export function plural(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}

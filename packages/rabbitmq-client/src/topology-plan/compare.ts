import type { Exchange, Policy, Queue } from '@kada-mandiya/contract';
import type { ActualExchange, ActualPolicy, ActualQueue, Arguments } from './broker-state.ts';

/** One property that is not as wanted; `undefined`: not there. */
export interface Difference {
  readonly property: string;
  readonly wanted: unknown;
  readonly actual: unknown;
}

/** What a declaration of the wanted queue would be refused for (406), and what else a topology says of it. */
export function queueDifferences(wanted: Queue, actual: ActualQueue): Difference[] {
  return differences(
    { durable: wanted.durable, 'auto-delete': false, exclusive: false, ...withType(wanted.arguments) },
    {
      durable: actual.durable,
      'auto-delete': actual.autoDelete,
      exclusive: actual.exclusive,
      ...withType(actual.arguments),
    },
  );
}

export function exchangeDifferences(wanted: Exchange, actual: ActualExchange): Difference[] {
  return differences(
    { type: wanted.type, durable: wanted.durable, 'auto-delete': wanted.autoDelete, internal: false },
    {
      type: actual.type,
      durable: actual.durable,
      'auto-delete': actual.autoDelete,
      internal: actual.internal,
      ...actual.arguments,
    },
  );
}

export function policyDifferences(wanted: Policy, actual: ActualPolicy): Difference[] {
  return differences(
    { pattern: wanted.pattern, 'apply-to': wanted.applyTo, priority: wanted.priority, ...wanted.definition },
    { pattern: actual.pattern, 'apply-to': actual.applyTo, priority: actual.priority, ...actual.definition },
  );
}

/** A queue without a type is a classic one (https://www.rabbitmq.com/docs/queues#optional-arguments). */
function withType(queueArguments: Arguments): Arguments {
  return { 'x-queue-type': 'classic', ...queueArguments };
}

function differences(wanted: Arguments, actual: Arguments): Difference[] {
  return [...new Set([...Object.keys(wanted), ...Object.keys(actual)])]
    .filter((property) => !isSame(wanted[property], actual[property]))
    .map((property) => ({ property, wanted: wanted[property], actual: actual[property] }));
}

/** Whether two argument values are the same, whatever the order of their keys. */
function isSame(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

function canonical(value: unknown): string {
  const sorted = (_: string, item: unknown): unknown =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([left], [right]) => (left < right ? -1 : 1)))
      : item;
  return value === undefined ? '' : JSON.stringify(value, sorted);
}

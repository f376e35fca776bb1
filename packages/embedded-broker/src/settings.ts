import type { Policy, QueueDeclaration, QueueSettings } from './model.ts';

/** Arguments and policy together: the lower limit counts; for everything else the argument does. */
export function settingsOf(queue: QueueDeclaration, policy: Policy | undefined): QueueSettings {
  const { definition = {} } = policy ?? {};
  const numberOf = (name: string): number | undefined => {
    const values = [queue.arguments[`x-${name}`], definition[name]].filter((value) => typeof value === 'number');
    return values.length === 0 ? undefined : Math.min(...values);
  };
  const textOf = (name: string): string | undefined => {
    const value = queue.arguments[`x-${name}`] ?? definition[name];
    return typeof value === 'string' ? value : undefined;
  };
  const overflow = textOf('overflow');
  return {
    messageTtlMs: numberOf('message-ttl'),
    expiresMs: numberOf('expires'),
    maxLength: numberOf('max-length'),
    maxLengthBytes: numberOf('max-length-bytes'),
    overflow: overflow === 'reject-publish' || overflow === 'reject-publish-dlx' ? overflow : 'drop-head',
    deadLetterExchange: textOf('dead-letter-exchange'),
    deadLetterRoutingKey: textOf('dead-letter-routing-key'),
    // RabbitMQ falls back to at-most-once where publishers could not be told that the queue is full.
    deadLetterAtLeastOnce:
      queue.type === 'quorum' && textOf('dead-letter-strategy') === 'at-least-once' && overflow === 'reject-publish',
    deliveryLimit: numberOf('delivery-limit'),
    singleActiveConsumer: queue.arguments['x-single-active-consumer'] === true,
    maxPriority: numberOf('max-priority') ?? 0,
  };
}

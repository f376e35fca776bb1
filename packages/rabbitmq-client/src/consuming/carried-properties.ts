import type { MessageProperties } from 'amqplib';
import type { FailedMessage } from './failure-policy.ts';

/** What a sender put there: amqplib decodes it and vouches for nothing. */
export function givenProperties(all: MessageProperties): Readonly<Record<keyof MessageProperties, unknown>> {
  return all;
}

/** The properties that a copy of a message has too: not its expiration, which would end it in the next queue. */
export function carriedProperties(all: MessageProperties): Omit<FailedMessage, 'content' | 'headers'> {
  const { messageId, correlationId, type, contentType, timestamp } = givenProperties(all);
  return {
    ...(isShort(messageId) ? { messageId } : {}),
    ...(isShort(correlationId) ? { correlationId } : {}),
    ...(isShort(type) ? { type } : {}),
    ...(isShort(contentType) ? { contentType } : {}),
    ...(typeof timestamp === 'number' && Number.isSafeInteger(timestamp) && timestamp >= 0 ? { timestamp } : {}),
  };
}

/** AMQP's short string. One that was not UTF-8 has become longer by decoding. */
function isShort(value: unknown): value is string {
  return typeof value === 'string' && Buffer.byteLength(value) <= 255;
}

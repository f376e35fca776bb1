import type { ServiceContract } from '@kada-mandiya/contract';
import type { OutboxRow } from '@kada-mandiya/database';
import type { OutgoingMessage } from '@kada-mandiya/rabbitmq-client';

/**
 * The message of an outbox row: its envelope byte for byte, to the exchange that the contract names. The envelope was
 * checked when it was written, by the contract of that time. `undefined` where the contract no longer sends that event.
 */
export function relayedMessage({ publishes }: ServiceContract, row: OutboxRow): OutgoingMessage | undefined {
  const versions = Object.hasOwn(publishes, row.routingKey) ? publishes[row.routingKey] : undefined;
  const { version, correlationId, occurredAt } = readEnvelope(row.envelope);
  const event = typeof version === 'number' ? versions?.[version] : undefined;
  if (event?.exchange === undefined) return undefined;
  const seconds = Math.floor(Date.parse(String(occurredAt)) / 1000);
  return {
    exchange: event.exchange,
    routingKey: row.routingKey,
    content: Buffer.from(row.envelope),
    messageId: row.eventId.toLowerCase(),
    ...(typeof correlationId === 'string' ? { correlationId } : {}),
    type: row.routingKey,
    contentType: 'application/json',
    ...(Number.isFinite(seconds) ? { timestamp: seconds } : {}),
    mandatory: event.hasReceiver,
  };
}

interface ReadEnvelope {
  readonly version?: unknown;
  readonly correlationId?: unknown;
  readonly occurredAt?: unknown;
}

/** What stands before the data, which units write last, is enough; else all of it is read. */
function readEnvelope(text: string): ReadEnvelope {
  // In a text within JSON the quotes are escaped, so this is where the data begins.
  const data = text.indexOf(',"data":');
  const head = data === -1 ? undefined : parsed(`${text.slice(0, data)}}`);
  return head?.version !== undefined && head.correlationId !== undefined && head.occurredAt !== undefined ? head : (parsed(text) ?? {});
}

function parsed(text: string): ReadEnvelope | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

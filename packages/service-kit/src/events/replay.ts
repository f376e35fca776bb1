import type { ServiceContract } from '@kada-mandiya/contract';
import type { Outbox, OutboxRow } from '@kada-mandiya/database';
import type { Publisher } from '@kada-mandiya/rabbitmq-client';
import { relayedMessage } from './relayed-message.ts';

export interface ReplayOptions {
  readonly contract: ServiceContract;
  readonly outbox: Pick<Outbox, 'history'>;
  readonly publisher: Pick<Publisher, 'send'>;
  readonly routingKey: string;
  /** Only what was written at or after this moment. */
  readonly since?: Date;
}

export interface Replayed {
  /** Confirmed by the broker. */
  readonly sent: number;
  /** In the history, and in no version that the contract still publishes. */
  readonly skipped: number;
}

/** There is nothing of that kind to replay. */
export class ReplayRefusedError extends Error {
  override readonly name = 'ReplayRefusedError';
}

/**
 * Publishes again what a service has published, oldest first, byte for byte and under the same ids: whoever has applied
 * an event before ignores it, whoever has lost its database is told all again. The history goes back as far as the
 * service keeps published events (`KEEP_EVENTS_DAYS`).
 *
 * @throws ReplayRefusedError where the contract does not publish that key; what sending throws
 */
export async function replayHistory({ contract, outbox, publisher, routingKey, since }: ReplayOptions): Promise<Replayed> {
  assertPublishes(contract, routingKey);
  let sent = 0;
  let skipped = 0;
  for await (const page of outbox.history({ routingKey, ...(since === undefined ? {} : { since }) })) {
    const outcomes = await Promise.all(page.map((row) => sendAgain(contract, publisher, row)));
    const sentOfPage = outcomes.filter(Boolean).length;
    sent += sentOfPage;
    skipped += page.length - sentOfPage;
  }
  return { sent, skipped };
}

/** @throws ReplayRefusedError where the contract does not publish that key */
export function assertPublishes({ name, publishes }: ServiceContract, routingKey: string): void {
  if (Object.hasOwn(publishes, routingKey)) return;
  throw new ReplayRefusedError(`${name} does not publish "${routingKey}"; it publishes ${Object.keys(publishes).join(', ') || 'nothing'}`);
}

async function sendAgain(contract: ServiceContract, publisher: Pick<Publisher, 'send'>, row: OutboxRow): Promise<boolean> {
  const message = relayedMessage(contract, row);
  if (message === undefined) return false;
  await publisher.send(message);
  return true;
}

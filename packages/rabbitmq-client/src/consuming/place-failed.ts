import { setTimeout as delay } from 'node:timers/promises';
import type { Consumption } from '@kada-mandiya/contract';
import { backoffDelay } from '../connection/backoff.ts';
import type { Link } from '../connection/link.ts';
import { reasonOf, UnroutableEventError } from '../errors.ts';
import type { Publisher } from '../publishing/publisher.ts';
import { carriedProperties } from './carried-properties.ts';
import type { Unsettled } from './dispatch.ts';
import { failedCopy, type Failure, type NextPlace } from './failure-policy.ts';

export interface PlacingTools {
  readonly link: Link;
  /** Sends the copies. */
  readonly copies: Publisher;
  /** Who failed. */
  readonly service: string;
  readonly consumption: Pick<Consumption, 'queue' | 'deadLetterQueue' | 'retries'>;
}

/**
 * Puts a copy of a message that is not done where it waits or rests. Resolves when the broker has it in charge. Where
 * it cannot be placed, the original stays and it is tried again, until the channel that delivered it is gone:
 * `undefined`, the broker then delivers it again.
 */
export async function placeFailed(
  { link, copies, service, consumption }: PlacingTools,
  { message, delivery, session }: Unsettled,
  failure: Failure,
): Promise<NextPlace['kind'] | undefined> {
  const failed = { ...carriedProperties(message.properties), content: message.content, headers: delivery.headers };
  const { place, copy } = failedCopy(failed, failure, { route: consumption, service, now: new Date() });
  const { messageId, correlationId } = failed;
  const fields = { queue: consumption.queue, to: place.queue, eventId: messageId, correlationId };
  for (let attempt = 1; !session.ended.aborted; attempt += 1) {
    try {
      await copies.send(copy, { signal: session.ended });
      report(link, place, { ...fields, attempt: delivery.attempt, ...failure });
      return place.kind;
    } catch (thrown) {
      // Read through a function: the compiler takes it for false here.
      if (isOver(session.ended)) break;
      link.logger.error({ ...fields, reason: reasonOf(thrown) }, 'cannot put a failed message aside; it stays unanswered');
      if (thrown instanceof UnroutableEventError) await link.declareAgain().catch(() => undefined);
      await delay(backoffDelay(attempt, link.backoff), undefined, { signal: session.ended }).catch(() => undefined);
    }
  }
  return undefined;
}

function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}

function report({ logger }: Link, { kind, delayMs }: NextPlace, fields: object): void {
  if (kind === 'retry') logger.warn({ ...fields, delayMs }, 'an event failed and is tried again');
  else logger.error(fields, 'an event is dead-lettered');
}

import type { Consumption, EventEnvelope, ServiceContract } from '@kada-mandiya/contract';
import { isDatabaseError, systemClock, type Clock, type Inbox } from '@kada-mandiya/database';
import type { Logger } from '@kada-mandiya/logger';
import { inContextOf, type ConsumeOptions, type Consumer, type GroupHandler, type Messaging } from '@kada-mandiya/rabbitmq-client';
import { applyGroup, outcomeOf, prepareAll, type Applicable, type Applied } from './event-group.ts';
import type { Reaction, ServiceReactions } from './reaction.ts';
import type { Units } from './units.ts';

/** Told of each event that the service is done with; a failed one comes again. */
export type EventEnded = (event: EventEnvelope, ended: 'applied' | 'duplicate' | 'failed') => void;

export interface ReactionsOptions<C extends ServiceContract, Store, Reads> {
  readonly contract: C;
  readonly reactions: ServiceReactions<C, Store, Reads>;
  readonly messaging: Pick<Messaging, 'consumeGroups'>;
  readonly units: Units<C, Store, Reads>;
  readonly inbox: Inbox;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** How often a group is tried again while the database is away, in milliseconds; 1000 unless given. */
  readonly databaseRetryMs?: number;
  readonly consume?: ConsumeOptions;
  /** Must not throw. */
  readonly onEventEnded?: EventEnded;
}

/** What has become of a service's events since its start. */
export interface ReactionCounts {
  readonly applied: number;
  /** Known before, so acknowledged and not applied. */
  readonly duplicates: number;
  /** Left no trace and are tried again later; each attempt counts. */
  readonly failed: number;
  /** What arrived together is one. */
  readonly groups: number;
}

export interface RunningReactions {
  readonly counts: ReactionCounts;
  /** Takes nothing more, finishes what it holds; what is not finished after `withinMs` (10,000) is delivered again. */
  stop(options?: { readonly withinMs?: number }): Promise<void>;
}

/**
 * Consumes all that the contract names. What has arrived together on a queue is applied in one transaction, and each
 * event once: its id is remembered in the same transaction. One that fails leaves no trace and takes no other with it; it
 * is retried as the contract says and then dead-lettered. While the database cannot be reached, groups wait and no attempt is spent.
 *
 * @throws ConsumeRefusedError where a queue is not there
 */
export async function startReactions<C extends ServiceContract, Store, Reads>(
  options: ReactionsOptions<C, Store, Reads>,
): Promise<RunningReactions> {
  const counts = { applied: 0, duplicates: 0, failed: 0, groups: 0 };
  const stopping = new AbortController();
  const consumers: Consumer[] = [];
  const stop = async ({ withinMs }: { readonly withinMs?: number } = {}): Promise<void> => {
    stopping.abort(new Error('the service stops while its database is away'));
    await Promise.all(consumers.map((consumer) => consumer.stop(withinMs === undefined ? {} : { withinMs })));
  };
  try {
    await eachOrFirstError(reactionsOf(options), async ({ consumption, reaction }) => {
      const handle = groupHandler(options, reaction, { counts, stopping: stopping.signal });
      consumers.push(await options.messaging.consumeGroups(consumption, handle, options.consume));
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { counts, stop };
}

/** Beside each other, and when all have ended rejects as the first of them that did. */
async function eachOrFirstError<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const failed = (await Promise.allSettled(all.map(work))).find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

interface Running {
  readonly counts: { applied: number; duplicates: number; failed: number; groups: number };
  readonly stopping: AbortSignal;
}

interface ReactionTo<C extends ServiceContract, Store, Reads> {
  readonly consumption: Consumption;
  readonly reaction: Reaction<EventEnvelope, C, Store, Reads>;
}

function reactionsOf<C extends ServiceContract, Store, Reads>({
  contract,
  reactions,
}: ReactionsOptions<C, Store, Reads>): readonly ReactionTo<C, Store, Reads>[] {
  // Each gets the events of its own key only, and the consumer has checked those against that key's contract.
  const byKey = new Map(Object.entries(reactions)) as unknown as ReadonlyMap<string, Reaction<EventEnvelope, C, Store, Reads>>;
  return Object.entries(contract.consumes).map(([routingKey, consumption]) => {
    const reaction = byKey.get(routingKey);
    if (reaction === undefined) throw new Error(`${contract.name} consumes "${routingKey}" and has no reaction to it`);
    return { consumption, reaction };
  });
}

function groupHandler<C extends ServiceContract, Store, Reads>(
  options: ReactionsOptions<C, Store, Reads>,
  reaction: Reaction<EventEnvelope, C, Store, Reads>,
  { counts, stopping }: Running,
): GroupHandler<EventEnvelope> {
  return async (group) => {
    const prepared = await prepareAll(options, group.map(({ event }) => event), reaction);
    const applicable = prepared.filter((one): one is Applicable<C, Store> => 'event' in one);
    const applied = (await whileDatabaseIsAway(options, stopping, () => applyGroup(options, applicable))).values();
    const ended = prepared.map((one): Applied => ('event' in one ? (applied.next().value ?? missing) : one));
    counts.groups += 1;
    return ended.map((one, index) => {
      const received = group[index];
      if (one === 'applied') counts.applied += 1;
      else if (one === 'duplicate') counts.duplicates += 1;
      else {
        counts.failed += 1;
        if (received !== undefined) logFailed(options.logger, received.event, { error: one.failed, attempt: received.delivery.attempt });
      }
      if (received !== undefined) options.onEventEnded?.(received.event, typeof one === 'string' ? one : 'failed');
      return outcomeOf(one);
    });
  };
}

const missing: Applied = { failed: new Error('nothing is known of this event') };

function logFailed(logger: Logger, event: EventEnvelope, fields: object): void {
  inContextOf(event, () => logger.warn({ ...fields, routingKey: event.eventType }, 'a reaction failed; its event is retried or dead-lettered'));
}

/** Nothing of the group is wrong then: it keeps its messages and its attempts. */
async function whileDatabaseIsAway<C extends ServiceContract, Store, Reads, T>(
  { clock = systemClock, logger, databaseRetryMs = 1000 }: ReactionsOptions<C, Store, Reads>,
  stopping: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseError(error, 'connection-lost')) throw error;
      logger.error({ error }, 'the database cannot be reached; events wait');
    }
    await clock.sleep(databaseRetryMs, stopping);
  }
}

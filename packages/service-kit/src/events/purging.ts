import { systemClock, type Clock, type Inbox, type Outbox } from '@kada-mandiya/database';
import type { Logger } from '@kada-mandiya/logger';

export interface PurgingOptions {
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** How long published events stay, for replays, in milliseconds; 30 days unless given. */
  readonly keepPublishedMs?: number;
  /**
   * How long the ids of applied events stay, in milliseconds; 30 days unless given. A dead letter that is redriven, or
   * an event that is replayed, after that time is applied again.
   */
  readonly keepProcessedMs?: number;
  /** Deletes what else is old, and gives the number. */
  readonly purgeOwn?: () => Promise<number>;
  /** Between two purges, in milliseconds; one hour unless given. */
  readonly everyMs?: number;
}

/** Deletes what is old, now and then. */
export interface Purging {
  /** Resolves when the running purge has ended. */
  stop(): Promise<void>;
}

const hourMs = 3_600_000;
const keepMs = 30 * 24 * hourMs;

/** Starts to purge the outbox, the inbox and what else is given by age. Several replicas may do it at once. A purge that fails is logged. */
export function startPurging(options: PurgingOptions): Purging {
  const { logger, clock = systemClock, everyMs = hourMs } = options;
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await purge(options, clock.now().getTime());
      } catch (error) {
        logger.warn({ error }, 'what is old could not be deleted; trying again later');
      }
      await clock.sleep(everyMs, stopping.signal).catch(() => undefined);
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function purge({ outbox, inbox, logger, ...options }: PurgingOptions, now: number): Promise<void> {
  const published = await outbox.purge(new Date(now - (options.keepPublishedMs ?? keepMs)));
  const processed = await inbox.purge(new Date(now - (options.keepProcessedMs ?? keepMs)));
  const own = (await options.purgeOwn?.()) ?? 0;
  if (published + processed + own > 0) logger.info({ published, processed, own }, 'what is old was deleted');
}

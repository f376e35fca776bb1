import type { Clock, Database, OutboxRow } from '@kada-mandiya/database';
import type { DemoDb } from './demo-services.ts';

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Ends the sleeps that are over by then. */
  advance(ms: number): void;
  /** How many sleep. */
  readonly sleeping: number;
}

export function manualClock(): ManualClock {
  let time = Date.parse('2026-01-01T00:00:00.000Z');
  const sleepers = new Set<{ readonly until: number; readonly end: () => void }>();
  return {
    get sleeping() {
      return sleepers.size;
    },
    now: () => new Date(time),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const abort = (): void => {
          sleepers.delete(sleeper);
          reject(new Error('the sleep was ended'));
        };
        const end = (): void => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', abort);
          resolve();
        };
        const sleeper = { until: time + ms, end };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', abort, { once: true });
        if (signal?.aborted === true) abort();
      }),
    advance(ms) {
      time += ms;
      for (const { until, end } of sleepers) if (until <= time) end();
    },
  };
}

/** All rows of an outbox, published or not. */
export function outboxRows(database: Database<DemoDb>): Promise<readonly (OutboxRow & { readonly publishedAt: string | null })[]> {
  return database.read.selectFrom('outbox').selectAll().orderBy('id').execute();
}

export async function unpublished(database: Database<DemoDb>): Promise<number> {
  return (await outboxRows(database)).filter(({ publishedAt }) => publishedAt === null).length;
}

export async function processedEvents(database: Database<DemoDb>): Promise<number> {
  return (await database.read.selectFrom('processed_events').select('eventId').execute()).length;
}

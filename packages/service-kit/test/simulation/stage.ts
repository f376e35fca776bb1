import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Clock, type Database } from '@kada-mandiya/database';
import { contracts } from './shop-contracts.ts';
import { shopMigrations, type ShopDb } from './shop-store.ts';

/** The real databases of the services by their names; schedules use them one after another. */
export interface Stage {
  readonly databases: ReadonlyMap<string, Database<ShopDb>>;
  /** Forgets the schedule before. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** A transaction that lost against another runs again at once: the schedule's time stands still meanwhile. */
const instantClock: Clock = { now: () => new Date(0), sleep: () => Promise.resolve() };

/** In memory where the system has a folder for that. */
export async function openStage(): Promise<Stage> {
  const dataDir = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'kada-simulation-'));
  const databases = new Map<string, Database<ShopDb>>();
  for (const { name } of contracts) {
    databases.set(name, await openDatabase<ShopDb>({ name: `${name}_db`, dataDir, migrations: shopMigrations, clock: instantClock }));
  }
  return {
    databases,
    async clear() {
      for (const database of databases.values()) {
        await database.transaction(async ({ db }) => {
          for (const table of ['outbox', 'processed_events', 'entries', 'applications', 'totals'] as const) await db.deleteFrom(table).execute();
        });
      }
    },
    async close() {
      for (const database of databases.values()) await database.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

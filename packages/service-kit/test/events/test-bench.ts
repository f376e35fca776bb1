import type { Database, OutboxRow } from '@kada-mandiya/database';
import type { DemoDb } from './demo-services.ts';

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

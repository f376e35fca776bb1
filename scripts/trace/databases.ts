import { messagingMigrations, openDatabase, type Database, type MessagingTables } from '@kada-mandiya/database';
import type { AnyService } from '../replay/services.ts';
import type { Entry } from './entry.ts';

/** Where the services keep their databases. */
export interface DatabasePlace {
  readonly url?: string | undefined;
  readonly dataDir: string;
}

/** What the outbox and the inbox of one service tell. */
export interface Ledger {
  readonly name: string;
  /** The events that it has published, or is about to, that carry one of these ids. */
  published(ids: readonly string[]): Promise<readonly PublishedEvent[]>;
  /** When it applied which of these events. */
  applied(eventIds: readonly string[]): Promise<readonly { readonly eventId: string; readonly at: string }[]>;
  close(): Promise<void>;
}

export interface PublishedEvent {
  readonly eventId: string;
  readonly routingKey: string;
  readonly correlationId: string;
  readonly createdAt: string;
  /** `null` while it waits. */
  readonly publishedAt: string | null;
}

/** Opens the database of a service for reading. */
export async function openLedger({ contract, storage }: AnyService, { url, dataDir }: DatabasePlace): Promise<Ledger> {
  const database = await openDatabase<MessagingTables>({ name: storage.database, url, dataDir, migrations: { ...messagingMigrations, ...storage.migrations } });
  return {
    name: contract.name,
    published: async (ids) => (await Promise.all(ids.map((id) => publishedWith(database, id)))).flat(),
    async applied(eventIds) {
      if (eventIds.length === 0) return [];
      const rows = await database.read.selectFrom('processed_events').selectAll().where('eventId', 'in', [...eventIds]).execute();
      return rows.map(({ eventId, processedAt }) => ({ eventId, at: processedAt }));
    },
    close: () => database.close(),
  };
}

/** Ids are hexadecimal digits and hyphens: nothing in them means anything to `like`. */
async function publishedWith({ read }: Database<MessagingTables>, id: string): Promise<readonly PublishedEvent[]> {
  const rows = await read.selectFrom('outbox').selectAll().where('envelope', 'like', `%${id}%`).execute();
  return rows.map(({ eventId, routingKey, envelope, createdAt, publishedAt }) => ({ eventId, routingKey, createdAt, publishedAt, correlationId: correlationIdOf(envelope) }));
}

function correlationIdOf(envelope: string): string {
  const value: unknown = JSON.parse(envelope);
  const id: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'correlationId') : undefined;
  return typeof id === 'string' ? id : '';
}

/** An outbox row is two entries: written with the change, and sent. */
export function entriesOfPublished(service: string, { eventId, routingKey, createdAt, publishedAt }: PublishedEvent): readonly Entry[] {
  const written = { at: createdAt, service, eventId, what: `${routingKey} written to the outbox${publishedAt === null ? ', and not sent yet' : ''}` };
  return publishedAt === null ? [written] : [written, { at: publishedAt, service, eventId, what: `${routingKey} sent and confirmed` }];
}

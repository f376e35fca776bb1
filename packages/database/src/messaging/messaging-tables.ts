import { DummyDriver, Kysely, MssqlQueryCompiler, SqliteQueryCompiler, SqliteAdapter, SqliteIntrospector, sql, type Generated } from 'kysely';
import { column } from '../columns.ts';
import type { Migrations } from '../migrate.ts';
import { portableSql } from '../portable/portable-plugin.ts';
import type { ServerKind } from '../server-kind.ts';

/** Events that wait to be published, and those that were. Times are RFC 3339 text. */
export interface OutboxTable {
  readonly id: Generated<number>;
  readonly eventId: string;
  readonly routingKey: string;
  /** The envelope as it is sent: JSON text. */
  readonly envelope: string;
  readonly createdAt: string;
  readonly publishedAt: string | null;
  readonly claimedBy: string | null;
  readonly claimedUntil: string | null;
}

/** Events that this service has applied. */
interface ProcessedEventsTable {
  readonly eventId: string;
  readonly processedAt: string;
}

/** The tables that `messagingMigrations` creates; part of the schema of a service that sends or receives events. */
export interface MessagingTables {
  readonly outbox: OutboxTable;
  readonly processed_events: ProcessedEventsTable;
}

/** Spread these into a service's migrations. */
export const messagingMigrations: Migrations = {
  '0000_outbox': {
    async up(db) {
      await db.schema
        .createTable('outbox')
        .addColumn('id', column.sequence)
        .addColumn('eventId', column.uuid, (c) => c.notNull())
        .addColumn('routingKey', column.text(255), (c) => c.notNull())
        .addColumn('envelope', column.json, (c) => c.notNull())
        .addColumn('createdAt', column.instant, (c) => c.notNull())
        .addColumn('publishedAt', column.instant)
        .addColumn('claimedBy', column.text(100))
        .addColumn('claimedUntil', column.instant)
        .execute();
      // Only what waits is in this index, so claiming does not grow slower with the history.
      await db.schema.createIndex('outbox_waiting').on('outbox').columns(['createdAt', 'id']).where(sql.ref('publishedAt'), 'is', null).execute();
    },
  },
  '0000_processed_events': {
    async up(db) {
      await db.schema
        .createTable('processed_events')
        .addColumn('eventId', column.uuid, (c) => c.primaryKey())
        .addColumn('processedAt', column.instant, (c) => c.notNull())
        .execute();
      await db.schema.createIndex('processed_events_age').on('processed_events').column('processedAt').execute();
    },
  },
};

/** Compiles queries on these tables for a server, and runs none. */
export function messagingQueries(kind: ServerKind): Kysely<MessagingTables> {
  return new Kysely<MessagingTables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => (kind === 'sqlite' ? new SqliteQueryCompiler() : new MssqlQueryCompiler()),
    },
    plugins: [portableSql(kind)],
  });
}

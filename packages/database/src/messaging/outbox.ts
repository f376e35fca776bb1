import { CompiledQuery, type Selectable } from 'kysely';
import { anyOf } from '../any-of.ts';
import { systemClock, type Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { seamOf } from '../seam.ts';
import type { TransactionOptions } from '../transactions.ts';
import { messagingQueries, type OutboxTable } from './messaging-tables.ts';
import { readRows, type QueryRunner } from './query-runner.ts';

/** An event to be published. */
export interface NewOutboxRow {
  /** A UUID; the message's id too. */
  readonly eventId: string;
  readonly routingKey: string;
  /** The envelope as JSON text. */
  readonly envelope: string;
}

/** A row of the outbox. `id` names it in `markPublished` and `release`; it tells nothing of the order of commits. */
export interface OutboxRow extends NewOutboxRow {
  readonly id: number;
  /** RFC 3339, UTC, milliseconds. */
  readonly createdAt: string;
}

export interface ClaimOptions {
  /** Who claims: one name for each running relay, at most 100 characters. */
  readonly owner: string;
  readonly limit: number;
  /** How long the rows are this owner's, in milliseconds. After that another relay takes them over. */
  readonly leaseMs: number;
}

export interface OutboxLag {
  /** Rows that are not published, claimed or not. */
  readonly pending: number;
  /** Age of the oldest of them in milliseconds; 0 where there is none. */
  readonly lagMs: number;
}

export interface HistoryOptions {
  readonly routingKey: string;
  /** Only what was written at or after this moment. */
  readonly since?: Date;
  /** Rows in one page; 500 unless given. */
  readonly pageSize?: number;
}

/** Events of a service on their way to the broker. Every function but `add` works in transactions of its own. */
export interface Outbox {
  /** Writes events into the unit's transaction: they exist if and only if it commits. */
  add(unit: QueryRunner, rows: readonly NewOutboxRow[]): Promise<void>;
  /** Takes up to `limit` of the oldest rows that nobody has, or whose lease has run out; oldest first. */
  claim(options: ClaimOptions): Promise<readonly OutboxRow[]>;
  /** What the broker has confirmed. It holds even after the lease has run out: the event is out. Gives the number. */
  markPublished(ids: readonly number[]): Promise<number>;
  /** Gives rows back that this owner still has, so that they can be claimed at once. */
  release(ids: readonly number[], owner: string): Promise<number>;
  lag(): Promise<OutboxLag>;
  /** Deletes what was published before that moment, in parts of 1000. Gives the number. */
  purge(publishedBefore: Date): Promise<number>;
  /** What was published with that routing key, oldest first, in pages. */
  history(options: HistoryOptions): AsyncGenerator<readonly OutboxRow[], void, undefined>;
}

const rowsInOneInsert = 200;
const rowsInOneDelete = 1000;

/** A claim that a power loss undoes is made again; a mark, after the event was sent once more, as after a crash before it. */
const foundOutAgain: TransactionOptions = { durable: false };

/** The outbox in `database`, whose migrations include `messagingMigrations`. */
export function createOutbox<Schema>(database: Database<Schema>, clock: Clock = systemClock): Outbox {
  const queries = messagingQueries(database.kind);
  const { claim } = seamOf(database.kind);
  const now = (): string => clock.now().toISOString();

  const write = (query: CompiledQuery, options?: TransactionOptions): Promise<number> =>
    database.transaction(async ({ db }) => Number((await db.executeQuery(query)).numAffectedRows ?? 0n), options);

  return {
    async add({ db }, rows) {
      const createdAt = now();
      for (let start = 0; start < rows.length; start += rowsInOneInsert) {
        const part = rows.slice(start, start + rowsInOneInsert);
        const values = part.map(({ eventId, routingKey, envelope }) => ({ eventId, routingKey, envelope, createdAt }));
        await db.executeQuery(queries.insertInto('outbox').values(values).compile());
      }
    },
    async claim({ owner, limit, leaseMs }) {
      const at = clock.now();
      const until = new Date(at.getTime() + leaseMs).toISOString();
      const query = CompiledQuery.raw(claim, [owner, until, at.toISOString(), limit]);
      const rows = await database.transaction(async ({ db }) => (await db.executeQuery<StoredRow>(query)).rows, foundOutAgain);
      return rows.map(toRow).sort(byAge);
    },
    async markPublished(ids) {
      if (ids.length === 0) return 0;
      const set = { publishedAt: now(), claimedBy: null, claimedUntil: null };
      return write(queries.updateTable('outbox').set(set).where('id', 'in', anyOf(ids)).where('publishedAt', 'is', null).compile(), foundOutAgain);
    },
    async release(ids, owner) {
      if (ids.length === 0) return 0;
      const mine = queries.updateTable('outbox').set({ claimedBy: null, claimedUntil: null }).where('id', 'in', anyOf(ids)).where('claimedBy', '=', owner);
      return write(mine.where('publishedAt', 'is', null).compile(), foundOutAgain);
    },
    async lag() {
      const waiting = queries.selectFrom('outbox').where('publishedAt', 'is', null);
      const query = waiting.select(({ fn }) => [fn.countAll<number>().as('pending'), fn.min('createdAt').as('oldest')]);
      const [row] = await readRows(database, query.compile());
      const oldest = row?.oldest ?? undefined;
      return { pending: row?.pending ?? 0, lagMs: oldest === undefined ? 0 : Math.max(0, clock.now().getTime() - Date.parse(oldest)) };
    },
    async purge(publishedBefore) {
      const old = queries.selectFrom('outbox').select('id').top(rowsInOneDelete).where('publishedAt', '<', publishedBefore.toISOString()).orderBy('id');
      const query = queries.deleteFrom('outbox').where('id', 'in', old).compile();
      let deleted = 0;
      for (let part = rowsInOneDelete; part === rowsInOneDelete; deleted += part) part = await write(query);
      return deleted;
    },
    async *history({ routingKey, since = new Date(0), pageSize = 500 }) {
      const published = queries.selectFrom('outbox').selectAll().where('publishedAt', 'is not', null).where('routingKey', '=', routingKey);
      const recent = published.where('createdAt', '>=', since.toISOString()).orderBy('id').top(pageSize);
      for (let last = 0; ; ) {
        const rows: readonly OutboxRow[] = (await readRows(database, recent.where('id', '>', last).compile())).map(toRow);
        if (rows.length > 0) yield rows;
        if (rows.length < pageSize) return;
        last = rows.at(-1)?.id ?? last;
      }
    },
  };
}

type StoredRow = Selectable<OutboxTable>;

function toRow({ id, eventId, routingKey, envelope, createdAt }: StoredRow): OutboxRow {
  return { id, eventId, routingKey, envelope, createdAt };
}

function byAge(one: OutboxRow, other: OutboxRow): number {
  if (one.createdAt !== other.createdAt) return one.createdAt < other.createdAt ? -1 : 1;
  return one.id - other.id;
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import type { Kind, StoredObjects } from './resources/objects.ts';

export interface PageQuery {
  /** The payment intent that charges and refunds belong to. */
  readonly parent?: string;
  /** Types of events. */
  readonly types?: readonly string[];
  /** Bounds of `created`, both inclusive, in seconds. */
  readonly created?: { readonly from: number; readonly to: number };
  /** What was made before this one: the page after it, since the newest come first. */
  readonly after?: string;
  readonly before?: string;
  readonly limit: number;
}

interface Page<T> {
  /** The newest first. */
  readonly data: readonly T[];
  readonly hasMore: boolean;
}

/** The first answer to a request with an idempotency key. */
export interface KeptAnswer {
  /** Whose key: the same key of a browser and of a server are two. */
  readonly scope: string;
  readonly key: string;
  readonly path: string;
  readonly parameters: string;
  readonly status: number;
  readonly body: string;
  readonly requestId: string;
  /** In milliseconds since 1970. */
  readonly keptAt: number;
}

/** An event on its way to an endpoint. */
export interface Delivery {
  readonly event: string;
  readonly endpoint: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** When the first try was due, in milliseconds since 1970. */
  readonly since: number;
}

export interface Store {
  get<K extends Kind>(kind: K, id: string): StoredObjects[K] | undefined;
  put(object: StoredObjects[Kind]): void;
  delete(kind: Kind, id: string): void;
  page<K extends Kind>(kind: K, query: PageQuery): Page<StoredObjects[K]>;
  keptAnswer(scope: string, key: string): KeptAnswer | undefined;
  keepAnswer(answer: KeptAnswer): void;
  addDelivery(event: string, endpoint: string, due: number): void;
  /** Those due by `now`, the longest due first. */
  dueDeliveries(now: number, limit: number): readonly Delivery[];
  /** When the next one is due after `now`, if any. */
  nextDue(now: number): number | undefined;
  postpone(delivery: Delivery, due: number | null): void;
  /** What waits for an endpoint becomes due. */
  hasten(endpoint: string, due: number): void;
  delivered(event: string, endpoint: string): void;
  /** At how many endpoints an event has not arrived. */
  undelivered(event: string): number;
  /** Forgets what Stripe would have forgotten by now: events after 30 days, answers after one. */
  purge(now: Date): void;
  /** Runs `work` in one transaction: all that it changed, or, where it throws, nothing. */
  transaction<T>(work: () => T): T;
  close(): void;
}

const schema = `
  create table if not exists objects (
    seq integer primary key autoincrement,
    id text not null unique, kind text not null, created integer not null, parent text, type text, body text not null
  ) strict;
  create index if not exists objects_by_kind on objects (kind, seq);
  create index if not exists objects_by_parent on objects (parent, kind, seq) where parent is not null;
  create index if not exists events_by_time on objects (created) where kind = 'event';
  create table if not exists answers (
    scope text not null, key text not null, path text not null, parameters text not null,
    status integer not null, body text not null, request_id text not null, kept_at integer not null,
    primary key (scope, key)
  ) strict, without rowid;
  create index if not exists answers_by_time on answers (kept_at);
  create table if not exists deliveries (
    event text not null, endpoint text not null, attempts integer not null, since integer not null, due integer,
    primary key (event, endpoint)
  ) strict, without rowid;
  create index if not exists deliveries_by_due on deliveries (due) where due is not null;
`;

/**
 * Opens the sandbox's state: a SQLite file in `folder`, which is made where it is missing; in memory without one. A killed
 * process loses nothing of what was committed; a power cut may lose the last moments.
 *
 * @throws Error where another process has it open.
 */
export function openStore(folder?: string): Store {
  if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(folder === undefined ? ':memory:' : join(folder, 'stripe-sandbox.sqlite'), { timeout: 0 });
  try {
    // Exclusive: the first to write keeps everybody else out until it ends, however it ends.
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = normal');
    // The log is copied back after 16 MiB, not 4: a sixth less work for each request.
    database.exec('pragma wal_autocheckpoint = 4000; begin immediate');
    database.exec(`${schema} commit`);
  } catch (error) {
    database.close();
    throw inUse(error) ? new Error(`another sandbox uses the data in ${folder ?? 'memory'}`) : error;
  }
  return { ...objectsIn(database), ...answersIn(database), ...deliveriesIn(database), ...purgingOf(database), ...transactionsOn(database) };
}

type Row = Record<string, SQLOutputValue>;

function objectsIn(database: DatabaseSync): Pick<Store, 'delete' | 'get' | 'page' | 'put'> {
  const get = database.prepare('select body from objects where id = ? and kind = ?');
  const seqOf = database.prepare('select seq from objects where id = ? and kind = ?');
  const put = database.prepare(
    'insert into objects (id, kind, created, parent, type, body) values (?, ?, ?, ?, ?, ?) on conflict (id) do update set body = excluded.body',
  );
  const remove = database.prepare('delete from objects where id = ? and kind = ?');
  const pages = new Map<string, StatementSync>();
  return {
    get: (kind, id) => {
      const row = get.get(id, kind);
      return row === undefined ? undefined : objectOf(kind, row);
    },
    put: (object) => {
      const parent = 'payment_intent' in object ? object.payment_intent : null;
      const type = object.object === 'event' ? object.type : null;
      put.run(object.id, object.object, object.created, parent, type, JSON.stringify(object));
    },
    delete: (kind, id) => void remove.run(id, kind),
    page: (kind, query) => {
      const numberOf = (id: string): number => Number(seqOf.get(id, kind)?.seq ?? 0);
      const { sql, values } = pageSql(kind, query, numberOf);
      const statement = pages.get(sql) ?? database.prepare(sql);
      pages.set(sql, statement);
      const rows = statement.all(...values);
      const data = rows.slice(0, query.limit).map((row) => objectOf(kind, row));
      return { data: query.before === undefined ? data : data.reverse(), hasMore: rows.length > query.limit };
    },
  };
}

function objectOf<K extends Kind>(_kind: K, row: Row): StoredObjects[K] {
  // Only `put` writes bodies, under the kind that they have.
  return JSON.parse(textIn(row, 'body')) as StoredObjects[K];
}

function pageSql(kind: Kind, query: PageQuery, numberOf: (id: string) => number): { sql: string; values: SQLInputValue[] } {
  const { parent, types, created, after, before, limit } = query;
  const conditions: (readonly [string, ...SQLInputValue[]])[] = [['kind = ?', kind]];
  if (parent !== undefined) conditions.push(['parent = ?', parent]);
  if (types !== undefined) conditions.push([`type in (${types.map(() => '?').join(', ')})`, ...types]);
  if (created !== undefined) conditions.push(['created between ? and ?', created.from, created.to]);
  if (after !== undefined) conditions.push(['seq < ?', numberOf(after)]);
  if (before !== undefined) conditions.push(['seq > ?', numberOf(before)]);
  const where = conditions.map(([condition]) => condition).join(' and ');
  return {
    sql: `select body from objects where ${where} order by seq ${before === undefined ? 'desc' : 'asc'} limit ?`,
    values: [...conditions.flatMap(([, ...values]) => values), limit + 1],
  };
}

function answersIn(database: DatabaseSync): Pick<Store, 'keepAnswer' | 'keptAnswer'> {
  const get = database.prepare('select * from answers where scope = ? and key = ?');
  const keep = database.prepare('insert or replace into answers values (?, ?, ?, ?, ?, ?, ?, ?)');
  return {
    keptAnswer: (scope, key) => {
      const row = get.get(scope, key);
      if (row === undefined) return undefined;
      return {
        scope,
        key,
        path: textIn(row, 'path'),
        parameters: textIn(row, 'parameters'),
        status: Number(row.status),
        body: textIn(row, 'body'),
        requestId: textIn(row, 'request_id'),
        keptAt: Number(row.kept_at),
      };
    },
    keepAnswer: ({ scope, key, path, parameters, status, body, requestId, keptAt }) =>
      void keep.run(scope, key, path, parameters, status, body, requestId, keptAt),
  };
}

type DeliveryStore = Pick<Store, 'addDelivery' | 'delivered' | 'dueDeliveries' | 'hasten' | 'nextDue' | 'postpone' | 'undelivered'>;

function deliveriesIn(database: DatabaseSync): DeliveryStore {
  const add = database.prepare('insert or replace into deliveries (event, endpoint, attempts, since, due) values (?, ?, 0, ?, ?)');
  const due = database.prepare('select * from deliveries where due <= ? order by due, event limit ?');
  const next = database.prepare('select min(due) as due from deliveries where due > ?');
  const postpone = database.prepare('update deliveries set attempts = ?, due = ? where event = ? and endpoint = ?');
  const hasten = database.prepare('update deliveries set due = ? where endpoint = ? and due is not null');
  const done = database.prepare('delete from deliveries where event = ? and endpoint = ?');
  const count = database.prepare('select count(*) as count from deliveries where event = ?');
  return {
    addDelivery: (event, endpoint, at) => void add.run(event, endpoint, at, at),
    dueDeliveries: (now, limit) =>
      due.all(now, limit).map((row) => ({
        event: textIn(row, 'event'),
        endpoint: textIn(row, 'endpoint'),
        attempts: Number(row.attempts),
        since: Number(row.since),
      })),
    nextDue: (now) => {
      const at = next.get(now)?.due ?? null;
      return at === null ? undefined : Number(at);
    },
    postpone: ({ event, endpoint, attempts }, at) => void postpone.run(attempts, at, event, endpoint),
    hasten: (endpoint, at) => void hasten.run(at, endpoint),
    delivered: (event, endpoint) => void done.run(event, endpoint),
    undelivered: (event) => Number(count.get(event)?.count ?? 0),
  };
}

const dayMs = 86_400_000;
/** How long Stripe keeps events and the answers to idempotent requests. */
export const retention = { eventsMs: 30 * dayMs, answersMs: dayMs };
const purgedEveryMs = 60_000;

function purgingOf(database: DatabaseSync): Pick<Store, 'purge'> {
  const answers = database.prepare('delete from answers where kept_at < ?');
  const events = database.prepare(
    `delete from objects indexed by events_by_time where kind = 'event' and created < ?
     and not exists (select 1 from deliveries where event = id and due is not null)`,
  );
  const orphans = database.prepare('delete from deliveries where not exists (select 1 from objects where id = event)');
  let purgedAt = Number.NEGATIVE_INFINITY;
  return {
    purge: (date) => {
      const now = date.getTime();
      if (now - purgedAt < purgedEveryMs) return;
      purgedAt = now;
      answers.run(now - retention.answersMs);
      if (Number(events.run(Math.floor((now - retention.eventsMs) / 1000)).changes) > 0) orphans.run();
    },
  };
}

function transactionsOn(database: DatabaseSync): Pick<Store, 'close' | 'transaction'> {
  return {
    transaction: (work) => {
      database.exec('begin immediate');
      try {
        const result = work();
        database.exec('commit');
        return result;
      } catch (error) {
        if (database.isTransaction) database.exec('rollback');
        throw error;
      }
    },
    close: () => database.close(),
  };
}

function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`the column ${column} holds no text`);
  return value;
}

/** SQLite's code for a locked file is 5, in the low byte of its finer ones; its errors are no errors of this realm under Jest. */
function inUse(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return false;
  return typeof error.errcode === 'number' && (error.errcode & 0xff) === 5;
}

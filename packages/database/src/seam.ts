import type { ServerKind } from './server-kind.ts';

/**
 * What the two servers write so differently that no query can be the same. Everything else is one Kysely query for
 * both. Parameters stand in the order in which SQLite meets its `?`.
 */
export interface Seam {
  readonly savepoint: (name: string) => { readonly begin: readonly string[]; readonly rollback: readonly string[]; readonly end: readonly string[] };
  /** Around the parameter that holds a JSON array: a subquery with its values. */
  readonly listFromJson: readonly [string, string];
  /**
   * Marks the oldest free rows of the outbox as claimed and gives them back.
   * Parameters: owner, claimed until, now, limit.
   */
  readonly claim: string;
  /**
   * Inserts the event ids that are not there yet and gives these back.
   * Parameters: now, JSON array of event ids.
   */
  readonly insertNewEvents: string;
  /**
   * Inserts event ids where none of them is there yet, and else fails with `unique-violation`, changes nothing and lets
   * the transaction go on. In half the time of `insertNewEvents`; not where a failing statement could end a transaction.
   * Parameters: as for `insertNewEvents`.
   */
  readonly insertEvents?: string;
}

const sqlite: Seam = {
  savepoint: (name) => ({ begin: [`savepoint ${name}`], rollback: [`rollback to ${name}`, `release ${name}`], end: [`release ${name}`] }),
  listFromJson: ['(select value from json_each(', '))'],
  // One writer at a time: what is found free stays free until it is marked.
  claim: `update "outbox" set "claimedBy" = ?, "claimedUntil" = ?
where "id" in (
  select "id" from "outbox"
  where "publishedAt" is null and ("claimedUntil" is null or "claimedUntil" <= ?)
  order by "createdAt", "id" limit ?
)
returning *`,
  insertNewEvents: `insert into "processed_events" ("eventId", "processedAt")
select value, ? from json_each(?) where true
on conflict do nothing
returning "eventId"`,
  insertEvents: `insert into "processed_events" ("eventId", "processedAt")
select value, ? from json_each(?)`,
};

const sqlServer: Seam = {
  savepoint: (name) => ({ begin: [`save transaction ${name}`], rollback: [`rollback transaction ${name}`], end: [] }),
  listFromJson: ['(select cast(value as nvarchar(4000)) collate Latin1_General_100_BIN2 from openjson(', '))'],
  // updlock: found and marked in one step. readpast: rows that another relay has just found are passed over; where readers
  // see row versions, SQL Server's documentation wants readcommittedlock beside it.
  claim: `with "free" as (
  select top(@4) * from "outbox" with (updlock, readpast, readcommittedlock, rowlock)
  where "publishedAt" is null and ("claimedUntil" is null or "claimedUntil" <= @3)
  order by "createdAt", "id"
)
update "free" set "claimedBy" = @1, "claimedUntil" = @2
output inserted.*`,
  // An id that another transaction has inserted and not committed makes this wait, and then fail with 2627.
  insertNewEvents: `insert into "processed_events" ("eventId", "processedAt")
output inserted."eventId"
select distinct "new"."id", cast(@1 as datetimeoffset(3))
from openjson(@2) with ("id" uniqueidentifier '$') as "new"
where not exists (select 1 from "processed_events" as "old" where "old"."eventId" = "new"."id")`,
};

export function seamOf(kind: ServerKind): Seam {
  return kind === 'sqlite' ? sqlite : sqlServer;
}

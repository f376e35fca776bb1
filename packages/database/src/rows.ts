/** Kysely's drivers promise rows of the type that the query was written for; only the query can know. */
export function rowsAs<R>(rows: readonly unknown[]): R[] {
  return rows as R[];
}

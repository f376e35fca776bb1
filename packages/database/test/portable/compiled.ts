import { DummyDriver, Kysely, MssqlAdapter, MssqlQueryCompiler, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type Compilable, type Generated } from 'kysely';
import { portableSql } from '../../src/portable/portable-plugin.ts';
import type { ServerKind } from '../../src/server-kind.ts';

export interface Tables {
  readonly orders: { readonly id: string; readonly userId: string; readonly amount: number; readonly paid: boolean; readonly note: string | null };
  readonly users: { readonly id: string; readonly email: string };
  readonly lines: { readonly id: Generated<number>; readonly orderId: string };
}

export type Db = Kysely<Tables>;

/** Compiles for a server and runs nothing. */
export function compiler(kind: ServerKind): Db {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => (kind === 'sqlite' ? new SqliteAdapter() : new MssqlAdapter()),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => (kind === 'sqlite' ? new SqliteQueryCompiler() : new MssqlQueryCompiler()),
    },
    plugins: [portableSql(kind)],
  });
}

/** The SQL text of one query on each server. */
export function both(query: (db: Db) => Compilable): { readonly sqlserver: string; readonly sqlite: string } {
  return { sqlserver: query(compiler('sqlserver')).compile().sql, sqlite: query(compiler('sqlite')).compile().sql };
}

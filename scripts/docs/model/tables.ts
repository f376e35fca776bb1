import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openDatabase, type Migrations } from '@kada-mandiya/database';
import { z } from 'zod';

/** Where a service keeps its state. */
export interface Storage {
  readonly database: string;
  readonly tables: readonly Table[];
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
}

export interface Column {
  readonly name: string;
  /** `uuid`, `text(16)`, `instant` …: the types of packages/database. */
  readonly type: string;
  readonly required: boolean;
  /** Whether it is the primary key, or part of it. */
  readonly key: boolean;
}

const serviceModule = z.object({
  service: z.object({ storage: z.object({ database: z.string(), migrations: z.custom<Migrations>((value) => typeof value === 'object') }) }),
});

/** The tables of services that are written, by the service's name: what their migrations make of an empty database. */
export async function storagesOf(root: string, services: readonly string[]): Promise<ReadonlyMap<string, Storage>> {
  const folder = await mkdtemp(join(tmpdir(), 'kada-docs-'));
  try {
    const found = await Promise.all(services.map(async (service) => [service, await storageOf(join(root, 'services', service, 'src/service.ts'), folder)] as const));
    return new Map(found.flatMap(([service, storage]) => (storage === undefined ? [] : [[service, storage]])));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function storageOf(file: string, dataDir: string): Promise<Storage | undefined> {
  if (!existsSync(file)) return undefined;
  const imported: unknown = await import(file);
  const { database, migrations } = serviceModule.parse(imported).service.storage;
  const opened = await openDatabase({ name: database, dataDir, migrations });
  await opened.close();
  return { database, tables: tablesIn(join(dataDir, `${database}.sqlite`)) };
}

const tableRow = z.object({ name: z.string(), sql: z.string() });
const columnRow = z.object({ name: z.string(), type: z.string(), notnull: z.number(), pk: z.number() });

function tablesIn(file: string): readonly Table[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare("select name, sql from sqlite_master where type = 'table' and name not like 'kysely_%' and name not like 'sqlite_%' order by name").all();
    return rows.map((row) => {
      const { name, sql } = tableRow.parse(row);
      const columns = database.prepare('select name, type, "notnull", pk from pragma_table_info(?)').all(name).map((column) => columnRow.parse(column));
      return { name, columns: columns.map((column) => ({ name: column.name, type: typeOf(column, sql), required: column.notnull === 1, key: column.pk > 0 })) };
    });
  } finally {
    database.close();
  }
}

/** The type as the migration names it: on SQLite a check stands for most of them. */
function typeOf({ name, type }: z.output<typeof columnRow>, sql: string): string {
  const checked = (condition: string): boolean => sql.includes(condition.replaceAll('?', `"${name}"`));
  if (checked('json_valid(?)')) return 'json';
  if (checked("? like '________-____-")) return 'uuid';
  if (checked("? glob '[0-9]")) return 'instant';
  const [, limit] = sql.split(`length("${name}") <= `);
  return limit === undefined ? type.toLowerCase() : `text(${Number.parseInt(limit, 10)})`;
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseError } from '../errors.ts';
import type { OpenedServer } from '../server-kind.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import { openSqliteFile } from './sqlite-file.ts';

export interface OpenSqliteOptions {
  readonly name: string;
  readonly dataDir: string;
  readonly mustExist: boolean;
}

/** The file `<dataDir>/<name>.sqlite`. */
export async function openSqlite({ name, dataDir, mustExist }: OpenSqliteOptions): Promise<OpenedServer> {
  const path = join(dataDir, `${name}.sqlite`);
  if (mustExist && !existsSync(path)) throw new DatabaseError('database-missing', `there is no ${path}`);
  const file = await openSqliteFile(path);
  return {
    kind: 'sqlite',
    dialect: sqliteDialect(file, { durable: true }),
    hastyDialect: sqliteDialect(file, { durable: false }),
    async close() {
      const end = await file.turns.take();
      file.release();
      end();
    },
  };
}

import { join } from 'node:path';
import type { OpenedServer } from '../server-kind.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import { openSqliteFile } from './sqlite-file.ts';

export interface OpenSqliteOptions {
  readonly name: string;
  readonly dataDir: string;
}

/** The file `<dataDir>/<name>.sqlite`. */
export async function openSqlite({ name, dataDir }: OpenSqliteOptions): Promise<OpenedServer> {
  const file = await openSqliteFile(join(dataDir, `${name}.sqlite`));
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

import type { Logger } from '@kada-mandiya/logger';
import { jittered, type Clock } from '../clock.ts';
import { isDatabaseError } from '../errors.ts';
import type { OpenedServer } from '../server-kind.ts';
import { connectPool, provision, requireDatabase, type SqlServerLogin } from './provision.ts';
import { loadMssql, type SqlServerClient, type SqlServerConfig, type SqlServerPool } from './sql-server-client.ts';
import { sqlServerDialect } from './sql-server-dialect.ts';
import { parseSqlServerAddress } from './sql-server-url.ts';

export type { SqlServerLogin } from './provision.ts';

export interface OpenSqlServerOptions {
  readonly name: string;
  readonly url: string;
  readonly login: SqlServerLogin | undefined;
  readonly logger: Logger | undefined;
  readonly client: SqlServerClient | undefined;
  readonly clock: Clock;
  readonly mustExist: boolean;
}

/** A database that another replica is just creating is there, but refuses logins for a moment. */
const attempts = 4;

/** The database `name` on the server, provisioned unless it `mustExist`, with a connected pool. */
export async function openSqlServer(options: OpenSqlServerOptions): Promise<OpenedServer> {
  const { name, url, login, logger, client = await loadMssql(), clock, mustExist } = options;
  const address = parseSqlServerAddress(url);
  await (mustExist ? requireDatabase : provision)({ client, address, name, login, logger, clock });
  const { adminDatabase: _, ...server } = address;
  const user = login === undefined ? {} : { user: login.name, password: login.password };
  const pool = await connectPatiently(client, { ...server, ...user, database: name }, clock);
  return { kind: 'sqlserver', dialect: sqlServerDialect(client, pool), close: () => pool.close() };
}

async function connectPatiently(client: SqlServerClient, config: SqlServerConfig, clock: Clock): Promise<SqlServerPool> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await connectPool(client, config);
    } catch (error) {
      const soon = isDatabaseError(error, 'login-failed') || isDatabaseError(error, 'database-missing');
      if (!soon || attempt === attempts) throw error;
    }
    await clock.sleep(jittered(1000));
  }
}

import { namesOfTemporaryPlaces, tryServer } from '@kada-mandiya/database/testing';

/** A server that the tests can use, or why they cannot. `line` says it in one line, without the password. */
export interface SqlServerCheck {
  readonly reached: boolean;
  readonly line: string;
}

/** Tries what the tests do all the time: creates a database and drops it. */
export async function trySqlServer(url: string): Promise<SqlServerCheck> {
  const where = addressOf(url);
  if (where === undefined) return { reached: false, line: 'SQLSERVER_URL is no address of a SQL Server: it must start with mssql:// or sqlserver://, user and password percent-encoded' };
  try {
    const { version, edition } = await tryServer(url);
    return { reached: true, line: `SQL Server ${version}, ${edition}, at ${where}` };
  } catch (error) {
    return { reached: false, line: `The SQL Server at ${where} cannot be used: ${reasonOf(error)}` };
  }
}

/** The databases of tests that are there. */
export function testDatabases(url: string): Promise<readonly string[]> {
  return namesOfTemporaryPlaces(url);
}

function addressOf(url: string): string | undefined {
  const { protocol, host } = URL.parse(url) ?? {};
  return host !== undefined && host !== '' && (protocol === 'mssql:' || protocol === 'sqlserver:') ? host : undefined;
}

/** What the server or the driver says; `error` itself tells only the kind. */
function reasonOf(error: unknown): string {
  const messages: string[] = [];
  for (let one: unknown = error; one instanceof Error; one = one.cause) messages.push(one.message);
  const said = messages.at(-1) ?? String(error);
  const untrusted = messages.some((message) => /self[- ]signed|unable to verify|altnames/i.test(message));
  return untrusted ? `${said}; if it made its certificate itself, add trustServerCertificate=true to SQLSERVER_URL` : said;
}

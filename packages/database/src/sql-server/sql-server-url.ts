import { DatabaseUsageError } from '../errors.ts';
import { connectByName } from './connect-by-name.ts';
import type { SqlServerConfig } from './sql-server-client.ts';

/** Where the server is and who comes, without a database. */
export interface SqlServerAddress extends Omit<SqlServerConfig, 'database'> {
  /** The database that is asked first, to create others; `master` unless the address names one. */
  readonly adminDatabase: string;
}

const schemes: ReadonlySet<string> = new Set(['mssql:', 'sqlserver:']);

/** Settings that an address may carry, by the name that ADO gives them, in lower case and without blanks. */
const flags: Readonly<Record<string, string>> = {
  encrypt: 'encrypt',
  trustservercertificate: 'trustServerCertificate',
  multisubnetfailover: 'multiSubnetFailover',
};

/** Settings that such addresses often carry (the ones that Azure shows do), and that mean nothing here. */
const ignored: ReadonlySet<string> = new Set(['applicationname', 'appname', 'app', 'multipleactiveresultsets', 'persistsecurityinfo', 'pooling']);

const aliases: Readonly<Record<string, string>> = {
  datasource: 'server',
  address: 'server',
  addr: 'server',
  networkaddress: 'server',
  uid: 'userid',
  user: 'userid',
  username: 'userid',
  pwd: 'password',
  initialcatalog: 'database',
  connecttimeout: 'connectiontimeout',
  timeout: 'connectiontimeout',
  commandtimeout: 'requesttimeout',
  maxpoolsize: 'poolsize',
};

/**
 * Reads `mssql://user:password@host:port/?encrypt=true&trustServerCertificate=true` (`sqlserver://` too; user and
 * password percent-encoded) or an ADO connection string (`Server=host,1433;User Id=sa;Password=…;Encrypt=true`).
 * Settings: encrypt (true unless given), trustServerCertificate, multiSubnetFailover, connection timeout and request
 * timeout in seconds, max pool size. Named instances are written `host\instance`.
 *
 * @throws DatabaseUsageError; the message never holds the address, which has the password
 */
export function parseSqlServerAddress(address: string): SqlServerAddress {
  const settings = /^[a-z]+:\/\//i.test(address) ? settingsOfUrl(address) : settingsOfAdo(address);
  const server = settings.get('server');
  if (server === undefined || server === '') throw new DatabaseUsageError(`SQLSERVER_URL names no server: ${forms}`);
  const known = new Set(['server', 'port', 'userid', 'password', 'database', 'connectiontimeout', 'requesttimeout', 'poolsize', ...Object.keys(flags)]);
  const unknown = [...settings.keys()].filter((name) => !known.has(name) && !ignored.has(name));
  if (unknown.length > 0) throw new DatabaseUsageError(`SQLSERVER_URL has settings that are not known: ${unknown.join(', ')}`);
  return toAddress(settings, server);
}

const forms = 'mssql://user:password@host:port, or Server=host,port;User Id=user;Password=password';

function toAddress(settings: ReadonlyMap<string, string>, server: string): SqlServerAddress {
  const [, host = server, afterComma] = /^(?:tcp:)?(.*?)(?:,(\d+))?$/i.exec(server) ?? [];
  const port = numberSetting(settings, afterComma === undefined ? 'port' : 'server', afterComma);
  const user = settings.get('userid');
  const password = settings.get('password');
  const [machine = host, instance] = host.split('\\');
  const max = numberSetting(settings, 'poolsize');
  const requestTimeout = numberSetting(settings, 'requesttimeout');
  return {
    server: machine,
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    adminDatabase: settings.get('database') ?? 'master',
    connectionTimeout: (numberSetting(settings, 'connectiontimeout') ?? 15) * 1000,
    requestTimeout: (requestTimeout ?? 15) * 1000,
    ...(max === undefined ? {} : { pool: { max } }),
    options: {
      encrypt: true,
      ...Object.fromEntries(Object.entries(flags).flatMap(([name, option]) => flagOf(settings, name, option))),
      // Where the port is known, nobody has to be asked for it (by UDP, which a service may not); the driver refuses both.
      ...(instance === undefined || port !== undefined ? {} : { instanceName: instance }),
      connector: connectByName,
      lowerCaseGuids: true,
      appName: 'kada-mandiya',
    },
  };
}

function numberSetting(settings: ReadonlyMap<string, string>, name: string, text = settings.get(name)): number | undefined {
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new DatabaseUsageError(`SQLSERVER_URL: ${name} is not a number`);
}

function flagOf(settings: ReadonlyMap<string, string>, name: string, option: string): readonly (readonly [string, boolean])[] {
  const text = settings.get(name)?.toLowerCase();
  if (text === undefined) return [];
  // ADO's three words of Encrypt: what is not optional is asked for. Other drivers say disable for optional.
  if (['true', 'yes', '1', 'mandatory', 'strict'].includes(text)) return [[option, true]];
  if (['false', 'no', '0', 'optional', 'disable'].includes(text)) return [[option, false]];
  throw new DatabaseUsageError(`SQLSERVER_URL: ${name} is neither true nor false`);
}

function settingsOfUrl(address: string): ReadonlyMap<string, string> {
  const url = URL.parse(address);
  if (url === null || !schemes.has(url.protocol)) throw new DatabaseUsageError(`SQLSERVER_URL is not an address of a SQL Server: ${forms}`);
  const database = decoded(url.pathname.slice(1));
  return new Map([
    ['server', decoded(url.hostname).replace(/^\[(.*)\]$/, '$1')],
    ...setting('port', url.port),
    ...setting('userid', decoded(url.username)),
    ...setting('password', decoded(url.password)),
    ...setting('database', database),
    ...Array.from(url.searchParams, ([name, value]) => [keyOf(name), value] as const),
  ]);
}

function setting(name: string, value: string): readonly (readonly [string, string])[] {
  return value === '' ? [] : [[name, value]];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new DatabaseUsageError('SQLSERVER_URL: user and password must be percent-encoded');
  }
}

/** `name=value;…`; a value may stand in quotes, which are doubled inside. */
function settingsOfAdo(text: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  const pair = /\s*([^=;]+?)\s*=\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^;]*?))\s*(?:;|$)/gy;
  for (const [, name = '', double, single, bare = ''] of text.matchAll(pair)) {
    settings.set(keyOf(name), double?.replaceAll('""', '"') ?? single?.replaceAll("''", "'") ?? bare);
  }
  return settings;
}

function keyOf(name: string): string {
  const key = name.toLowerCase().replace(/\s+/g, '');
  return aliases[key] ?? key;
}

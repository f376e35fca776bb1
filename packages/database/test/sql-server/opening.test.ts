import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import mssql from 'mssql';
import { openDatabase, type DatabaseOptions } from '../../src/index.ts';
import { sqlServerError } from '../../src/sql-server/sql-server-errors.ts';
import { parseSqlServerAddress } from '../../src/sql-server/sql-server-url.ts';
import { driverError, recordingClient, rows, serverError, type Answer, type RecordingClient } from './recording-client.ts';

const url = 'mssql://sa:s%40cret@db.example:1434?trustServerCertificate=true';

async function open(answer: Answer, options: Partial<DatabaseOptions> = {}): Promise<RecordingClient> {
  const recording = recordingClient((text) => answer(text) ?? (text.includes('kada-migrations') ? rows({ result: mssql.Int }, { result: 0 }) : undefined));
  const clock = { now: () => new Date(), sleep: () => Promise.resolve() };
  const db = await openDatabase({ name: 'order_db', url, migrations: {}, client: recording.client, clock, ...options });
  await db.close();
  return recording;
}

describe('opening a database on SQL Server', () => {
  test('creates the database and the login, gives it its rights, and works as it', async () => {
    const { sent, texts, configs } = await open(() => undefined, { login: { name: 'order_service', password: `it's` } });
    const steps = texts();
    const versions = 'select is_read_committed_snapshot_on as "found" from sys.databases where name = @name';
    expect(steps.slice(0, 17)).toEqual([
      'connect master as sa',
      versions,
      `batch: exec sp_getapplock @Resource = N'kada-provision', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = 240000`,
      'select 1 as "found" from sys.databases where name = @name',
      'batch: create database [order_db]',
      versions,
      'batch: alter database [order_db] set read_committed_snapshot on with rollback immediate',
      'select 1 as "found" from sys.sql_logins where name = @name',
      "batch: create login [order_service] with password = N'it''s'",
      'close',
      'connect order_db as sa',
      'select 1 as "found" from sys.database_principals where name = @name',
      'batch: create user [order_service] for login [order_service]',
      'batch: alter role db_datareader add member [order_service]',
      'batch: alter role db_datawriter add member [order_service]',
      'batch: alter role db_ddladmin add member [order_service]',
      'close',
    ]);
    expect(steps[17]).toBe('connect order_db as order_service');
    expect(sent[1]?.parameters).toEqual({ name: ['nvarchar(128)', 'order_db'] });
    expect(configs[0]).toMatchObject({ server: 'db.example', port: 1434, user: 'sa', password: 's@cret', pool: { max: 1 } });
    expect(configs.at(-1)).toMatchObject({ database: 'order_db', user: 'order_service', password: `it's`, options: { encrypt: true, trustServerCertificate: true, lowerCaseGuids: true } });
  });

  test('what is there is not created again, nor waited for', async () => {
    const there: Answer = (text) => (text.includes('"found"') ? rows({ found: mssql.Int }, { found: text.includes('snapshot') ? true : 1 }) : undefined);
    const { texts } = await open(there, { login: { name: 'order_service', password: 'x' } });
    expect(texts().filter((text) => /create (database|login|user)|kada-provision/.test(text))).toEqual([]);
    expect(texts()).toContain('connect order_db as order_service');
  });

  test('one that must exist is not created: it is there, or refused', async () => {
    const steps = ['connect master as sa', 'select 1 as "found" from sys.databases where name = @name', 'close'];
    const { texts } = await open((text) => (text.includes('"found"') ? rows({ found: mssql.Int }, { found: 1 }) : undefined), { mustExist: true });
    expect(texts().slice(0, 4)).toEqual([...steps, 'connect order_db as sa']);

    const { client, texts: sent } = recordingClient(() => undefined);
    await expect(openDatabase({ name: 'order_db', url, migrations: {}, client, mustExist: true })).rejects.toMatchObject({ name: 'DatabaseError', kind: 'database-missing' });
    expect(sent()).toEqual(steps);
  });

  test('a database that an administrator has made stays as it is', async () => {
    const { texts } = await open((text) => (text.includes('"found"') ? rows({ found: mssql.Int }, { found: text.includes('snapshot') ? false : 1 }) : undefined));
    expect(texts().filter((text) => /create database|alter database/.test(text))).toEqual([]);
  });

  test('where readers see row versions from the beginning, as on Azure SQL, nothing is changed', async () => {
    let created = false;
    const { texts } = await open((text) => {
      created ||= text.includes('create database');
      return created && text.includes('snapshot_on') ? rows({ found: mssql.Bit }, { found: true }) : undefined;
    });
    expect(texts()).toContain('batch: create database [order_db]');
    expect(texts().filter((text) => text.includes('alter database'))).toEqual([]);
  });

  test('what all databases are made from may be taken for a while', async () => {
    let taken = 3;
    const { texts } = await open((text) => {
      if (text.includes('create database') && (taken -= 1) >= 0) throw serverError(1802, 'CREATE DATABASE failed.', [serverError(1807, `Could not obtain exclusive lock on database 'model'.`)]);
      return undefined;
    });
    expect(texts().filter((text) => text.includes('create database'))).toHaveLength(4);
    expect(texts().filter((text) => text.includes('alter database'))).toHaveLength(1);
  });

  test('without the lock it goes on', async () => {
    const { texts } = await open((text) => {
      if (text.includes('kada-provision')) throw serverError(229);
      return undefined;
    });
    expect(texts()).toContain('batch: create database [order_db]');
  });

  test.each([262, 15247, 229])('without the right to create (%d), what is there is used', async (number) => {
    const warnings: string[] = [];
    const silent = (): void => undefined;
    const logger = { debug: silent, info: silent, error: silent, warn: (_: object, message: string) => warnings.push(message), child: () => logger };
    const { texts } = await open((text) => {
      if (text.includes('create database')) throw serverError(number);
      return undefined;
    }, { logger });
    expect(texts()).toContain('connect order_db as sa');
    expect(warnings).toEqual(['this login may not create the database and its login; what is there is used']);
  });

  test('another replica that creates it at the same time is no error', async () => {
    const { texts } = await open((text) => {
      if (text.includes('create database')) throw serverError(1801);
      return undefined;
    });
    expect(texts()).toContain('connect order_db as sa');
    // It throws everybody else out of the database, where the other one may be at work.
    expect(texts().filter((text) => text.includes('alter database'))).toEqual([]);
  });

  test('a server that is away is an error', async () => {
    const opening = open((text) => {
      if (text.startsWith('connect')) throw driverError('ESOCKET', 'ConnectionError');
      return undefined;
    });
    await expect(opening).rejects.toMatchObject({ kind: 'connection-lost' });
  });

  test('mssql itself, where nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    server.close();
    await once(server, 'close');
    const opening = openDatabase({ name: 'order_db', url: `mssql://sa:geheim@127.0.0.1:${port ?? 1}`, migrations: {} });
    await expect(opening).rejects.toMatchObject({ kind: 'connection-lost' });
    await expect(opening).rejects.not.toThrow('geheim');
  });

  test('the migration lock comes first, is asked for again, and its transaction has all', async () => {
    let busy = 2;
    const { texts } = await open(
      (text) => (text.includes('kada-migrations') && (busy -= 1) >= 0 ? rows({ result: mssql.Int }, { result: -1 }) : undefined),
      { migrations: { one: { up: (db) => db.schema.dropTable('old').execute() } } },
    );
    const steps = texts().slice(texts().lastIndexOf('connect order_db as sa') + 1).map((text) => text.split('\n')[0] ?? '');
    const lock = ['begin', 'declare @result int;', 'commit'];
    expect(steps.slice(0, 8)).toEqual([...lock, ...lock, 'begin', 'declare @result int;']);
    expect(steps.filter((text) => text === 'begin')).toHaveLength(3);
    expect(steps.filter((text) => text.includes('if not exists'))).toEqual([]);
    expect(steps.indexOf('drop table "old"')).toBeGreaterThan(8);
    expect(steps.slice(-2)).toEqual(['commit', 'close']);
  });
});

describe('SQLSERVER_URL', () => {
  test.each([
    ['mssql://sa:p%3Bw@host:1434/admin?encrypt=false', { server: 'host', port: 1434, user: 'sa', password: 'p;w', adminDatabase: 'admin', options: { encrypt: false } }],
    ['sqlserver://sa:pw@host', { server: 'host', user: 'sa', adminDatabase: 'master', options: { encrypt: true, lowerCaseGuids: true } }],
    ['Server=tcp:host,1435;User Id=sa;Password="p;""w";Encrypt=Mandatory;TrustServerCertificate=True', { server: 'host', port: 1435, user: 'sa', password: 'p;"w', options: { encrypt: true, trustServerCertificate: true } }],
    [`Data Source=host\\SQLEXPRESS; Initial Catalog=start; UID=sa; PWD='it''s'; Connect Timeout=3;Command Timeout=4;Max Pool Size=7`, { server: 'host', password: `it's`, adminDatabase: 'start', connectionTimeout: 3000, requestTimeout: 4000, pool: { max: 7 }, options: { instanceName: 'SQLEXPRESS' } }],
    [
      'Server=tcp:shop.database.windows.net,1433;Initial Catalog=start;Persist Security Info=False;User ID=sa;Password=pw;MultipleActiveResultSets=False;Encrypt=True;TrustServerCertificate=False;Connection Timeout=30;',
      { server: 'shop.database.windows.net', port: 1433, user: 'sa', password: 'pw', adminDatabase: 'start', connectionTimeout: 30_000, options: { encrypt: true, trustServerCertificate: false } },
    ],
    ['sqlserver://sa:pw@host?encrypt=disable&app%20name=shop', { options: { encrypt: false } }],
  ])('%s', (address, expected) => {
    expect(parseSqlServerAddress(address)).toMatchObject(expected);
  });

  test('a port is enough: the instance needs no asking', () => {
    const { server, port, options } = parseSqlServerAddress('Server=host\\SQLEXPRESS,1435;User Id=sa;Password=pw');
    expect({ server, port, options }).toMatchObject({ server: 'host', port: 1435 });
    expect(options).not.toHaveProperty('instanceName');
  });

  test.each(['', 'mysql://sa:geheim@host', 'Password=geheim', 'Server=host;Password=geheim;Colour=blue', 'mssql://sa:geheim@host?encrypt=perhaps', 'mssql://sa:%zz@host'])('refused: %s', (address) => {
    const parse = (): unknown => parseSqlServerAddress(address);
    expect(parse).toThrow('SQLSERVER_URL');
    expect(parse).not.toThrow('geheim');
  });
});

test.each([
  [2601, 'unique-violation'], [2627, 'unique-violation'], [547, 'constraint-violation'], [515, 'not-null'], [2628, 'too-long'], [8152, 'too-long'],
  [8115, 'out-of-range'], [8169, 'invalid-value'], [1205, 'deadlock'], [3960, 'conflict'], [1222, 'timeout'], [4060, 'database-missing'], [911, 'database-missing'],
  [229, 'permission'], [18456, 'login-failed'], [3906, 'read-only'], [208, 'invalid-statement'], [40613, 'connection-lost'], [1105, 'storage'], [99999, 'unknown'],
] as const)('error number %d is %s, whatever its text says', (number, kind) => {
  expect(sqlServerError(serverError(number, 'Schlüssel'))).toMatchObject({ kind, number: kind === 'unknown' ? number : number });
});

test.each([
  ['ETIMEOUT', 'timeout'], ['ESOCKET', 'connection-lost'], ['ECONNRESET', 'connection-lost'], ['EPIPE', 'connection-lost'], ['EINSTLOOKUP', 'connection-lost'], ['ECLOSE', 'connection-lost'], ['ECONNCLOSED', 'connection-lost'], ['ELOGIN', 'login-failed'], ['EABORT', 'transaction-aborted'], ['ENOTOPEN', 'closed'],
] as const)('driver code %s is %s', (code, kind) => {
  expect(sqlServerError(driverError(code))).toMatchObject({ kind });
});

test('of several errors of one statement the telling one counts', () => {
  const error = serverError(3621, 'The statement has been terminated.', [serverError(2627, `Violation of UNIQUE KEY constraint 'uq_email'. Cannot insert duplicate key in object 'dbo.users'.`)]);
  expect(sqlServerError(error)).toMatchObject({ kind: 'unique-violation', constraint: 'uq_email', table: 'users' });
});

test('an error that is not the server’s stays what it is', () => {
  const error = new Error('mine');
  expect(sqlServerError(error)).toBe(error);
});

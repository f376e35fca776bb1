import { expect, test } from '@jest/globals';
import { startTdsServer, type TdsAnswer } from '../../../packages/database/test/sql-server/tds/tds-server.ts';
import { closedPort, runCommand } from './command.ts';

/** Runs the command without a broker, and gives the lines that it said. */
async function run(sqlServerUrl: string, ...options: readonly string[]): Promise<{ code: unknown; said: readonly string[] }> {
  const { code, said } = await runCommand({ AMQP_URL: '', SQLSERVER_URL: sqlServerUrl }, options);
  return { code, said: said.trim().split('\n') };
}

const answers: readonly (readonly [part: string, answer: TdsAnswer])[] = [
  ['kada-migrations', { columns: { result: 'int' }, rows: [{ result: 0 }] }],
  ['serverproperty', { columns: { version: 'text', edition: 'text' }, rows: [{ version: '16.0.1000.6', edition: 'Express Edition (64-bit)' }] }],
];

test('SQLSERVER_URL alone is enough: a database is created and dropped, then what takes a database is run', async () => {
  const server = await startTdsServer({ answer: ({ text }) => answers.find(([part]) => text.includes(part))?.[1] });
  const { code, said } = await run(server.url, '--listTests');
  const texts = server.texts();
  await server.close();

  expect(said[0]).toBe(`SQL Server 16.0.1000.6, Express Edition (64-bit), at 127.0.0.1:${server.port}`);
  const listed = said.filter((line) => line.endsWith('.test.ts')).map((line) => line.replaceAll('\\', '/'));
  for (const part of ['packages/database/test/transactions.test.ts', 'services/order-service/test/orders-http.test.ts', 'packages/service-kit/test/events/relay.test.ts']) {
    expect(listed.filter((line) => line.endsWith(part))).toHaveLength(1);
  }
  expect(said.slice(-2)).toEqual(['Not run: tests on RabbitMQ (AMQP_URL is not set): the embedded broker took its place', 'No database was left behind.']);
  expect(code).toBe(0);
  const [, name = ''] = texts.map((text) => /^create database \[(\w+)\]$/.exec(text)).find((found) => found !== null) ?? [];
  expect(texts).toContain(`if db_id(N'${name}') is not null begin alter database [${name}] set single_user with rollback immediate; drop database [${name}]; end`);
});

test('databases that were left behind are named, and are an error', async () => {
  let asked = 0;
  const server = await startTdsServer({
    answer: ({ text }) => {
      if (text.startsWith('select name from sys.databases')) return { columns: { name: 'text' }, rows: [['kada_test_old'], ['kada_test_old', 'kada_test_new']][asked++]?.map((name) => ({ name })) ?? [] };
      return answers.find(([part]) => text.includes(part))?.[1];
    },
  });
  const { code, said } = await run(server.url, '--listTests');
  await server.close();

  expect(said.slice(-2)).toEqual(['Databases left behind, unless somebody else uses this server:', '  kada_test_new']);
  expect(code).toBe(1);
});

test('where nobody listens, one line says so, without the password', async () => {
  const port = await closedPort();
  const { code, said } = await run(`mssql://sa:secret@127.0.0.1:${port}`);

  expect(said).toEqual([`The SQL Server at 127.0.0.1:${port} cannot be used: Failed to connect to 127.0.0.1:${port} - connect ECONNREFUSED 127.0.0.1:${port}`]);
  expect(code).toBe(1);
});

test('a login that is refused is one line', async () => {
  const server = await startTdsServer({ refuseLogin: () => ({ number: 18_456, severity: 14, message: `Login failed for user 'sa'.` }) });
  const { code, said } = await run(server.url);
  await server.close();

  expect(said).toEqual([`The SQL Server at 127.0.0.1:${server.port} cannot be used: Login failed for user 'sa'.`]);
  expect(code).toBe(1);
});

test('a login that may not create databases is one line', async () => {
  const server = await startTdsServer({
    answer: ({ text }) => (text.startsWith('create database') ? { errors: [{ number: 262, severity: 14, message: `CREATE DATABASE permission denied in database 'master'.` }] } : undefined),
    refuseLogin: ({ database }) => (database.startsWith('kada_test_') ? { number: 18_456, severity: 14, message: `Login failed for user 'sa'.` } : undefined),
  });
  const { code, said } = await run(server.url);
  await server.close();

  expect(said).toEqual([`The SQL Server at 127.0.0.1:${server.port} cannot be used: CREATE DATABASE permission denied in database 'master'.`]);
  expect(code).toBe(1);
});

test.each(['localhost', 'Server=localhost;Password=secret'])('%s is no address for all: one line', async (url) => {
  const { code, said } = await run(url);

  expect(said).toEqual(['SQLSERVER_URL is no address of a SQL Server: it must start with mssql:// or sqlserver://, user and password percent-encoded']);
  expect(code).toBe(1);
});

/**
 * `npm run test:integration`: the tests that a broker takes part in, on the RabbitMQ at AMQP_URL; those of databases, on
 * the SQL Server at SQLSERVER_URL too. `--require`: without AMQP_URL it is an error. Everything else is handed to Jest
 * (`--json --outputFile=report.json`).
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { connectTo, namesOf, type RealBroker } from './test-integration/real-broker.ts';
import { isOnPath } from './test-integration/on-path.ts';
import { describeDatabases, leftBehind, newNames, type Names } from './test-integration/left-behind.ts';
import { planRun } from './test-integration/plan-run.ts';
import { testDatabases, trySqlServer } from './test-integration/real-sql-server.ts';

const root = resolve(import.meta.dirname, '..');

process.exitCode = await main(process.argv.slice(2));

async function main(options: readonly string[]): Promise<number> {
  const { AMQP_URL: amqpUrl = '', AMQP_MANAGEMENT_URL: managementUrl = '', SQLSERVER_URL: sqlServerUrl = '' } = process.env;
  if (amqpUrl === '' && (sqlServerUrl === '' || options.includes('--require'))) {
    console.error('Nothing was run: AMQP_URL names no broker. Set it, for example AMQP_URL=amqp://guest:guest@127.0.0.1:5672; or SQLSERVER_URL, for tests of databases alone');
    return options.includes('--require') ? 1 : 0;
  }
  const broker = amqpUrl === '' ? undefined : await connectTo({ amqpUrl, ...(managementUrl === '' ? {} : { managementUrl }) });
  const sqlServer = sqlServerUrl === '' || broker?.reached === false ? undefined : await trySqlServer(sqlServerUrl);
  const lines = [broker, sqlServer].flatMap((server) => server ?? []);
  for (const { reached, line } of lines) (reached ? console.log : console.error)(line);
  if (broker?.reached === false || sqlServer?.reached === false) return 1;
  return runTests(options, broker, sqlServer === undefined ? undefined : sqlServerUrl);
}

async function runTests(options: readonly string[], broker: RealBroker | undefined, sqlServerUrl: string | undefined): Promise<number> {
  const plan = planRun({
    hasBroker: broker !== undefined,
    hasManagement: broker?.managementUrl !== undefined,
    hasServerBinary: isOnPath('rabbitmq-server'),
    hasSqlServer: sqlServerUrl !== undefined,
  });
  const names = async (): Promise<Names> => (broker === undefined ? undefined : namesOf(broker));
  const databases = async (): Promise<Names> => (sqlServerUrl === undefined ? undefined : new Set(await testDatabases(sqlServerUrl)));
  const before = { names: await names(), databases: await databases() };
  const code = await runJest([...plan.jestOptions, ...options.filter((option) => option !== '--require')], broker);
  for (const line of plan.notRun) console.log(`Not run: ${line}`);
  const remains = broker === undefined ? [] : [await leftBehind(broker, before.names)];
  if (sqlServerUrl !== undefined) remains.push(describeDatabases(newNames(before.databases, await databases())));
  for (const { line } of remains) console.log(line);
  return code === 0 && remains.some(({ clean }) => !clean) ? 1 : code;
}

async function runJest(options: readonly string[], broker: RealBroker | undefined): Promise<number> {
  const jest = resolve(root, 'node_modules/jest/bin/jest.js');
  const nodeOptions = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules'];
  const child = spawn(process.execPath, [...nodeOptions, jest, ...options], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, BROKER_UNDER_TEST: broker?.url ?? '', AMQP_MANAGEMENT_URL: broker?.managementUrl ?? '' },
  });
  const code = await new Promise<number | null>((done) => child.once('exit', done));
  return code ?? 1;
}

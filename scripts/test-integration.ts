/**
 * `npm run test:integration`: the tests that a broker takes part in, on the RabbitMQ at AMQP_URL.
 * `--require`: without AMQP_URL it is an error. Everything else is handed to Jest (`--json --outputFile=report.json`).
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { connectTo, namesOf, type RealBroker } from './test-integration/real-broker.ts';
import { isOnPath } from './test-integration/on-path.ts';
import { leftBehind } from './test-integration/left-behind.ts';
import { planRun } from './test-integration/plan-run.ts';

const root = resolve(import.meta.dirname, '..');

process.exitCode = await main(process.argv.slice(2));

async function main(options: readonly string[]): Promise<number> {
  const { AMQP_URL: amqpUrl = '', AMQP_MANAGEMENT_URL: managementUrl = '', SQLSERVER_URL: sqlServerUrl = '' } = process.env;
  const required = options.includes('--require');
  if (amqpUrl === '') {
    console.error('Nothing was run: AMQP_URL names no broker. Set it, for example AMQP_URL=amqp://guest:guest@127.0.0.1:5672');
    return required ? 1 : 0;
  }
  const broker = await connectTo({ amqpUrl, ...(managementUrl === '' ? {} : { managementUrl }) });
  if (!broker.reached) {
    console.error(broker.line);
    return 1;
  }
  console.log(broker.line);

  const plan = planRun({
    hasManagement: broker.managementUrl !== undefined,
    hasServerBinary: isOnPath('rabbitmq-server'),
    hasSqlServer: sqlServerUrl !== '',
  });
  const before = await namesOf(broker);
  const code = await runJest([...plan.jestOptions, ...options.filter((option) => option !== '--require')], broker);
  for (const line of plan.notRun) console.log(`Not run: ${line}`);
  const remains = await leftBehind(broker, before);
  console.log(remains.line);
  return code === 0 && !remains.clean ? 1 : code;
}

async function runJest(options: readonly string[], { url, managementUrl }: RealBroker): Promise<number> {
  const jest = resolve(root, 'node_modules/jest/bin/jest.js');
  const nodeOptions = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules'];
  const child = spawn(process.execPath, [...nodeOptions, jest, ...options], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, BROKER_UNDER_TEST: url, AMQP_MANAGEMENT_URL: managementUrl ?? '' },
  });
  const code = await new Promise<number | null>((done) => child.once('exit', done));
  return code ?? 1;
}

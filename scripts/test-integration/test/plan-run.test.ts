import { expect, test } from '@jest/globals';
import { planRun } from '../plan-run.ts';

const everything = { hasBroker: true, hasManagement: true, hasServerBinary: true, hasSqlServer: true };

test('the conformance suite and the client suite run, and the tests that need a node of their own', () => {
  const { jestOptions } = planRun(everything);
  expect(jestOptions).toEqual(
    expect.arrayContaining([
      '--testPathPatterns=packages/embedded-broker/test/conformance/',
      '--testPathPatterns=packages/rabbitmq-client/test/',
      '--testPathPatterns=packages/service-kit/test/(?:events|service|testing)/',
      '--testPathPatterns=services/[^/]+/test/(?:events|replicas|intents|cancelling|webhooks)',
      '--testMatch=**/test/**/*.test.ts',
      '--testMatch=**/test/real-servers/**/*.integration.ts',
    ]),
  );
});

test('without rabbitmq-server no node is started, and it says so', () => {
  const { jestOptions, notRun } = planRun({ ...everything, hasServerBinary: false });
  expect(jestOptions.join(' ')).not.toContain('integration');
  expect(notRun).toContain('a broker that is killed and started again (rabbitmq-server is not on the PATH)');
});

test('without a management API policies are left out, and it says so', () => {
  const { jestOptions, notRun } = planRun({ ...everything, hasManagement: false });
  expect(jestOptions).toContain('--testPathIgnorePatterns=conformance/policies\\.test\\.ts$');
  expect(notRun.join(' ')).toContain('the management API answers neither on port 15672 nor at AMQP_MANAGEMENT_URL');
});

test('with everything there nothing is left out', () => {
  const { jestOptions, notRun } = planRun(everything);
  expect(jestOptions.filter((option) => option.includes('policies'))).toEqual([]);
  expect(jestOptions).toEqual(expect.arrayContaining(['--testPathPatterns=packages/database/test/', '--testPathPatterns=services/[^/]+/test/']));
  expect(notRun).toEqual([]);
});

test('without a broker what takes a database runs, on the embedded broker, and it says so', () => {
  const { jestOptions, notRun } = planRun({ hasBroker: false, hasManagement: false, hasServerBinary: true, hasSqlServer: true });
  expect(jestOptions.filter((option) => option.startsWith('--testPathPatterns'))).toEqual([
    '--testPathPatterns=packages/service-kit/test/(?:events|service|testing)/',
    '--testPathPatterns=scripts/test/(?:replay|purchase-on-a-broker)[^/]*\\.test\\.ts$',
    '--testPathPatterns=packages/database/test/',
    '--testPathPatterns=services/[^/]+/test/',
  ]);
  expect(jestOptions.join(' ')).not.toContain('integration.ts');
  expect(notRun).toEqual(['tests on RabbitMQ (AMQP_URL is not set): the embedded broker took its place']);
});

test('without SQL Server its tests are named as not run', () => {
  expect(planRun({ ...everything, hasSqlServer: false }).notRun).toContain('tests on SQL Server (SQLSERVER_URL is not set)');
});

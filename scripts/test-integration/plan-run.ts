/** What is there to run on. */
export interface Surroundings {
  /** Whether the broker's management HTTP API answers. */
  readonly hasManagement: boolean;
  /** Whether `rabbitmq-server` is on the PATH, for tests that need a node of their own. */
  readonly hasServerBinary: boolean;
  readonly hasSqlServer: boolean;
}

export interface RunPlan {
  readonly jestOptions: readonly string[];
  /** What is left out, each with the reason. */
  readonly notRun: readonly string[];
}

/** Every test file in these places takes a broker, or is quick. */
const places = [
  'packages/embedded-broker/test/conformance/',
  'packages/rabbitmq-client/test/',
  'packages/service-kit/test/(?:events|service)/',
  // Of the services, what lives on events; their rules and most of HTTP meet no broker.
  'services/[^/]+/test/(?:events|replicas|intents|cancelling|webhooks)',
  'scripts/test/(?:topology|dlq|replay|purchase-on-a-broker)[^/]*\\.test\\.ts$',
];
const tests = '**/test/**/*.test.ts';
const testsOnOwnNode = '**/test/real-servers/**/*.integration.ts';
const testsOfManagement = ['conformance/policies\\.test\\.ts$', 'test/topology-plan/', 'scripts/test/(?:topology|dlq|purchase)'];
/** Its tests take SQLite always, and the SQL Server at SQLSERVER_URL too. */
const databasePlace = 'packages/database/test/';
/** Given on the command line, this replaces what stands in jest.config.js. */
const neverTests = ['/node_modules/', '/fixtures/', '/dist/'];

/** Decides what runs and what does not, and says why not. */
export function planRun({ hasManagement, hasServerBinary, hasSqlServer }: Surroundings): RunPlan {
  const ignored = hasManagement ? neverTests : [...neverTests, ...testsOfManagement];
  return {
    jestOptions: [
      // A test that failed may leave a connection open; the run must end all the same.
      '--forceExit',
      ...[...places, ...(hasSqlServer ? [databasePlace] : [])].map((place) => `--testPathPatterns=${place}`),
      `--testMatch=${tests}`,
      ...(hasServerBinary ? [`--testMatch=${testsOnOwnNode}`] : []),
      ...ignored.map((pattern) => `--testPathIgnorePatterns=${pattern}`),
    ],
    notRun: [
      ...(hasManagement ? [] : ['policies, topology, dead-letter commands, the whole purchase (the management API answers neither on port 15672 nor at AMQP_MANAGEMENT_URL)']),
      ...(hasServerBinary ? [] : ['a broker that is killed and started again (rabbitmq-server is not on the PATH)']),
      ...(hasSqlServer ? [] : ['tests on SQL Server (SQLSERVER_URL is not set)']),
    ],
  };
}

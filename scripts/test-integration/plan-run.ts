/** What is there to run on. */
export interface Surroundings {
  readonly hasBroker: boolean;
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
const placesOfBroker = [
  'packages/embedded-broker/test/conformance/',
  'packages/rabbitmq-client/test/',
  'scripts/test/(?:topology|dlq)[^/]*\\.test\\.ts$',
  // Of the services, what lives on events; their rules and most of HTTP meet no broker.
  'services/[^/]+/test/(?:events|replicas|intents|cancelling|webhooks)',
];
/** Their tests take SQLite, or the SQL Server at SQLSERVER_URL; those of the database itself take both. */
const placesOfSqlServer = ['packages/database/test/', 'services/[^/]+/test/'];
const placesOfBoth = ['packages/service-kit/test/(?:events|service|testing)/', 'scripts/test/(?:replay|purchase-on-a-broker)[^/]*\\.test\\.ts$'];
const tests = '**/test/**/*.test.ts';
const testsOnOwnNode = '**/test/real-servers/**/*.integration.ts';
const testsOfManagement = ['conformance/policies\\.test\\.ts$', 'test/topology-plan/', 'scripts/test/(?:topology|dlq|purchase)'];
/** Given on the command line, this replaces what stands in jest.config.js. */
const neverTests = ['/node_modules/', '/fixtures/', '/dist/'];

/** Decides what runs and what does not, and says why not. */
export function planRun({ hasBroker, hasManagement, hasServerBinary, hasSqlServer }: Surroundings): RunPlan {
  // The embedded broker needs no management.
  const ignored = hasManagement || !hasBroker ? neverTests : [...neverTests, ...testsOfManagement];
  const places = [...placesOfBoth, ...(hasBroker ? placesOfBroker : []), ...(hasSqlServer ? placesOfSqlServer : [])];
  return {
    jestOptions: [
      // A test that failed may leave a connection open; the run must end all the same.
      '--forceExit',
      ...places.map((place) => `--testPathPatterns=${place}`),
      `--testMatch=${tests}`,
      ...(hasBroker && hasServerBinary ? [`--testMatch=${testsOnOwnNode}`] : []),
      ...ignored.map((pattern) => `--testPathIgnorePatterns=${pattern}`),
    ],
    notRun: [
      ...(hasBroker ? notRunOnBroker(hasManagement, hasServerBinary) : ['tests on RabbitMQ (AMQP_URL is not set): the embedded broker took its place']),
      ...(hasSqlServer ? [] : ['tests on SQL Server (SQLSERVER_URL is not set)']),
    ],
  };
}

function notRunOnBroker(hasManagement: boolean, hasServerBinary: boolean): readonly string[] {
  return [
    ...(hasManagement ? [] : ['policies, topology, dead-letter commands, the whole purchase (the management API answers neither on port 15672 nor at AMQP_MANAGEMENT_URL)']),
    ...(hasServerBinary ? [] : ['a broker that is killed and started again (rabbitmq-server is not on the PATH)']),
  ];
}

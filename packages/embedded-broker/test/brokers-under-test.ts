import { startBroker } from '../src/index.ts';

/** A broker that a test may use, until it stops it. Queues and exchanges on it need names of the test's own. */
export interface BrokerUnderTest {
  readonly name: string;
  readonly url: string;
  /** Base address of the management HTTP API, without credentials (those of `url` are good for it). */
  readonly managementUrl?: string;
  /** Ends an embedded broker; a shared RabbitMQ is left running. */
  stop(): Promise<void>;
}

/** One row for `describe.each`. */
export interface BrokerToTest {
  readonly name: string;
  start(): Promise<BrokerUnderTest>;
}

export const embeddedBroker: BrokerToTest = {
  name: 'embedded broker',
  async start() {
    const broker = await startBroker({ managementPort: 0 });
    return {
      name: 'embedded broker',
      url: broker.url,
      ...(broker.managementUrl === undefined ? {} : { managementUrl: broker.managementUrl }),
      stop: () => broker.close(),
    };
  },
};

/** The RabbitMQ at `amqpUrl`. Where its management API answers, `npm run test:integration` has found out. */
function rabbitMqAt(amqpUrl: string, managementUrl: string): BrokerToTest {
  return {
    name: 'RabbitMQ',
    start: () =>
      Promise.resolve({
        name: 'RabbitMQ',
        url: amqpUrl,
        ...(managementUrl === '' ? {} : { managementUrl }),
        stop: () => Promise.resolve(),
      }),
  };
}

/** The header for user and password as they stand in a URL (percent-encoded; `guest` where there is none). */
export function basicAuthorization(username: string, password: string): string {
  const credentials = `${decodeURIComponent(username || 'guest')}:${decodeURIComponent(password || 'guest')}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

const { BROKER_UNDER_TEST: realUrl = '', AMQP_MANAGEMENT_URL: managementUrl = '' } = process.env;

/**
 * For `describe.each`: the embedded broker, or under `npm run test:integration` the RabbitMQ at AMQP_URL, which that
 * command hands on.
 */
export const brokersUnderTest: readonly BrokerToTest[] = [realUrl === '' ? embeddedBroker : rabbitMqAt(realUrl, managementUrl)];

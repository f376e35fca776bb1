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

/** The RabbitMQ at `amqpUrl`. Its management API is looked for at AMQP_MANAGEMENT_URL, else on port 15672. */
function rabbitMqAt(amqpUrl: string): BrokerToTest {
  return {
    name: 'RabbitMQ',
    async start() {
      const managementUrl = await managementUrlOf(amqpUrl);
      return {
        name: 'RabbitMQ',
        url: amqpUrl,
        ...(managementUrl === undefined ? {} : { managementUrl }),
        stop: () => Promise.resolve(),
      };
    },
  };
}

/** The management API's base address, if it answers there to the AMQP credentials. */
async function managementUrlOf(amqpUrl: string): Promise<string | undefined> {
  const amqp = new URL(amqpUrl);
  const scheme = amqp.protocol === 'amqps:' ? 'https' : 'http';
  const address = new URL(process.env.AMQP_MANAGEMENT_URL ?? `${scheme}://${amqp.hostname}:15672`).origin;
  const answered = await managementAnswers(address, amqp);
  return answered ? address : undefined;
}

async function managementAnswers(address: string, { username, password }: URL): Promise<boolean> {
  try {
    const response = await fetch(new URL('/api/overview', address), {
      headers: { authorization: basicAuthorization(username, password) },
      signal: AbortSignal.timeout(5_000),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** The header for user and password as they stand in a URL (percent-encoded; `guest` where there is none). */
export function basicAuthorization(username: string, password: string): string {
  const credentials = `${decodeURIComponent(username || 'guest')}:${decodeURIComponent(password || 'guest')}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

const { BROKER_UNDER_TEST: realUrl = '' } = process.env;

/**
 * For `describe.each`: the embedded broker, or under `npm run test:integration` the RabbitMQ at AMQP_URL, which that
 * command hands on.
 */
export const brokersUnderTest: readonly BrokerToTest[] = [realUrl === '' ? embeddedBroker : rabbitMqAt(realUrl)];

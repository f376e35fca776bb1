import { connect } from 'amqplib';
import { brokerAddress, ConnectError, connectFailure, type BrokerAddress } from '@kada-mandiya/rabbitmq-client';
import { managementAt, type BrokerLocation } from '@kada-mandiya/rabbitmq-client/topology-plan';

/** A broker that was reached, or why it was not. `line` says it in one line, without the password. */
export type BrokerCheck = (RealBroker & { readonly reached: true }) | { readonly reached: false; readonly line: string };

export interface RealBroker {
  readonly url: string;
  readonly line: string;
  /** The address of the management HTTP API, where it answers to the credentials of `url`. */
  readonly managementUrl?: string;
}

const patienceMs = 10_000;

/** Connects once to see whether the tests can, and looks for the management API. */
export async function connectTo(location: BrokerLocation): Promise<BrokerCheck> {
  const { amqpUrl: url } = location;
  try {
    const address = brokerAddress(url);
    const product = await productOf(address, url);
    const managementUrl = await findManagement(location);
    const management = managementUrl === undefined ? 'without a management API' : `with its management API at ${managementUrl}`;
    const line = `${product} at ${address.printable}, ${management}`;
    return { reached: true, url, line, ...(managementUrl === undefined ? {} : { managementUrl }) };
  } catch (error) {
    if (error instanceof ConnectError) return { reached: false, line: error.message };
    throw error;
  }
}

async function productOf(address: BrokerAddress, url: string): Promise<string> {
  try {
    const connection = await connect(url, { timeout: patienceMs });
    const { product, version } = connection.connection.serverProperties;
    await connection.close();
    return `${product} ${version}`;
  } catch (error) {
    throw connectFailure(error, address);
  }
}

async function findManagement(location: BrokerLocation): Promise<string | undefined> {
  try {
    const management = managementAt(location);
    await management.readVersion();
    return management.url;
  } catch {
    return undefined;
  }
}

/** What is there, by kind and name: `queues order-service.order.created`; `undefined` where nobody can be asked. */
export async function namesOf({ url, managementUrl }: RealBroker): Promise<ReadonlySet<string> | undefined> {
  if (managementUrl === undefined) return undefined;
  const { queues, exchanges, policies } = await managementAt({ amqpUrl: url, managementUrl }).readState();
  const named = Object.entries({ queues, exchanges, policies });
  return new Set(named.flatMap(([kind, things]) => things.map(({ name }) => `${kind} ${name}`)));
}

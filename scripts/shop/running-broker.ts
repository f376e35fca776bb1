import { brokerFrom, type Environment } from '../topology/named-broker.ts';
import { usualDataDir, runningBroker } from './data-folder.ts';

/** The broker that is meant: `AMQP_URL`; else that of the shop which runs here; else RabbitMQ's usual address. */
export function brokerOfRunningShop(environment: Environment): string {
  return namedOrRunningBroker(environment) ?? brokerFrom(environment).amqpUrl;
}

/** `AMQP_URL`, else the broker of the shop which runs here, where one does. */
export function namedOrRunningBroker(environment: Environment): string | undefined {
  const { AMQP_URL: given = '', DATA_DIR: dataDir = usualDataDir } = environment;
  return given === '' ? runningBroker(dataDir) : given;
}

import { ConnectError } from '@kada-mandiya/rabbitmq-client';
import { ManagementError, type BrokerLocation } from '@kada-mandiya/rabbitmq-client/topology-plan';

export type Environment = Readonly<Record<string, string | undefined>>;

const usual = 'amqp://guest:guest@127.0.0.1:5672';

/** The broker that the environment names: AMQP_URL and AMQP_MANAGEMENT_URL, or RabbitMQ's own on this machine. */
export function brokerFrom({ AMQP_URL, AMQP_MANAGEMENT_URL }: Environment): BrokerLocation {
  return {
    amqpUrl: AMQP_URL === undefined || AMQP_URL === '' ? usual : AMQP_URL,
    ...(AMQP_MANAGEMENT_URL === undefined || AMQP_MANAGEMENT_URL === '' ? {} : { managementUrl: AMQP_MANAGEMENT_URL }),
  };
}

/** One line about what went wrong with it; where nobody named it, how to. */
export function whyNot(error: unknown, { AMQP_URL }: Environment): string {
  const message = error instanceof Error ? error.message : String(error);
  const isOfBroker = error instanceof ConnectError || error instanceof ManagementError;
  if (!isOfBroker || (AMQP_URL !== undefined && AMQP_URL !== '')) return message;
  return `${message}. AMQP_URL is not set, so ${usual} was tried: set it to the broker that you mean`;
}

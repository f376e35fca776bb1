import { connect, type Channel, type ConsumeMessage } from 'amqplib';
import type { Topology } from '@kada-mandiya/contract';
import { brokerAddress, connectFailure } from '@kada-mandiya/rabbitmq-client';

/** The broker went away while it was listened to. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
}

export interface Listening {
  readonly url: string;
  readonly exchanges: Topology['exchanges'];
  /** Routing keys as a topic exchange has them. */
  readonly patterns: readonly string[];
  readonly onMessage: (message: ConsumeMessage) => void;
  /** Told when messages come from now on. */
  readonly onOpen: () => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Hears what passes the topic exchanges, by a queue of its own that ends with the connection: nobody else gets an event less.
 *
 * @throws ConnectError where there is no way to the broker, ConnectionLostError where it went away later
 */
export async function listen({ url, exchanges, patterns, onMessage, onOpen, signal }: Listening): Promise<void> {
  const model = await connect(url, { clientProperties: { connection_name: 'tap' } }).catch((error: unknown) => {
    throw connectFailure(error, brokerAddress(url));
  });
  try {
    await new Promise<void>((resolve, reject) => {
      const lost = (): void => reject(new ConnectionLostError('the connection was lost'));
      signal.addEventListener('abort', () => resolve(), { once: true });
      model.on('error', lost);
      model.on('close', lost);
      const open = async (): Promise<void> => {
        if (signal.aborted) {
          resolve();
          return;
        }
        const channel = await model.createChannel();
        channel.on('error', reject);
        await consume(channel, { exchanges, patterns, onMessage });
        onOpen();
      };
      open().catch(reject);
    });
  } finally {
    model.removeAllListeners('close');
    await model.close().catch(() => undefined);
  }
}

async function consume(channel: Channel, { exchanges, patterns, onMessage }: Pick<Listening, 'exchanges' | 'patterns' | 'onMessage'>): Promise<void> {
  const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
  for (const { name, type, durable, autoDelete } of exchanges) await channel.assertExchange(name, type, { durable, autoDelete });
  for (const { name } of exchanges.filter(({ type }) => type === 'topic')) for (const pattern of patterns) await channel.bindQueue(queue, name, pattern);
  await channel.consume(queue, (message) => message !== null && onMessage(message), { noAck: true });
}

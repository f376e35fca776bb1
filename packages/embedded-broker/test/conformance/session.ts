import { randomBytes } from 'node:crypto';
import { connect, type Channel, type ChannelModel, type ConfirmChannel, type Options } from 'amqplib';
import type { BrokerUnderTest } from '../brokers-under-test.ts';
import { watchForClosing } from './refusal.ts';

/** What one test has of a broker: connections, and names that nobody else uses. */
export interface Session {
  readonly broker: BrokerUnderTest;
  /** A confirm channel on a connection of its own, for what a test needs only one of. */
  readonly channel: ConfirmChannel;
  /** A name with a random prefix; a queue or an exchange of that name is deleted at the end. */
  readonly name: (label?: string) => string;
  /** Another connection, closed at the end. `query` is that of the AMQP URL: `heartbeat=5`. */
  readonly connect: (query?: string) => Promise<ChannelModel>;
  /** A channel on a new connection, or on the given one. */
  readonly openChannel: (on?: ChannelModel) => Promise<Channel>;
  readonly openConfirmChannel: (on?: ChannelModel) => Promise<ConfirmChannel>;
  /** Declares a queue with a name of the session's own and returns the name. */
  readonly queue: (options?: Options.AssertQueue) => Promise<string>;
  /** Declares a durable quorum queue. */
  readonly quorumQueue: (queueArguments?: Record<string, unknown>) => Promise<string>;
  readonly exchange: (type: string, options?: Options.AssertExchange) => Promise<string>;
  readonly end: () => Promise<void>;
}

/** Opens a session; `end` closes what it opened and deletes what it named. */
export async function openSession(broker: BrokerUnderTest): Promise<Session> {
  const prefix = `conformance-${randomBytes(6).toString('hex')}`;
  const names: string[] = [];
  const connections: ChannelModel[] = [];

  const newConnection = async (query?: string): Promise<ChannelModel> => {
    const connection = await connect(query === undefined ? broker.url : `${broker.url}?${query}`);
    connections.push(connection);
    watchForClosing(connection);
    return connection;
  };
  const newConfirmChannel = async (on?: ChannelModel): Promise<ConfirmChannel> =>
    watchForClosing(await (on ?? (await newConnection())).createConfirmChannel());
  const newName = (label = 'it'): string => {
    const name = `${prefix}-${names.length}-${label}`;
    names.push(name);
    return name;
  };

  const channel = await newConfirmChannel();
  const declare = async (options?: Options.AssertQueue): Promise<string> =>
    (await channel.assertQueue(newName('queue'), options)).queue;
  return {
    broker,
    channel,
    name: newName,
    connect: newConnection,
    openChannel: async (on) => watchForClosing(await (on ?? (await newConnection())).createChannel()),
    openConfirmChannel: newConfirmChannel,
    queue: declare,
    quorumQueue: (queueArguments) => declare({ arguments: { 'x-queue-type': 'quorum', ...queueArguments } }),
    exchange: async (type, options) => (await channel.assertExchange(newName('exchange'), type, options)).exchange,
    async end() {
      await Promise.all(connections.map(closeQuietly));
      await deleteAll(broker, names);
    },
  };
}

async function deleteAll(broker: BrokerUnderTest, names: readonly string[]): Promise<void> {
  const connection = await connect(broker.url);
  const channel = await connection.createChannel();
  for (const name of names) {
    await channel.deleteQueue(name);
    await channel.deleteExchange(name);
  }
  await connection.close();
}

/** A test may have closed the connection already, or have had it closed by the broker. */
async function closeQuietly(connection: ChannelModel): Promise<void> {
  try {
    await connection.close();
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('Connection clos'))) throw error;
  }
}

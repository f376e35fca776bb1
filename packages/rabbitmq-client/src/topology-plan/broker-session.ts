import { connect } from 'amqplib';
import type { Channel, ChannelModel, ConfirmChannel } from 'amqplib';
import type { Exchange, Queue } from '@kada-mandiya/contract';
import { brokerAddress } from '../connection/broker-address.ts';
import { connectFailure } from '../connection/connect-failure.ts';
import { replyCodeOf } from '../errors.ts';
import type { ActualBinding } from './broker-state.ts';

/** A queue's ready messages and its consumers, counted at this moment. */
interface QueueCounts {
  readonly ready: number;
  readonly consumers: number;
}

/** One AMQP connection on which a broker's topology is changed. Everything ends with the connection, the lock too. */
export interface BrokerSession {
  readonly user: string;
  count(queue: string): Promise<QueueCounts | undefined>;
  /** Whether the queue stands as wanted now; `differs`: it stands with other arguments and was left alone. */
  declareQueue(queue: Queue): Promise<'declared' | 'differs'>;
  declareExchange(exchange: Exchange): Promise<'declared' | 'differs'>;
  bind(binding: ActualBinding): Promise<void>;
  unbind(binding: ActualBinding): Promise<void>;
  /** @returns whether it is gone now; it stays where it does not meet the conditions */
  deleteQueue(name: string, conditions?: { readonly ifUnused?: boolean; readonly ifEmpty?: boolean }): Promise<boolean>;
  /** @returns whether it was deleted; with `ifUnused` an exchange from which something is bound stays */
  deleteExchange(name: string, options?: { readonly ifUnused: boolean }): Promise<boolean>;
  openConfirmChannel(): Promise<ConfirmChannel>;
  /** Takes the lock that keeps a second `apply` or `prune` out, if nobody has it. */
  tryLock(): Promise<boolean>;
  close(): Promise<void>;
}

/** Something on the broker is not as it must be to go on. The message is one line and says what to do. */
export class TopologyError extends Error {
  override readonly name = 'TopologyError';
}

/** An exclusive queue: the broker gives it to one connection, and takes it back when that is gone, however it went. */
const lockQueue = 'kada.topology.lock';

/**
 * Connects for changing a topology.
 *
 * @throws ConnectError whose message is one line
 */
export async function openSession(url: string): Promise<BrokerSession> {
  const address = brokerAddress(url);
  const connection = await connect(address.connect, {
    clientProperties: { connection_name: 'topology' },
    timeout: 10_000,
  }).catch((error: unknown) => {
    throw connectFailure(error, address);
  });
  // What was under way rejects with the same error.
  connection.on('error', ignore);
  return sessionOn(connection, address.user);
}

function sessionOn(connection: ChannelModel, user: string): BrokerSession {
  const run = <T>(work: (channel: Channel) => Promise<T>): Promise<T> => onChannel(connection, work);
  return {
    user,
    count: (queue) =>
      run((channel) => channel.checkQueue(queue)).then(
        ({ messageCount, consumerCount }) => ({ ready: messageCount, consumers: consumerCount }),
        unless(404, undefined),
      ),
    declareQueue: ({ name, durable, arguments: queueArguments }) =>
      run((channel) => channel.assertQueue(name, { durable, arguments: queueArguments })).then(declared, unless(406, 'differs')),
    declareExchange: ({ name, type, durable, autoDelete }) =>
      run((channel) => channel.assertExchange(name, type, { durable, autoDelete })).then(declared, unless(406, 'differs')),
    async bind({ source, destination, destinationType, routingKey, arguments: bindingArguments }) {
      await run((channel) =>
        destinationType === 'queue'
          ? channel.bindQueue(destination, source, routingKey, bindingArguments)
          : channel.bindExchange(destination, source, routingKey, bindingArguments),
      );
    },
    async unbind({ source, destination, destinationType, routingKey, arguments: bindingArguments }) {
      await run((channel) =>
        destinationType === 'queue'
          ? channel.unbindQueue(destination, source, routingKey, bindingArguments)
          : channel.unbindExchange(destination, source, routingKey, bindingArguments),
      );
    },
    deleteQueue: (name, conditions = {}) => run((channel) => channel.deleteQueue(name, conditions)).then(() => true, unless(406, false)),
    deleteExchange: (name, { ifUnused } = { ifUnused: false }) =>
      run((channel) => channel.deleteExchange(name, { ifUnused })).then(() => true, unless(406, false)),
    openConfirmChannel: () => connection.createConfirmChannel(),
    tryLock: () =>
      run((channel) => channel.assertQueue(lockQueue, { exclusive: true, durable: false })).then(() => true, unless(405, false)),
    close: () => connection.close().catch(ignore),
  };
}

/** On a channel of its own: the broker closes a channel on which it refuses something. */
async function onChannel<T>(connection: ChannelModel, work: (channel: Channel) => Promise<T>): Promise<T> {
  const channel = await connection.createChannel();
  channel.on('error', ignore);
  const result = await work(channel);
  await channel.close();
  return result;
}

/** Takes one refusal of the broker, by its AMQP reply code, as an answer. */
function unless<T>(replyCode: number, answer: T): (error: unknown) => T {
  return (error) => {
    if (replyCodeOf(error) === replyCode) return answer;
    throw error;
  };
}

function declared(): 'declared' {
  return 'declared';
}

/** For events that say what a rejected promise says too. */
export function ignore(): void {
  // Nothing to add.
}

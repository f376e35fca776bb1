import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { startBroker, type Broker } from '../src/index.ts';
import { take, textOf } from './conformance/messages.ts';

/** RabbitMQ does this too, but takes minutes to try again. */
describe('a dead letter with the strategy at-least-once', () => {
  let broker: Broker;
  let connection: ChannelModel;
  let channel: ConfirmChannel;

  beforeEach(async () => {
    broker = await startBroker();
    connection = await connect(broker.url);
    channel = await connection.createConfirmChannel();
    await channel.assertQueue('work', {
      arguments: {
        'x-queue-type': 'quorum',
        'x-dead-letter-exchange': '',
        'x-dead-letter-routing-key': 'dead',
        'x-dead-letter-strategy': 'at-least-once',
        'x-overflow': 'reject-publish',
      },
    });
  });
  afterEach(async () => {
    await connection.close();
    await broker.close();
  });

  const declareTarget = (): Promise<unknown> =>
    channel.assertQueue('dead', { arguments: { 'x-queue-type': 'quorum', 'x-max-length': 1, 'x-overflow': 'reject-publish' } });

  const send = async (queue: string, text: string): Promise<void> => {
    channel.sendToQueue(queue, Buffer.from(text));
    await channel.waitForConfirms();
  };

  const rejectNext = async (): Promise<void> => {
    const message = await channel.get('work');
    if (message !== false) channel.nack(message, false, false);
  };

  test('stays in its queue until a queue takes it', async () => {
    await send('work', 'poison');
    await rejectNext();
    expect(await channel.get('work')).toBe(false);

    await declareTarget();

    const dead = await channel.get('dead');
    expect(dead === false ? undefined : textOf(dead)).toBe('poison');
  });

  test('stays in its queue while the queue that shall take it is full', async () => {
    await declareTarget();
    await send('dead', 'first');
    await send('work', 'poison');
    await rejectNext();
    expect(await channel.checkQueue('dead')).toMatchObject({ messageCount: 1 });

    expect(textOf(await take(channel, 'dead'))).toBe('first');
    expect(textOf(await take(channel, 'dead'))).toBe('poison');
  });
});

/** RabbitMQ 3.10 keeps it going: it reverses the older entries of `x-death` with each new one, and then misjudges them. */
test('a circle of expiring queues ends though the message was rejected before it came there', async () => {
  const broker = await startBroker();
  const connection = await connect(broker.url);
  const channel = await connection.createConfirmChannel();
  await channel.assertExchange('round', 'fanout');
  await channel.assertQueue('seen');
  await channel.assertQueue('other', { messageTtl: 5, deadLetterExchange: 'round' });
  await channel.assertQueue('one', { messageTtl: 5, deadLetterExchange: '', deadLetterRoutingKey: 'other' });
  for (const queue of ['one', 'seen']) await channel.bindQueue(queue, 'round', '');
  await channel.assertQueue('start', { deadLetterExchange: '', deadLetterRoutingKey: 'one' });
  channel.sendToQueue('start', Buffer.from('x'));
  channel.reject(await take(channel, 'start', { noAck: false }), false);
  await take(channel, 'seen');

  // A message that expires after ten rounds is the clock.
  await channel.assertQueue('clock', { messageTtl: 100, deadLetterExchange: '', deadLetterRoutingKey: 'ended' });
  await channel.assertQueue('ended');
  channel.sendToQueue('clock', Buffer.from('tick'));
  await take(channel, 'ended');
  expect(await channel.get('seen')).toBe(false);
  await connection.close();
  await broker.close();
});

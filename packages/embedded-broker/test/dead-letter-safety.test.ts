import { describe, expect, test } from '@jest/globals';
import { connect } from 'amqplib';
import { startBroker } from '../src/index.ts';

/** RabbitMQ does this too, but takes minutes to try again. */
describe('a dead letter with the strategy at-least-once', () => {
  test('stays in its queue until a queue takes it', async () => {
    const broker = await startBroker();
    const connection = await connect(broker.url);
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue('work', {
      arguments: {
        'x-queue-type': 'quorum',
        'x-dead-letter-exchange': '',
        'x-dead-letter-routing-key': 'dead',
        'x-dead-letter-strategy': 'at-least-once',
        'x-overflow': 'reject-publish',
      },
    });
    channel.sendToQueue('work', Buffer.from('poison'));
    await channel.waitForConfirms();
    const message = await channel.get('work');
    if (message !== false) channel.nack(message, false, false);
    expect(await channel.get('work')).toBe(false);

    await channel.assertQueue('dead', { arguments: { 'x-queue-type': 'quorum' } });

    const dead = await channel.get('dead');
    expect(dead === false ? undefined : dead.content.toString()).toBe('poison');
    await connection.close();
    await broker.close();
  });
});

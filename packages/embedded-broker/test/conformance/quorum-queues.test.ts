import { expect } from '@jest/globals';
import { drainTexts, eventually, openInbox, publish, send, take, textOf, untilReady } from './messages.ts';
import { onEveryBroker } from './on-every-broker.ts';
import { closingOf, refusalOf } from './refusal.ts';
import type { Session } from './session.ts';

/** Delivers one message `times` times and returns it each time; gives its x-delivery-count at each delivery. */
async function deliveryCounts({ openChannel }: Session, queue: string, times: number): Promise<unknown[]> {
  const channel = await openChannel();
  await channel.prefetch(1);
  const inbox = await openInbox(channel, queue);
  const counts: unknown[] = [];
  for (let time = 1; time <= times; time += 1) {
    const message = (await inbox.atLeast(time))[time - 1];
    counts.push(message?.properties.headers?.['x-delivery-count']);
    if (message !== undefined) channel.nack(message);
  }
  await channel.cancel(inbox.consumerTag);
  return counts;
}

onEveryBroker('quorum queues', (behaviour) => {
  behaviour('take, confirm and give messages in their order', async (session) => {
    const queue = await session.quorumQueue();
    await send(session.channel, queue, 'a', 'b', 'c');

    expect(await session.channel.checkQueue(queue)).toEqual({ queue, messageCount: 3, consumerCount: 0 });
    expect(await drainTexts(session.channel, queue)).toEqual(['a', 'b', 'c']);
  });

  behaviour('count the deliveries that failed in x-delivery-count', async (session) => {
    const queue = await session.quorumQueue();
    await send(session.channel, queue, 'again and again');

    expect(await deliveryCounts(session, queue, 4)).toEqual([undefined, 1, 2, 3]);
  });

  behaviour('count, and classic queues do not', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'again');

    expect(await deliveryCounts(session, queue, 3)).toEqual([undefined, undefined, undefined]);
  });

  behaviour('count a delivery that ended with its connection', async (session) => {
    const queue = await session.quorumQueue();
    await send(session.channel, queue, 'x');
    const connection = await session.connect();
    await (await openInbox(await session.openChannel(connection), queue)).atLeast(1);
    await connection.close();

    const [message] = await (await openInbox(session.channel, queue)).atLeast(1);
    expect(message?.properties.headers?.['x-delivery-count']).toBe(1);
    expect(message?.fields.redelivered).toBe(true);
  });

  behaviour('drop a message that failed more often than x-delivery-limit allows', async (session) => {
    const queue = await session.quorumQueue({ 'x-delivery-limit': 2 });
    await send(session.channel, queue, 'poison');
    expect(await deliveryCounts(session, queue, 3)).toEqual([undefined, 1, 2]);
    await send(session.channel, queue, 'next');

    const [message] = await (await openInbox(session.channel, queue)).atLeast(1);
    expect(message === undefined ? '' : textOf(message)).toBe('next');
  });

  behaviour('dead-letter it with the reason delivery_limit where there is an exchange for that', async (session) => {
    const dead = await session.queue();
    const queue = await session.quorumQueue({
      'x-delivery-limit': 1,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': dead,
    });
    await send(session.channel, queue, 'poison');
    await deliveryCounts(session, queue, 2);

    const message = await take(session.channel, dead);
    expect(message.properties.headers).toMatchObject({
      'x-first-death-reason': 'delivery_limit',
      'x-first-death-queue': queue,
      'x-death': [{ reason: 'delivery_limit', count: 1, queue }],
    });
  });

  behaviour('count whoever holds messages as a consumer: basic.get, and a consumer that was cancelled', async (session) => {
    const { channel } = session;
    const queue = await session.quorumQueue();
    await send(channel, queue, 'a', 'b', 'c', 'd');
    const holding = await session.openChannel();
    const counted = (count: number): Promise<unknown> =>
      eventually(async () => (await channel.checkQueue(queue)).consumerCount === count || undefined, `${count} consumers`);

    const [one, other] = [await take(holding, queue, { noAck: false }), await take(holding, queue, { noAck: false })];
    await counted(2);
    holding.ack(one);
    await counted(1);
    holding.nack(other);
    await counted(0);

    await holding.prefetch(2);
    const inbox = await openInbox(holding, queue);
    const [first, second] = await inbox.atLeast(2);
    await holding.cancel(inbox.consumerTag);
    await untilReady(channel, queue, 1);
    await counted(1);
    if (first !== undefined) holding.ack(first);
    await untilReady(channel, queue, 1);
    await counted(1);
    if (second !== undefined) holding.ack(second);
    await counted(0);
  });

  for (const [flag, options] of [['if-unused', { ifUnused: true }], ['if-empty', { ifEmpty: true }]] as const) {
    behaviour(`are not deleted ${flag} (540)`, async (session) => {
      const queue = await session.quorumQueue();
      const connection = await session.connect();
      const deleting = refusalOf((await session.openChannel(connection)).deleteQueue(queue, options));

      expect(await closingOf(connection)).toEqual({
        code: 540,
        text: `NOT_IMPLEMENTED - cannot delete queue '${queue}' in vhost '/'. queue.delete operations with ${flag} flag set are not supported by quorum queues`,
      });
      await deleting;
    });
  }

  behaviour('dead-letter with the strategy at-least-once', async (session) => {
    const { channel } = session;
    const dead = await session.quorumQueue();
    const queue = await session.quorumQueue({
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': dead,
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    });
    await publish(channel, '', queue, 'must not be lost', { messageId: 'one', headers: { mine: 1 } });
    channel.reject(await take(channel, queue, { noAck: false }), false);

    // Where a dead letter has no receiver, 3.10 tries again after three minutes: too long to assert here.
    const message = await take(channel, dead);
    expect(textOf(message)).toBe('must not be lost');
    expect(message.properties).toMatchObject({ messageId: 'one', headers: { mine: 1 } });
    expect(message.properties.headers).toMatchObject({
      'x-death': [{ reason: 'rejected', queue, count: 1, exchange: '', 'routing-keys': [queue] }],
      'x-first-death-reason': 'rejected',
    });
    expect(await channel.deleteQueue(queue)).toEqual({ messageCount: 0 });
  });

  behaviour('at-least-once delivers to several queues, each once', async (session) => {
    const { channel } = session;
    const exchange = await session.exchange('fanout');
    const receivers = [await session.queue(), await session.quorumQueue()];
    for (const receiver of receivers) await channel.bindQueue(receiver, exchange, '');
    const queue = await session.quorumQueue({
      'x-dead-letter-exchange': exchange,
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
      'x-message-ttl': 20,
    });
    await send(channel, queue, 'a');
    await send(channel, queue, 'b');

    for (const receiver of receivers) {
      await untilReady(channel, receiver, 2);
      expect((await drainTexts(channel, receiver)).sort()).toEqual(['a', 'b']);
    }
  });

  const refusedProperties: readonly (readonly [string, object, string])[] = [
    ['not durable', { durable: false }, "invalid property 'non-durable' for queue 'NAME' in vhost '/'"],
    ['exclusive', { exclusive: true }, "invalid property 'exclusive-owner' for queue 'NAME' in vhost '/'"],
    ['auto-delete', { autoDelete: true }, "invalid property 'auto-delete' for queue 'NAME' in vhost '/'"],
  ];
  for (const [what, options, text] of refusedProperties) {
    behaviour(`cannot be ${what} (406)`, async ({ channel, name }) => {
      const queue = `${name()}-refused`;
      expect(await refusalOf(channel.assertQueue(queue, { arguments: { 'x-queue-type': 'quorum' }, ...options }))).toEqual({
        code: 406,
        text: `PRECONDITION_FAILED - ${text.replace('NAME', queue)}`,
      });
    });
  }

  const refusedArguments: readonly (readonly [string, unknown])[] = [
    ['x-max-priority', 5],
    ['x-queue-mode', 'lazy'],
  ];
  for (const [argument, value] of refusedArguments) {
    behaviour(`do not know the argument ${argument} (406)`, async ({ channel, name }) => {
      const queue = name();
      const declared = channel.assertQueue(queue, { arguments: { 'x-queue-type': 'quorum', [argument]: value } });
      expect(await refusalOf(declared)).toEqual({
        code: 406,
        text: `PRECONDITION_FAILED - invalid arg '${argument}' for queue '${queue}' in vhost '/' of queue type rabbit_quorum_queue`,
      });
    });
  }

  behaviour('cannot be used with a prefetch for the whole channel (540)', async (session) => {
    const queue = await session.quorumQueue();
    const connection = await session.connect();
    const channel = await session.openChannel(connection);
    await channel.prefetch(5, true);
    const consuming = refusalOf(channel.consume(queue, () => undefined));

    expect(await closingOf(connection)).toEqual({
      code: 540,
      text: `NOT_IMPLEMENTED - queue '${queue}' in vhost '/' does not support global qos`,
    });
    await consuming;
  });

  behaviour('return a nacked message to the head where a delivery limit is set', async (session) => {
    // Without a limit 3.10 appends it at the end; 4.x always has a limit.
    const queue = await session.quorumQueue({ 'x-delivery-limit': 10 });
    await send(session.channel, queue, 'a', 'b');
    const channel = await session.openChannel();
    channel.nack(await take(channel, queue, { noAck: false }));
    await untilReady(session.channel, queue, 2);

    expect(await drainTexts(session.channel, queue)).toEqual(['a', 'b']);
  });

  behaviour('keep what is acknowledged gone when the channel closes right after an acknowledgement of many', async (session) => {
    const queue = await session.quorumQueue();
    await send(session.channel, queue, ...Array.from({ length: 20 }, (_, index) => String(index)));
    const channel = await session.openChannel();
    const messages = await (await openInbox(channel, queue)).atLeast(20);
    const last = messages[19];
    if (last !== undefined) channel.ack(last, true);
    await channel.close();
    await publish(session.channel, '', queue, 'new');
    await eventually(
      async () => (await session.channel.checkQueue(queue)).consumerCount === 0 || undefined,
      'the consumer to be gone',
    );

    expect(await drainTexts(session.channel, queue)).toEqual(['new']);
  });
});

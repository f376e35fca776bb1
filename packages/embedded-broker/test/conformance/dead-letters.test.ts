import { expect } from '@jest/globals';
import type { Message } from 'amqplib';
import { eventually, openInbox, publish, send, take, textOf, untilReady } from './messages.ts';
import { onEveryBroker } from './on-every-broker.ts';
import type { Session } from './session.ts';

/** The entries of `x-death` without the clock. */
function deathsOf({ properties }: Message): object[] {
  const deaths: unknown = properties.headers?.['x-death'];
  if (!Array.isArray(deaths)) throw new Error('No x-death in the headers.');
  return deaths.map((death: Record<string, unknown>) => {
    const { time, ...rest } = death;
    expect(time).toEqual({ '!': 'timestamp', value: expect.any(Number) });
    return rest;
  });
}

/** Waits by the broker's own clock: until a message has expired after so many milliseconds. */
async function longerThan(session: Session, milliseconds: number): Promise<void> {
  const ended = await session.queue();
  const clock = await session.queue({ messageTtl: 2 * milliseconds, deadLetterExchange: '', deadLetterRoutingKey: ended });
  await send(session.channel, clock, 'tick');
  await untilReady(session.channel, ended, 1);
}

onEveryBroker('dead letters', (behaviour) => {
  for (const type of ['classic', 'quorum']) {
    behaviour(`a message rejected on a ${type} queue goes to the exchange, with its old routing key`, async (session) => {
      const { channel } = session;
      const exchange = await session.exchange('topic');
      const dead = await session.queue();
      await channel.bindQueue(dead, exchange, '#');
      const queue = await session.queue({ arguments: { 'x-queue-type': type, 'x-dead-letter-exchange': exchange } });
      await publish(channel, '', queue, 'refused', { messageId: 'one', headers: { mine: 1 }, persistent: true });
      channel.reject(await take(channel, queue, { noAck: false }), false);

      const message = await take(channel, dead);

      expect(message.fields).toMatchObject({ exchange, routingKey: queue });
      expect(message.properties).toMatchObject({ messageId: 'one', deliveryMode: 2, headers: { mine: 1 } });
      expect(deathsOf(message)).toEqual([
        { count: 1, reason: 'rejected', queue, exchange: '', 'routing-keys': [queue] },
      ]);
      expect(message.properties.headers).toMatchObject({
        'x-first-death-reason': 'rejected',
        'x-first-death-queue': queue,
        'x-first-death-exchange': '',
      });
    });
  }

  behaviour('a nack without requeue is a rejection too', async (session) => {
    const { channel } = session;
    const dead = await session.queue();
    const queue = await session.queue({ deadLetterExchange: '', deadLetterRoutingKey: dead });
    await send(channel, queue, 'a', 'b');
    const consumer = await session.openChannel();
    await take(consumer, queue, { noAck: false });
    consumer.nack(await take(consumer, queue, { noAck: false }), true, false);
    await untilReady(channel, dead, 2);

    const messages = [await take(channel, dead), await take(channel, dead)];
    expect(messages.map(textOf)).toEqual(['a', 'b']);
    expect(messages.map((message) => message.properties.headers?.['x-first-death-reason'])).toEqual(['rejected', 'rejected']);
  });

  behaviour('an expired message says so, and loses its expiration', async (session) => {
    const { channel } = session;
    const dead = await session.queue();
    const queue = await session.queue({ deadLetterExchange: '', deadLetterRoutingKey: dead });
    await publish(channel, '', queue, 'late', { expiration: '30' });

    const message = await take(channel, dead);

    expect(message.properties.expiration).toBeUndefined();
    expect(deathsOf(message)).toEqual([
      { count: 1, reason: 'expired', queue, exchange: '', 'routing-keys': [queue], 'original-expiration': '30' },
    ]);
  });

  behaviour('a message pushed out by the maximal length says maxlen', async (session) => {
    const { channel } = session;
    const dead = await session.queue();
    const queue = await session.queue({ maxLength: 1, deadLetterExchange: '', deadLetterRoutingKey: dead });
    await send(channel, queue, 'old');
    await send(channel, queue, 'new');

    const message = await take(channel, dead);

    expect(textOf(message)).toBe('old');
    expect(deathsOf(message)).toEqual([{ count: 1, reason: 'maxlen', queue, exchange: '', 'routing-keys': [queue] }]);
  });

  behaviour('a message refused by reject-publish-dlx is nacked and dead-lettered', async (session) => {
    const { channel } = session;
    const dead = await session.queue();
    const queue = await session.queue({
      maxLength: 1,
      overflow: 'reject-publish-dlx',
      deadLetterExchange: '',
      deadLetterRoutingKey: dead,
    });
    await send(channel, queue, 'old');
    await expect(send(channel, queue, 'new')).rejects.toThrow('message nacked');

    const message = await take(channel, dead);
    expect(textOf(message)).toBe('new');
    expect(deathsOf(message)).toEqual([{ count: 1, reason: 'maxlen', queue, exchange: '', 'routing-keys': [queue] }]);
  });

  behaviour('a routing key of the queue replaces the old one; x-death keeps the old one', async (session) => {
    const { channel } = session;
    const entry = await session.exchange('topic');
    const exchange = await session.exchange('direct');
    const dead = await session.queue();
    await channel.bindQueue(dead, exchange, 'failed');
    const queue = await session.queue({ deadLetterExchange: exchange, deadLetterRoutingKey: 'failed' });
    await channel.bindQueue(queue, entry, 'order.*');
    await publish(channel, entry, 'order.created', 'x');
    channel.reject(await take(channel, queue, { noAck: false }), false);

    const message = await take(channel, dead);

    expect(message.fields).toMatchObject({ exchange, routingKey: 'failed' });
    expect(deathsOf(message)).toEqual([
      { count: 1, reason: 'rejected', queue, exchange: entry, 'routing-keys': ['order.created'] },
    ]);
  });

  behaviour('a routing key of the queue replaces the further ones of the publisher too; x-death keeps them', async (session) => {
    const { channel } = session;
    const [dead, copied] = [await session.queue(), await session.queue()];
    const queue = await session.queue({ deadLetterExchange: '', deadLetterRoutingKey: dead });
    await publish(channel, '', queue, 'x', { headers: { CC: [copied] } });
    channel.reject(await take(channel, queue, { noAck: false }), false);

    const message = await take(channel, dead);
    expect(deathsOf(message)).toMatchObject([{ queue, 'routing-keys': [queue, copied] }]);
    expect(message.properties.headers).not.toHaveProperty('CC');
    expect(await channel.checkQueue(copied)).toMatchObject({ messageCount: 1 });
  });

  behaviour('what has expired does not expire again where it goes', async (session) => {
    const { channel } = session;
    const beyond = await session.queue();
    const dead = await session.queue({ deadLetterExchange: '', deadLetterRoutingKey: beyond });
    const queue = await session.queue({ deadLetterExchange: '', deadLetterRoutingKey: dead });
    await publish(channel, '', queue, 'x', { expiration: '30' });
    await untilReady(channel, dead, 1);
    await longerThan(session, 30);

    expect(await channel.checkQueue(dead)).toMatchObject({ messageCount: 1 });
    expect(await channel.checkQueue(beyond)).toMatchObject({ messageCount: 0 });
  });

  behaviour('one queue and two reasons are two entries of x-death, the latest first', async (session) => {
    const { channel } = session;
    const dead = await session.queue();
    const queue = await session.queue({ deadLetterExchange: '', deadLetterRoutingKey: dead });
    await send(channel, queue, 'x');
    channel.reject(await take(channel, queue, { noAck: false }), false);
    const { properties } = await take(channel, dead);
    await publish(channel, '', queue, 'x', { headers: { ...properties.headers }, expiration: '20' });

    const message = await take(channel, dead);
    expect(deathsOf(message)).toMatchObject([{ count: 1, reason: 'expired', queue }, { count: 1, reason: 'rejected', queue }]);
  });

  behaviour('without a dead-letter exchange a rejected message is gone', async (session) => {
    const { channel } = session;
    const queue = await session.queue();
    await send(channel, queue, 'gone');
    channel.reject(await take(channel, queue, { noAck: false }), false);

    expect(await channel.deleteQueue(queue)).toEqual({ messageCount: 0 });
  });

  behaviour('a dead-letter exchange that is not there loses the message and harms nobody', async (session) => {
    const { channel } = session;
    const queue = await session.queue({ deadLetterExchange: session.name('missing') });
    await send(channel, queue, 'gone');
    channel.reject(await take(channel, queue, { noAck: false }), false);
    await send(channel, queue, 'next');

    expect(textOf(await take(channel, queue))).toBe('next');
  });

  behaviour('purging and deleting do not dead-letter', async (session) => {
    const { channel } = session;
    const dead = await session.queue();
    const queue = await session.queue({ deadLetterExchange: '', deadLetterRoutingKey: dead });
    await send(channel, queue, 'purged');
    await channel.purgeQueue(queue);
    await send(channel, queue, 'deleted');
    await channel.deleteQueue(queue);

    expect(await channel.checkQueue(dead)).toMatchObject({ messageCount: 0 });
  });

  behaviour('a dead letter with several receivers reaches all of them', async (session) => {
    const { channel } = session;
    const exchange = await session.exchange('fanout');
    const receivers = [await session.queue(), await session.queue()];
    for (const receiver of receivers) await channel.bindQueue(receiver, exchange, '');
    const queue = await session.queue({ deadLetterExchange: exchange });
    await send(channel, queue, 'x');
    channel.reject(await take(channel, queue, { noAck: false }), false);

    for (const receiver of receivers) expect(textOf(await take(channel, receiver))).toBe('x');
  });
});

onEveryBroker('a retry loop over a waiting queue', (behaviour) => {
  for (const type of ['classic', 'quorum']) {
    behaviour(`counts its rounds in x-death, one entry for each queue and reason (${type})`, async (session) => {
      const { channel } = session;
      const [work, wait] = [session.name('work'), session.name('wait')];
      const waiting = { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': work, 'x-message-ttl': 20 };
      const working = { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': wait };
      await channel.assertQueue(work, { arguments: { 'x-queue-type': type, ...working } });
      await channel.assertQueue(wait, { arguments: { 'x-queue-type': type, ...waiting } });
      const consumer = await session.openChannel();
      const inbox = await openInbox(consumer, work);
      await send(channel, work, 'try me');

      for (let round = 1; round <= 3; round += 1) {
        const message = (await inbox.atLeast(round))[round - 1];
        if (message !== undefined) consumer.reject(message, false);
      }
      const last = (await inbox.atLeast(4))[3];

      if (last === undefined) throw new Error('No fourth round.');
      expect(deathsOf(last)).toEqual([
        { count: 3, reason: 'expired', queue: wait, exchange: '', 'routing-keys': [wait] },
        { count: 3, reason: 'rejected', queue: work, exchange: '', 'routing-keys': [work] },
      ]);
      expect(last.properties.headers).toMatchObject({
        'x-first-death-reason': 'rejected',
        'x-first-death-queue': work,
        'x-first-death-exchange': '',
      });
    });
  }

  behaviour('a circle of expiring queues without a rejection ends: the message is dropped', async (session) => {
    const { channel } = session;
    const [one, other] = [session.name('one'), session.name('other')];
    const expiring = (next: string): object => ({ messageTtl: 20, deadLetterExchange: '', deadLetterRoutingKey: next });
    await channel.assertQueue(one, expiring(other));
    await channel.assertQueue(other, expiring(one));
    await send(channel, one, 'round and round');

    await eventually(async () => {
      const counts = [await channel.checkQueue(one), await channel.checkQueue(other)].map((queue) => queue.messageCount);
      return counts.every((count) => count === 0) || undefined;
    }, 'the circle to end');
  });

  behaviour('a message published again by its consumer keeps its history, as it is in its headers', async (session) => {
    const { channel } = session;
    const dead = await session.queue();
    const queue = await session.queue({ deadLetterExchange: '', deadLetterRoutingKey: dead });
    await send(channel, queue, 'x');
    channel.reject(await take(channel, queue, { noAck: false }), false);
    const { content, properties } = await take(channel, dead);
    await publish(channel, '', queue, content, { headers: properties.headers });
    channel.reject(await take(channel, queue, { noAck: false }), false);

    // 4.x counts anew: a client's own x-death no longer takes part. Both keep one entry for the queue.
    expect(deathsOf(await take(channel, dead))).toMatchObject([{ reason: 'rejected', queue }]);
  });
});

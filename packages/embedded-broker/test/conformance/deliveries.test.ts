import { expect } from '@jest/globals';
import { drainTexts, eventually, openInbox, send, take, textOf, untilReady } from './messages.ts';
import { onEveryBroker } from './on-every-broker.ts';
import { closingOf, refusalOf } from './refusal.ts';

onEveryBroker('prefetch', (behaviour) => {
  behaviour('a consumer holds no more than its prefetch, and gets the next for each it acknowledges', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a', 'b', 'c', 'd');
    const channel = await session.openChannel();
    await channel.prefetch(2);
    const inbox = await openInbox(channel, queue);
    const [first] = await inbox.atLeast(2);

    expect(await session.channel.checkQueue(queue)).toMatchObject({ messageCount: 2 });
    if (first !== undefined) channel.ack(first);
    const messages = await inbox.atLeast(3);

    expect(messages.map(textOf)).toEqual(['a', 'b', 'c']);
    expect(await session.channel.checkQueue(queue)).toMatchObject({ messageCount: 1 });
  });

  behaviour('a prefetch of 0 is no limit', async (session) => {
    const queue = await session.queue();
    const texts = Array.from({ length: 300 }, (_, index) => String(index));
    await send(session.channel, queue, ...texts);
    const channel = await session.openChannel();
    await channel.prefetch(0);

    const messages = await (await openInbox(channel, queue)).atLeast(300);

    expect(messages.map(textOf)).toEqual(texts);
  });

  behaviour('prefetch is that of the consumers that follow on the channel, each for itself', async (session) => {
    const [one, other] = [await session.queue(), await session.queue()];
    await send(session.channel, one, 'a', 'b', 'c', 'd');
    await send(session.channel, other, 'a', 'b', 'c', 'd');
    const channel = await session.openChannel();
    await channel.prefetch(1);
    const narrow = await openInbox(channel, one);
    await channel.prefetch(3);
    const wide = await openInbox(channel, other);
    await narrow.atLeast(1);
    await wide.atLeast(3);

    await untilReady(session.channel, one, 3);
    await untilReady(session.channel, other, 1);
    expect([narrow.messages.length, wide.messages.length]).toEqual([1, 3]);
  });

  behaviour('a prefetch for the whole channel is shared by its consumers', async (session) => {
    const [one, other] = [await session.queue(), await session.queue()];
    await send(session.channel, one, 'a', 'b', 'c');
    await send(session.channel, other, 'a', 'b', 'c');
    const channel = await session.openChannel();
    await channel.prefetch(4, true);
    const inboxes = [await openInbox(channel, one), await openInbox(channel, other)];
    const held = (): number => inboxes.reduce((sum, { messages }) => sum + messages.length, 0);
    await eventually(() => held() === 4 || undefined, 'four messages');

    const left = await Promise.all([one, other].map((queue) => session.channel.checkQueue(queue)));
    expect(left.reduce((sum, { messageCount }) => sum + messageCount, 0)).toBe(2);
    channel.ackAll();
    await eventually(() => held() === 6 || undefined, 'the last two messages');
  });

  behaviour('what one consumer acknowledges makes room for another, where the channel shares its prefetch', async (session) => {
    const [one, other] = [await session.queue(), await session.queue()];
    for (const queue of [one, other]) await send(session.channel, queue, queue);
    const channel = await session.openChannel();
    await channel.prefetch(1, true);
    const first = await openInbox(channel, one);
    const [held] = await first.atLeast(1);
    const second = await openInbox(channel, other);
    if (held !== undefined) channel.ack(held);

    expect((await second.atLeast(1)).map(textOf)).toEqual([other]);
  });

  behaviour('a larger prefetch for the whole channel counts at once', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a', 'b', 'c');
    const channel = await session.openChannel();
    await channel.prefetch(1, true);
    const inbox = await openInbox(channel, queue);
    await inbox.atLeast(1);
    await channel.prefetch(3, true);

    expect((await inbox.atLeast(3)).map(textOf)).toEqual(['a', 'b', 'c']);
  });

  behaviour('without acknowledgements prefetch does not count', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a', 'b', 'c');
    const channel = await session.openChannel();
    await channel.prefetch(1);

    const messages = await (await openInbox(channel, queue, { noAck: true })).atLeast(3);

    expect(messages.map(textOf)).toEqual(['a', 'b', 'c']);
  });
});

onEveryBroker('acknowledgements', (behaviour) => {
  behaviour('delivery tags count from 1 on each channel, over its queues', async (session) => {
    const [one, other] = [await session.queue(), await session.queue()];
    await send(session.channel, one, 'a');
    await send(session.channel, other, 'b');
    const channel = await session.openChannel();

    const first = await take(channel, one, { noAck: false });
    const second = await take(channel, other, { noAck: false });

    expect([first.fields.deliveryTag, second.fields.deliveryTag]).toEqual([1, 2]);
  });

  behaviour('what is acknowledged does not come back when the channel closes, the rest does, in its order', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a', 'b', 'c', 'd');
    const channel = await session.openChannel();
    const messages = await (await openInbox(channel, queue)).atLeast(4);
    for (const message of messages) if (textOf(message) === 'b') channel.ack(message);
    await channel.close();
    await untilReady(session.channel, queue, 3);

    const again = await (await openInbox(session.channel, queue)).atLeast(3);

    expect(again.map(textOf)).toEqual(['a', 'c', 'd']);
    expect(again.every(({ fields }) => fields.redelivered)).toBe(true);
  });

  behaviour('an acknowledgement of many takes all up to it', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a', 'b', 'c', 'd');
    const channel = await session.openChannel();
    const messages = await (await openInbox(channel, queue)).atLeast(4);
    const third = messages[2];
    if (third !== undefined) channel.ack(third, true);
    await channel.close();
    await untilReady(session.channel, queue, 1);

    expect(await drainTexts(session.channel, queue)).toEqual(['d']);
  });

  behaviour('an acknowledgement of all takes all', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a', 'b');
    const channel = await session.openChannel();
    await (await openInbox(channel, queue)).atLeast(2);
    channel.ackAll();
    await channel.close();

    expect(await session.channel.deleteQueue(queue)).toEqual({ messageCount: 0 });
  });

  behaviour('an acknowledgement of all is not an error when nothing is held', async (session) => {
    const channel = await session.openChannel();
    channel.ackAll();
    await expect(channel.prefetch(1)).resolves.toEqual({});
  });

  const wrongTags: readonly (readonly [string, (channel: Parameters<typeof take>[0], held: Awaited<ReturnType<typeof take>>) => void])[] = [
    ['an acknowledgement of a tag never given', (channel, held) => channel.ack({ ...held, fields: { ...held.fields, deliveryTag: 7 } })],
    ['a second acknowledgement', (channel, held) => { channel.ack(held); channel.ack({ ...held, fields: { ...held.fields, deliveryTag: 7 } }); }],
    ['a nack of a tag never given', (channel, held) => channel.nack({ ...held, fields: { ...held.fields, deliveryTag: 7 } })],
    ['a reject of a tag never given', (channel, held) => channel.reject({ ...held, fields: { ...held.fields, deliveryTag: 7 } })],
    ['a multiple acknowledgement of a tag never given', (channel, held) => channel.ack({ ...held, fields: { ...held.fields, deliveryTag: 7 } }, true)],
  ];
  for (const [what, act] of wrongTags) {
    behaviour(`${what} closes the channel (406)`, async (session) => {
      const queue = await session.queue();
      await send(session.channel, queue, 'a');
      const channel = await session.openChannel();
      act(channel, await take(channel, queue, { noAck: false }));

      expect(await closingOf(channel)).toEqual({ code: 406, text: 'PRECONDITION_FAILED - unknown delivery tag 7' });
    });
  }

  behaviour('a message acknowledged twice closes the channel (406)', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a');
    const channel = await session.openChannel();
    const message = await take(channel, queue, { noAck: false });
    channel.ack(message);
    channel.ack(message);

    expect(await closingOf(channel)).toEqual({ code: 406, text: 'PRECONDITION_FAILED - unknown delivery tag 1' });
  });

  behaviour('an acknowledgement where none is expected closes the channel (406)', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a');
    const channel = await session.openChannel();
    channel.ack(await take(channel, queue, { noAck: true }));

    expect(await closingOf(channel)).toEqual({ code: 406, text: 'PRECONDITION_FAILED - unknown delivery tag 1' });
  });

  behaviour('another channel cannot acknowledge (406)', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a');
    const connection = await session.connect();
    const [channel, sibling] = [await session.openChannel(connection), await session.openChannel(connection)];
    sibling.ack(await take(channel, queue, { noAck: false }));

    expect(await closingOf(sibling)).toMatchObject({ code: 406 });
  });
});

onEveryBroker('returning messages to the queue', (behaviour) => {
  behaviour('a nacked message takes its old place and is marked redelivered', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a', 'b', 'c');
    const channel = await session.openChannel();
    const first = await take(channel, queue, { noAck: false });
    const second = await take(channel, queue, { noAck: false });
    channel.nack(second);
    await untilReady(session.channel, queue, 2);
    channel.nack(first);
    await untilReady(session.channel, queue, 3);

    const again = await (await openInbox(session.channel, queue)).atLeast(3);

    expect(first.fields.redelivered).toBe(false);
    expect(again.map((each) => [textOf(each), each.fields.redelivered])).toEqual([['a', true], ['b', true], ['c', false]]);
  });

  behaviour('nack of many returns all up to it', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a', 'b', 'c');
    const channel = await session.openChannel();
    await take(channel, queue, { noAck: false });
    const second = await take(channel, queue, { noAck: false });
    channel.nack(second, true);
    await untilReady(session.channel, queue, 3);

    expect(await drainTexts(session.channel, queue)).toEqual(['a', 'b', 'c']);
  });

  behaviour('nack of all without requeue drops what is held', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a', 'b', 'c');
    const channel = await session.openChannel();
    await take(channel, queue, { noAck: false });
    await take(channel, queue, { noAck: false });
    channel.nackAll(false);
    await channel.close();

    expect(await drainTexts(session.channel, queue)).toEqual(['c']);
  });

  behaviour('reject returns a message, or drops it', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a', 'b');
    const channel = await session.openChannel();
    channel.reject(await take(channel, queue, { noAck: false }), false);
    channel.reject(await take(channel, queue, { noAck: false }), true);
    await channel.close();

    const again = await take(session.channel, queue);
    expect([textOf(again), again.fields.redelivered]).toEqual(['b', true]);
  });

  behaviour('a message returned goes to a consumer that waits', async (session) => {
    const queue = await session.queue();
    const waiting = await openInbox(session.channel, queue);
    const channel = await session.openChannel();
    await session.channel.cancel(waiting.consumerTag);
    await send(session.channel, queue, 'a');
    const held = await take(channel, queue, { noAck: false });
    const inbox = await openInbox(session.channel, queue);
    channel.nack(held);

    const [message] = await inbox.atLeast(1);
    expect(message?.fields.redelivered).toBe(true);
  });

  behaviour('recover returns what the channel holds, marked redelivered', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a', 'b');
    const channel = await session.openChannel();
    const inbox = await openInbox(channel, queue);
    await inbox.atLeast(2);
    await channel.recover();

    const messages = await inbox.atLeast(4);
    expect(messages.map((each) => [textOf(each), each.fields.redelivered])).toEqual([
      ['a', false],
      ['b', false],
      ['a', true],
      ['b', true],
    ]);
  });

  behaviour('a closed connection returns what its channels hold', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a', 'b');
    const connection = await session.connect();
    await (await openInbox(await session.openChannel(connection), queue)).atLeast(2);
    await connection.close();
    await untilReady(session.channel, queue, 2);

    const again = await (await openInbox(session.channel, queue)).atLeast(2);
    expect(again.map((each) => [textOf(each), each.fields.redelivered])).toEqual([['a', true], ['b', true]]);
  });

  behaviour('what was delivered without acknowledgement does not come back', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a', 'b');
    const channel = await session.openChannel();
    await (await openInbox(channel, queue, { noAck: true })).atLeast(2);
    await channel.close();

    expect(await session.channel.checkQueue(queue)).toMatchObject({ messageCount: 0, consumerCount: 0 });
  });
});

onEveryBroker('getting one message', (behaviour) => {
  behaviour('answers with the oldest and the number of those left', async ({ channel, queue }) => {
    const name = await queue();
    await send(channel, name, 'a', 'b', 'c');

    const message = await channel.get(name, { noAck: true });

    if (message === false) throw new Error('There is a message.');
    expect(textOf(message)).toBe('a');
    expect(message.fields).toEqual({ deliveryTag: 1, redelivered: false, exchange: '', routingKey: name, messageCount: 2 });
  });

  behaviour('answers empty where there is none', async ({ channel, queue }) => {
    expect(await channel.get(await queue())).toBe(false);
  });

  behaviour('does not count what others hold', async ({ channel, queue, openChannel }) => {
    const name = await queue();
    await send(channel, name, 'a');
    await take(await openChannel(), name, { noAck: false });

    expect(await channel.get(name)).toBe(false);
  });

  behaviour('a queue that is not there is 404', async ({ channel, name }) => {
    const missing = name('missing');
    expect(await refusalOf(channel.get(missing))).toEqual({
      code: 404,
      text: `NOT_FOUND - no queue '${missing}' in vhost '/'`,
    });
  });
});

onEveryBroker('consumers', (behaviour) => {
  behaviour('messages arrive in the order in which they were published', async ({ channel, queue }) => {
    const name = await queue();
    const inbox = await openInbox(channel, name);
    const texts = Array.from({ length: 500 }, (_, index) => String(index));
    await send(channel, name, ...texts);

    expect((await inbox.atLeast(500)).map(textOf)).toEqual(texts);
  });

  behaviour('the server names a consumer that has no name', async ({ channel, queue }) => {
    const name = await queue();
    const { consumerTag } = await openInbox(channel, name);
    const { consumerTag: other } = await openInbox(channel, name);

    expect(consumerTag).toMatch(/^amq\.ctag-[\w-]{22}$/);
    expect(other).not.toBe(consumerTag);
  });

  behaviour('a name used twice on a channel closes the connection (530)', async (session) => {
    const queue = await session.queue();
    const connection = await session.connect();
    const channel = await session.openChannel(connection);
    await channel.consume(queue, () => undefined, { consumerTag: 'mine' });
    const second = refusalOf(channel.consume(queue, () => undefined, { consumerTag: 'mine' }));

    expect(await closingOf(connection)).toEqual({
      code: 530,
      text: "NOT_ALLOWED - attempt to reuse consumer tag 'mine'",
    });
    await second;
  });

  behaviour('the same name on another channel is good', async (session) => {
    const queue = await session.queue();
    const connection = await session.connect();
    for (const channel of [await session.openChannel(connection), await session.openChannel(connection)]) {
      expect(await channel.consume(queue, () => undefined, { consumerTag: 'mine' })).toEqual({ consumerTag: 'mine' });
    }
  });

  behaviour('consuming a queue that is not there is 404', async ({ channel, name }) => {
    const missing = name('missing');
    expect(await refusalOf(channel.consume(missing, () => undefined))).toEqual({
      code: 404,
      text: `NOT_FOUND - no queue '${missing}' in vhost '/'`,
    });
  });

  behaviour('cancel ends deliveries; what is held stays held and can be acknowledged', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a');
    const channel = await session.openChannel();
    const inbox = await openInbox(channel, queue);
    const [held] = await inbox.atLeast(1);
    expect(await channel.cancel(inbox.consumerTag)).toEqual({ consumerTag: inbox.consumerTag });
    await send(session.channel, queue, 'b');

    expect(await session.channel.checkQueue(queue)).toMatchObject({ messageCount: 1, consumerCount: 0 });
    if (held !== undefined) channel.ack(held);
    await channel.close();
    expect(inbox.messages).toHaveLength(1);
    expect(await drainTexts(session.channel, queue)).toEqual(['b']);
  });

  behaviour('cancelling a consumer that is not there is answered all the same', async ({ channel }) => {
    expect(await channel.cancel('nobody')).toEqual({ consumerTag: 'nobody' });
  });

  behaviour('a consumer is told when its queue is deleted', async (session) => {
    const queue = await session.queue();
    const channel = await session.openChannel();
    const inbox = await openInbox(channel, queue);
    await session.channel.deleteQueue(queue);

    await inbox.cancelled;
    await expect(channel.prefetch(1)).resolves.toEqual({});
  });

  behaviour('after its queue was deleted a consumer may still acknowledge what it held', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a');
    const channel = await session.openChannel();
    const inbox = await openInbox(channel, queue);
    const [held] = await inbox.atLeast(1);
    await session.channel.deleteQueue(queue);
    await inbox.cancelled;
    if (held !== undefined) channel.ack(held);

    await expect(channel.prefetch(1)).resolves.toEqual({});
  });

  behaviour('an exclusive consumer keeps others away (403), until it is gone', async (session) => {
    const queue = await session.queue();
    const owner = await session.openChannel();
    const { consumerTag } = await openInbox(owner, queue, { exclusive: true });
    const other = await session.openChannel();

    expect(await refusalOf(other.consume(queue, () => undefined))).toEqual({
      code: 403,
      text: `ACCESS_REFUSED - queue '${queue}' in vhost '/' in exclusive use`,
    });
    await owner.cancel(consumerTag);
    await expect((await session.openChannel()).consume(queue, () => undefined)).resolves.toHaveProperty('consumerTag');
  });

  behaviour('an exclusive consumer is refused where there is one already (403)', async (session) => {
    const queue = await session.queue();
    await openInbox(session.channel, queue);
    expect(await refusalOf((await session.openChannel()).consume(queue, () => undefined, { exclusive: true }))).toEqual({
      code: 403,
      text: `ACCESS_REFUSED - queue '${queue}' in vhost '/' in exclusive use`,
    });
  });

  behaviour('consumers on several connections take turns', async (session) => {
    const queue = await session.queue();
    const inboxes = [];
    for (let count = 0; count < 3; count += 1) inboxes.push(await openInbox(await session.openChannel(), queue, { noAck: true }));
    await send(session.channel, queue, ...Array.from({ length: 30 }, (_, index) => String(index)));

    await Promise.all(inboxes.map((inbox) => inbox.atLeast(10)));
    expect(inboxes.map(({ messages }) => messages.length)).toEqual([10, 10, 10]);
  });

  behaviour('a consumer that is full is passed over', async (session) => {
    const queue = await session.queue();
    const [full, free] = [await session.openChannel(), await session.openChannel()];
    await full.prefetch(1);
    const stuck = await openInbox(full, queue);
    const open = await openInbox(free, queue, { noAck: true });
    await send(session.channel, queue, ...Array.from({ length: 20 }, (_, index) => String(index)));

    await open.atLeast(19);
    expect([stuck.messages.length, open.messages.length]).toEqual([1, 19]);
  });

  behaviour('a consumer of higher priority gets the messages as long as it has room', async (session) => {
    const queue = await session.queue();
    const [low, high] = [await session.openChannel(), await session.openChannel()];
    const below = await openInbox(low, queue, { noAck: true });
    await high.prefetch(2);
    const above = await openInbox(high, queue, { priority: 10 });
    await send(session.channel, queue, 'a', 'b', 'c');

    await below.atLeast(1);
    expect(above.messages.map(textOf)).toEqual(['a', 'b']);
    expect(below.messages.map(textOf)).toEqual(['c']);
  });
});

onEveryBroker('single active consumer', (behaviour) => {
  for (const type of ['classic', 'quorum']) {
    behaviour(`on a ${type} queue the first consumer gets all, the next takes over when it goes`, async (session) => {
      const queue = await session.queue({ arguments: { 'x-queue-type': type, 'x-single-active-consumer': true } });
      const [one, other] = [await session.openChannel(), await session.openChannel()];
      const first = await openInbox(one, queue);
      const second = await openInbox(other, queue);
      await send(session.channel, queue, 'a', 'b');
      await first.atLeast(2);
      expect(second.messages).toHaveLength(0);

      one.ackAll();
      await one.cancel(first.consumerTag);
      await send(session.channel, queue, 'c');

      expect((await second.atLeast(1)).map(textOf)).toEqual(['c']);
    });

    behaviour(`on a ${type} queue what the first held goes to the next when its connection ends`, async (session) => {
      const queue = await session.queue({ arguments: { 'x-queue-type': type, 'x-single-active-consumer': true } });
      const connection = await session.connect();
      const first = await openInbox(await session.openChannel(connection), queue);
      const second = await openInbox(await session.openChannel(), queue);
      await send(session.channel, queue, 'a', 'b');
      await first.atLeast(2);
      await connection.close();

      const messages = await second.atLeast(2);
      expect(messages.map((each) => [textOf(each), each.fields.redelivered])).toEqual([['a', true], ['b', true]]);
    });
  }

  behaviour('refuses an exclusive consumer (403)', async (session) => {
    const queue = await session.queue({ arguments: { 'x-single-active-consumer': true } });
    const refusal = await refusalOf(session.channel.consume(queue, () => undefined, { exclusive: true }));
    expect(refusal).toEqual({ code: 403, text: `ACCESS_REFUSED - queue '${queue}' in vhost '/' in exclusive use` });
  });
});

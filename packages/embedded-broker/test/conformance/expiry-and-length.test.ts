import { expect } from '@jest/globals';
import { drainTexts, eventually, openInbox, publish, send, take, textOf, untilReady } from './messages.ts';
import { onEveryBroker } from './on-every-broker.ts';
import { closingOf } from './refusal.ts';

onEveryBroker('time to live', (behaviour) => {
  for (const type of ['classic', 'quorum']) {
    behaviour(`a message leaves a ${type} queue when the queue's time is up`, async (session) => {
      const target = await session.queue();
      const queue = await session.queue({
        arguments: {
          'x-queue-type': type,
          'x-message-ttl': 50,
          'x-dead-letter-exchange': '',
          'x-dead-letter-routing-key': target,
        },
      });
      await send(session.channel, queue, 'a', 'b');

      expect(textOf(await take(session.channel, target))).toBe('a');
      expect(textOf(await take(session.channel, target))).toBe('b');
      expect(await session.channel.checkQueue(queue)).toMatchObject({ messageCount: 0 });
    });

    behaviour(`a message leaves a ${type} queue when its own time is up`, async (session) => {
      const target = await session.queue();
      const queue = await session.queue({
        arguments: { 'x-queue-type': type, 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': target },
      });
      await publish(session.channel, '', queue, 'short', { expiration: '50' });

      expect(textOf(await take(session.channel, target))).toBe('short');
    });
  }

  behaviour('the shorter of the two times counts', async (session) => {
    const target = await session.queue();
    const deadLetters = { deadLetterExchange: '', deadLetterRoutingKey: target };
    const patient = await session.queue({ messageTtl: 600_000, ...deadLetters });
    const hasty = await session.queue({ messageTtl: 50, ...deadLetters });
    await publish(session.channel, '', patient, 'own time', { expiration: '50' });
    expect(textOf(await take(session.channel, target))).toBe('own time');

    await publish(session.channel, '', hasty, 'time of the queue', { expiration: '600000' });
    expect(textOf(await take(session.channel, target))).toBe('time of the queue');
  });

  behaviour('a message with a time of its own behind one that stays is not taken out before it', async (session) => {
    const queue = await session.queue({ deadLetterExchange: '', deadLetterRoutingKey: await session.queue() });
    await publish(session.channel, '', queue, 'stays');
    await publish(session.channel, '', queue, 'expires', { expiration: '1' });
    const clock = await session.queue();
    const timer = await session.queue({ messageTtl: 100, deadLetterExchange: '', deadLetterRoutingKey: clock });
    await send(session.channel, timer, 'tick');
    await take(session.channel, clock);

    expect(await session.channel.checkQueue(queue)).toMatchObject({ messageCount: 2 });
    expect(await drainTexts(session.channel, queue)).toEqual(['stays']);
  });

  behaviour('a time of 0 expires a message unless a consumer takes it at once', async (session) => {
    const queue = await session.queue({ messageTtl: 0 });
    await send(session.channel, queue, 'nobody waits');
    expect(await session.channel.checkQueue(queue)).toMatchObject({ messageCount: 0 });

    const inbox = await openInbox(session.channel, queue);
    await send(session.channel, queue, 'somebody waits');

    expect((await inbox.atLeast(1)).map(textOf)).toEqual(['somebody waits']);
  });

  behaviour('what a consumer holds does not expire', async (session) => {
    const expired = await session.queue();
    const queue = await session.queue({ messageTtl: 200, deadLetterExchange: '', deadLetterRoutingKey: expired });
    await send(session.channel, queue, 'held');
    const holder = await session.openChannel();
    const held = await take(holder, queue, { noAck: false });
    await send(session.channel, queue, 'left');
    expect(textOf(await take(session.channel, expired))).toBe('left');

    expect(await session.channel.checkQueue(expired)).toMatchObject({ messageCount: 0 });
    holder.nack(held);

    expect(textOf(await take(session.channel, expired))).toBe('held');
  });

  for (const expiration of ['soon', '-1', '1.5']) {
    behaviour(`an expiration of ${expiration} closes the channel (406)`, async (session) => {
      const queue = await session.queue();
      const channel = await session.openChannel();
      channel.sendToQueue(queue, Buffer.from('x'), { expiration });

      const { code, text } = await closingOf(channel);
      expect(code).toBe(406);
      expect(text).toContain(`PRECONDITION_FAILED - invalid expiration '${expiration}': `);
    });
  }
});

onEveryBroker('maximal length', (behaviour) => {
  for (const type of ['classic', 'quorum']) {
    behaviour(`a full ${type} queue drops its oldest messages`, async (session) => {
      const queue = await session.queue({ arguments: { 'x-queue-type': type, 'x-max-length': 3 } });
      for (const text of ['a', 'b', 'c', 'd', 'e']) await send(session.channel, queue, text);
      await untilReady(session.channel, queue, 3);

      expect(await drainTexts(session.channel, queue)).toEqual(['c', 'd', 'e']);
    });
  }

  behaviour('a full queue with reject-publish nacks and keeps what it has', async (session) => {
    const queue = await session.queue({ maxLength: 2, overflow: 'reject-publish' });
    await send(session.channel, queue, 'a');
    await send(session.channel, queue, 'b');

    await expect(send(session.channel, queue, 'c')).rejects.toThrow('message nacked');
    expect(await drainTexts(session.channel, queue)).toEqual(['a', 'b']);
    await send(session.channel, queue, 'there is room again');
  });

  behaviour('a queue with reject-publish nacks what would take it over its length in bytes', async (session) => {
    const queue = await session.queue({ overflow: 'reject-publish', arguments: { 'x-max-length-bytes': 10 } });
    await send(session.channel, queue, 'aaaaaaaa');

    await expect(send(session.channel, queue, 'bbb')).rejects.toThrow('message nacked');
    await send(session.channel, queue, 'cc');
    expect(await drainTexts(session.channel, queue)).toEqual(['aaaaaaaa', 'cc']);
  });

  behaviour('a full quorum queue with reject-publish nacks', async (session) => {
    const queue = await session.quorumQueue({ 'x-max-length': 2, 'x-overflow': 'reject-publish' });
    // A quorum queue learns that it is full a little late: some more than two get in.
    const refused = await eventually(
      () => send(session.channel, queue, 'x').then(() => undefined, (error: unknown) => String(error)),
      'a nack',
    );

    expect(refused).toContain('message nacked');
  });

  behaviour('a message nacked by one of its queues is nacked, though another has it', async (session) => {
    const fanout = await session.exchange('fanout');
    const full = await session.queue({ maxLength: 1, overflow: 'reject-publish' });
    const free = await session.queue();
    for (const queue of [full, free]) await session.channel.bindQueue(queue, fanout, '');
    await publish(session.channel, fanout, '', 'a');

    await expect(publish(session.channel, fanout, '', 'b')).rejects.toThrow('message nacked');
    expect(await drainTexts(session.channel, free)).toEqual(['a', 'b']);
  });

  behaviour('what consumers hold does not count', async (session) => {
    const queue = await session.queue({ maxLength: 1 });
    const holder = await session.openChannel();
    await send(session.channel, queue, 'held');
    const held = await take(holder, queue, { noAck: false });
    await send(session.channel, queue, 'ready');
    expect(await session.channel.checkQueue(queue)).toMatchObject({ messageCount: 1 });
    holder.ack(held);

    expect(await drainTexts(session.channel, queue)).toEqual(['ready']);
  });

  behaviour('a length in bytes counts the bodies', async (session) => {
    const queue = await session.queue({ arguments: { 'x-max-length-bytes': 10 } });
    for (const text of ['aaaa', 'bbbb', 'cccc']) await send(session.channel, queue, text);

    expect(await drainTexts(session.channel, queue)).toEqual(['bbbb', 'cccc']);
  });

  behaviour('a queue of length 0 keeps nothing but serves a consumer that waits', async (session) => {
    const queue = await session.queue({ maxLength: 0 });
    await send(session.channel, queue, 'nobody waits');
    const inbox = await openInbox(session.channel, queue);
    await send(session.channel, queue, 'somebody waits');

    expect((await inbox.atLeast(1)).map(textOf)).toEqual(['somebody waits']);
  });
});

onEveryBroker('priorities', (behaviour) => {
  behaviour('a queue with priorities gives the higher ones first, equal ones in their order', async (session) => {
    const queue = await session.queue({ maxPriority: 5 });
    const { channel } = session;
    await publish(channel, '', queue, 'none');
    await publish(channel, '', queue, 'three', { priority: 3 });
    await publish(channel, '', queue, 'five', { priority: 5 });
    await publish(channel, '', queue, 'three again', { priority: 3 });
    await publish(channel, '', queue, 'above the maximum', { priority: 9 });

    expect(await drainTexts(channel, queue)).toEqual(['five', 'above the maximum', 'three', 'three again', 'none']);
  });

  behaviour('another queue does not look at priorities', async (session) => {
    const queue = await session.queue();
    await publish(session.channel, '', queue, 'low', { priority: 0 });
    await publish(session.channel, '', queue, 'high', { priority: 9 });

    expect(await drainTexts(session.channel, queue)).toEqual(['low', 'high']);
  });
});

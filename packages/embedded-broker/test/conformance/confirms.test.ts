import { expect } from '@jest/globals';
import type { ConfirmChannel, Message } from 'amqplib';
import { drainTexts, openInbox, publish, send, textOf } from './messages.ts';
import { onEveryBroker } from './on-every-broker.ts';
import { closingOf } from './refusal.ts';

/** Everything that a broker says to a publisher, in the order in which it says it. */
function listen(channel: ConfirmChannel): string[] {
  const heard: string[] = [];
  channel.on('return', (message: Message) => heard.push(`return ${textOf(message)}`));
  channel.on('ack', ({ deliveryTag }: { deliveryTag: number }) => heard.push(`ack ${deliveryTag}`));
  channel.on('nack', ({ deliveryTag }: { deliveryTag: number }) => heard.push(`nack ${deliveryTag}`));
  return heard;
}

onEveryBroker('publisher confirms', (behaviour) => {
  behaviour('count from 1 on each channel', async (session) => {
    const queue = await session.queue();
    const [one, other] = [await session.openConfirmChannel(), await session.openConfirmChannel()];
    const [heardByOne, heardByOther] = [listen(one), listen(other)];

    await send(one, queue, 'a');
    await send(one, queue, 'b');
    await send(other, queue, 'c');

    expect(heardByOne).toEqual(['ack 1', 'ack 2']);
    expect(heardByOther).toEqual(['ack 1']);
  });

  behaviour('each message of many is confirmed once, whether one by one or several at once', async (session) => {
    const queue = await session.queue();
    const channel = await session.openConfirmChannel();
    let confirmedUpTo = 0;
    const alone = new Set<number>();
    channel.on('ack', ({ deliveryTag, multiple }: { deliveryTag: number; multiple: boolean }) => {
      if (multiple) confirmedUpTo = Math.max(confirmedUpTo, deliveryTag);
      else {
        expect(deliveryTag > confirmedUpTo && !alone.has(deliveryTag)).toBe(true);
        alone.add(deliveryTag);
      }
    });

    await send(channel, queue, ...Array.from({ length: 1_000 }, (_, index) => String(index)));

    const confirmed = confirmedUpTo + [...alone].filter((tag) => tag > confirmedUpTo).length;
    expect(confirmed).toBe(1_000);
    expect(await session.channel.checkQueue(queue)).toMatchObject({ messageCount: 1_000 });
  });

  behaviour('waiting for all of them waits for all of them', async (session) => {
    const queue = await session.queue();
    const channel = await session.openConfirmChannel();
    for (let count = 0; count < 50; count += 1) channel.sendToQueue(queue, Buffer.from('x'), { persistent: true });
    await channel.waitForConfirms();

    expect(await session.channel.checkQueue(queue)).toMatchObject({ messageCount: 50 });
  });

  behaviour('a message to several queues is confirmed once, when it is in all', async (session) => {
    const channel = await session.openConfirmChannel();
    const heard = listen(channel);
    const fanout = await session.exchange('fanout');
    const queues = [await session.queue(), await session.quorumQueue(), await session.queue()];
    for (const queue of queues) await channel.bindQueue(queue, fanout, '');

    await publish(channel, fanout, '', 'to all', { persistent: true });

    expect(heard).toEqual(['ack 1']);
    for (const queue of queues) expect(await drainTexts(channel, queue)).toEqual(['to all']);
  });

  behaviour('a message that nobody gets is confirmed all the same', async (session) => {
    const channel = await session.openConfirmChannel();
    const heard = listen(channel);

    await publish(channel, await session.exchange('topic'), 'nobody.listens', 'x');

    expect(heard).toEqual(['ack 1']);
  });

  behaviour('a channel without confirms hears none', async (session) => {
    const queue = await session.queue();
    const channel = await session.openChannel();
    let heard = 0;
    channel.on('ack', () => (heard += 1));
    const inbox = await openInbox(channel, queue, { noAck: true });
    channel.sendToQueue(queue, Buffer.from('x'));
    await inbox.atLeast(1);
    await channel.prefetch(1);

    expect(heard).toBe(0);
  });

  behaviour('a message to an exchange that is not there is never confirmed', async (session) => {
    const channel = await session.openConfirmChannel();
    const heard = listen(channel);
    const published = publish(channel, session.name('missing'), 'key', 'x');

    await expect(published).rejects.toThrow('channel closed');
    expect(await closingOf(channel)).toMatchObject({ code: 404 });
    expect(heard).toEqual([]);
  });
});

onEveryBroker('mandatory messages', (behaviour) => {
  behaviour('that nobody gets are returned (312) before they are confirmed', async (session) => {
    const channel = await session.openConfirmChannel();
    const heard = listen(channel);
    const returned: Message[] = [];
    channel.on('return', (message: Message) => returned.push(message));
    const exchange = await session.exchange('topic');

    await publish(channel, exchange, 'nobody.listens', 'come back', {
      mandatory: true,
      messageId: 'message-1',
      headers: { kept: true },
    });

    expect(heard).toEqual(['return come back', 'ack 1']);
    expect(returned[0]?.fields).toEqual({ replyCode: 312, replyText: 'NO_ROUTE', exchange, routingKey: 'nobody.listens' });
    expect(returned[0]?.properties).toMatchObject({ messageId: 'message-1', headers: { kept: true } });
  });

  behaviour('to a queue that is not there are returned too', async (session) => {
    const channel = await session.openConfirmChannel();
    const heard = listen(channel);

    await publish(channel, '', session.name('missing'), 'come back', { mandatory: true });

    expect(heard).toEqual(['return come back', 'ack 1']);
  });

  behaviour('that somebody gets are not returned', async (session) => {
    const queue = await session.queue();
    const channel = await session.openConfirmChannel();
    const heard = listen(channel);

    await publish(channel, '', queue, 'arrives', { mandatory: true });

    expect(heard).toEqual(['ack 1']);
    expect(await drainTexts(channel, queue)).toEqual(['arrives']);
  });

  behaviour('are returned on a channel without confirms too, with an empty body if it was empty', async (session) => {
    const channel = await session.openChannel();
    const returned = new Promise<Message>((resolve) => channel.once('return', resolve));
    channel.publish('', session.name('missing'), Buffer.alloc(0), { mandatory: true });

    expect((await returned).content).toHaveLength(0);
  });
});

onEveryBroker('carbon copies', (behaviour) => {
  behaviour('CC and BCC are further routing keys; BCC is taken out of the message', async (session) => {
    const { channel } = session;
    const [to, copy, blind] = [await session.queue(), await session.queue(), await session.queue()];

    await publish(channel, '', to, 'x', { CC: [copy, to], BCC: blind });
    const inboxes = await Promise.all([to, copy, blind].map(async (queue) => (await openInbox(channel, queue)).atLeast(1)));

    expect(inboxes.map((messages) => messages.length)).toEqual([1, 1, 1]);
    for (const [message] of inboxes) expect(message?.properties.headers).toEqual({ CC: [copy, to] });
    for (const [message] of inboxes) expect(message?.fields.routingKey).toBe(to);
  });
});

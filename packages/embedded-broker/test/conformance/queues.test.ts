import { expect } from '@jest/globals';
import { eventually, openInbox, publish, send, take, drainTexts, textOf } from './messages.ts';
import { onEveryBroker } from './on-every-broker.ts';
import { refusalOf } from './refusal.ts';
import type { Session } from './session.ts';

onEveryBroker('declaring queues', (behaviour) => {
  behaviour('declare answers with the name and the counts of ready messages and consumers', async (session) => {
    const { channel } = session;
    const queue = session.name();

    expect(await channel.assertQueue(queue)).toEqual({ queue, messageCount: 0, consumerCount: 0 });
    await send(channel, queue, 'a', 'b', 'c');
    expect(await channel.assertQueue(queue)).toEqual({ queue, messageCount: 3, consumerCount: 0 });
    await channel.prefetch(2);
    const inbox = await openInbox(channel, queue);
    await inbox.atLeast(2);

    // What is delivered and not acknowledged yet is not counted.
    expect(await channel.assertQueue(queue)).toEqual({ queue, messageCount: 1, consumerCount: 1 });
  });

  behaviour('declaring a queue again with equal properties keeps its messages', async ({ channel, queue }) => {
    const options = { durable: true, arguments: { 'x-message-ttl': 600_000, 'x-max-length': 10 } };
    const name = await queue(options);
    await send(channel, name, 'kept');

    expect(await channel.assertQueue(name, options)).toMatchObject({ messageCount: 1 });
  });

  const ttl = (milliseconds: number): { arguments: object } => ({ arguments: { 'x-message-ttl': milliseconds } });
  const both = (more: object): { arguments: object } => ({ arguments: { 'x-message-ttl': 60_000, ...more } });
  const inequivalent: readonly (readonly [string, arg: string, received: string, current: string, object])[] = [
    ['not durable', 'durable', "'false'", "'true'", { durable: false }],
    ['auto-delete', 'auto_delete', "'true'", "'false'", { autoDelete: true }],
    ['another number', 'x-message-ttl', "'5'", "'60000'", ttl(5)],
    ['a value missing', 'x-message-ttl', 'none', "the value '60000' of type 'signedint'", { arguments: {} }],
    ['a byte more', 'x-max-length', "the value '5' of type 'byte'", 'none', both({ 'x-max-length': 5 })],
    ['a text more', 'x-dead-letter-exchange', "the value 'dlx' of type 'longstr'", 'none', both({ 'x-dead-letter-exchange': 'dlx' })],
  ];
  for (const [what, arg, received, current, options] of inequivalent) {
    behaviour(`declaring a queue again with ${what} is 406 and names ${arg}`, async ({ channel, queue }) => {
      const name = await queue({ durable: true, ...ttl(60_000) });
      expect(await refusalOf(channel.assertQueue(name, { durable: true, ...ttl(60_000), ...options }))).toEqual({
        code: 406,
        text:
          `PRECONDITION_FAILED - inequivalent arg '${arg}' for queue '${name}' in vhost '/': ` +
          `received ${received} but current is ${current}`,
      });
    });
  }

  behaviour('declaring a queue again with another text is 406 and shows both', async ({ channel, queue }) => {
    const name = await queue({ deadLetterExchange: 'one' });
    expect(await refusalOf(channel.assertQueue(name, { deadLetterExchange: 'other' }))).toEqual({
      code: 406,
      text:
        `PRECONDITION_FAILED - inequivalent arg 'x-dead-letter-exchange' for queue '${name}' in vhost '/': ` +
        "received 'other' but current is 'one'",
    });
  });

  behaviour('declaring a queue again with another type is 406', async ({ channel, queue }) => {
    const name = await queue();
    const refusal = await refusalOf(channel.assertQueue(name, { arguments: { 'x-queue-type': 'quorum' } }));
    // What follows differs: 3.10 says that the current value is none, 4.x that it is 'classic'.
    expect(refusal.code).toBe(406);
    expect(refusal.text).toContain(`inequivalent arg 'x-queue-type' for queue '${name}' in vhost '/': received`);
  });

  behaviour('numbers of another width are equal', async ({ channel, queue }) => {
    const name = await queue({ arguments: { 'x-message-ttl': { '!': 'int64', value: 60_000 } } });
    await expect(channel.assertQueue(name, ttl(60_000))).resolves.toMatchObject({ queue: name });
  });

  behaviour('arguments that the broker does not know are not compared', async ({ channel, queue }) => {
    const name = await queue({ arguments: { 'x-of-somebody-else': 1 } });
    await expect(channel.assertQueue(name, { arguments: { 'x-of-somebody-else': 2 } })).resolves.toMatchObject({ queue: name });
  });

  const refusedArguments: readonly (readonly [string, object, string])[] = [
    ['a text as x-message-ttl', { 'x-message-ttl': 'soon' }, "invalid arg 'x-message-ttl' for queue 'NAME' in vhost '/': \"expected integer, got longstr\""],
    ['a negative x-message-ttl', { 'x-message-ttl': -1 }, "invalid arg 'x-message-ttl' for queue 'NAME' in vhost '/': {value_negative,-1}"],
    ['x-expires of zero', { 'x-expires': 0 }, "invalid arg 'x-expires' for queue 'NAME' in vhost '/': {value_zero,0}"],
    ['an unknown x-overflow', { 'x-overflow': 'burst' }, "invalid arg 'x-overflow' for queue 'NAME' in vhost '/': invalid_overflow"],
    ['a routing key without a dead-letter exchange', { 'x-dead-letter-routing-key': 'key' }, "invalid arg 'x-dead-letter-routing-key' for queue 'NAME' in vhost '/': routing_key_but_no_dlx_defined"],
    ['an unknown x-queue-type', { 'x-queue-type': 'modern' }, "invalid arg 'x-queue-type' for queue 'NAME' in vhost '/': \"unsupported queue type 'modern'\""],
  ];
  for (const [what, queueArguments, text] of refusedArguments) {
    behaviour(`${what} is refused (406)`, async ({ channel, name }) => {
      const queue = name();
      expect(await refusalOf(channel.assertQueue(queue, { arguments: queueArguments }))).toEqual({
        code: 406,
        text: `PRECONDITION_FAILED - ${text.replace('NAME', queue)}`,
      });
    });
  }

  behaviour('a passive declare answers with the counts', async ({ channel, queue }) => {
    const name = await queue();
    await send(channel, name, 'a');
    expect(await channel.checkQueue(name)).toEqual({ queue: name, messageCount: 1, consumerCount: 0 });
  });

  behaviour('a passive declare of a queue that is not there is 404', async ({ channel, name }) => {
    const missing = name('missing');
    expect(await refusalOf(channel.checkQueue(missing))).toEqual({
      code: 404,
      text: `NOT_FOUND - no queue '${missing}' in vhost '/'`,
    });
  });

  behaviour('a queue without a name is named by the server', async (session) => {
    const connection = await session.connect();
    const channel = await session.openChannel(connection);

    const { queue } = await channel.assertQueue('', { exclusive: true });
    const { queue: other } = await channel.assertQueue('', { exclusive: true });

    expect(queue).toMatch(/^amq\.gen-[\w-]{22}$/);
    expect(other).not.toBe(queue);
  });

  behaviour('an empty name means the queue declared last on the channel', async ({ channel, exchange, queue, name }) => {
    await queue();
    const last = name();
    await channel.assertQueue(last);
    const fanout = await exchange('fanout');

    await channel.bindQueue('', fanout, '');
    await publish(channel, fanout, '', 'to the last');

    expect(await drainTexts(channel, last)).toEqual(['to the last']);
  });

  behaviour('an empty name on a channel that declared none is 404', async (session) => {
    const channel = await session.openChannel();
    expect(await refusalOf(channel.bindQueue('', 'amq.fanout', ''))).toEqual({
      code: 404,
      text: 'NOT_FOUND - no previously declared queue',
    });
  });

  behaviour('a name with the prefix amq. is refused for a queue (403)', async ({ channel }) => {
    expect(await refusalOf(channel.assertQueue('amq.mine'))).toEqual({
      code: 403,
      text: "ACCESS_REFUSED - queue name 'amq.mine' contains reserved prefix 'amq.*'",
    });
  });

  behaviour('names of 255 bytes and of any Unicode are good for queues, exchanges and keys', async (session) => {
    const { channel } = session;
    const start = session.name();
    const name = `${start}${'ඕ'.repeat(Math.floor((255 - start.length) / 3))}`.padEnd(255, '-').slice(0);
    const longest = Buffer.from(name).subarray(0, 255).toString().replaceAll('\uFFFD', '');
    await channel.assertQueue(longest);
    await channel.assertExchange(longest, 'direct');
    await channel.bindQueue(longest, longest, longest);

    await publish(channel, longest, longest, 'arrived');
    const { fields, content } = await take(channel, longest);
    await channel.deleteQueue(longest);
    await channel.deleteExchange(longest);

    expect(Buffer.byteLength(longest)).toBeGreaterThan(252);
    expect(fields).toMatchObject({ exchange: longest, routingKey: longest });
    expect(content.toString()).toBe('arrived');
  });

  behaviour('a name of 256 bytes does not leave the client', async ({ channel }) => {
    await expect(async () => channel.assertQueue('q'.repeat(256))).rejects.toThrow();
  });
});

onEveryBroker('the end of a queue', (behaviour) => {
  behaviour('delete answers with the number of messages lost', async ({ channel, queue }) => {
    const name = await queue();
    await send(channel, name, 'a', 'b');
    expect(await channel.deleteQueue(name)).toEqual({ messageCount: 2 });
  });

  behaviour('deleting a queue that is not there is not an error', async ({ channel, name }) => {
    expect(await channel.deleteQueue(name('missing'))).toEqual({ messageCount: 0 });
  });

  behaviour('deleting a queue removes its bindings', async ({ channel, exchange, queue }) => {
    const fanout = await exchange('fanout');
    const name = await queue();
    await channel.bindQueue(name, fanout, '');
    await channel.deleteQueue(name);
    await channel.assertQueue(name);

    await publish(channel, fanout, '', 'nobody');

    expect(await drainTexts(channel, name)).toEqual([]);
  });

  behaviour('a queue with messages is not deleted if-empty (406)', async ({ channel, queue }) => {
    const name = await queue();
    await send(channel, name, 'a');
    expect(await refusalOf(channel.deleteQueue(name, { ifEmpty: true }))).toEqual({
      code: 406,
      text: `PRECONDITION_FAILED - queue '${name}' in vhost '/' not empty`,
    });
  });

  behaviour('a queue with consumers is not deleted if-unused (406)', async ({ channel, queue }) => {
    const name = await queue();
    await openInbox(channel, name);
    expect(await refusalOf(channel.deleteQueue(name, { ifUnused: true }))).toEqual({
      code: 406,
      text: `PRECONDITION_FAILED - queue '${name}' in vhost '/' in use`,
    });
  });

  behaviour('an empty, unused queue is deleted if-empty and if-unused', async ({ channel, queue }) => {
    const name = await queue();
    expect(await channel.deleteQueue(name, { ifEmpty: true, ifUnused: true })).toEqual({ messageCount: 0 });
    expect(await refusalOf(channel.checkQueue(name))).toMatchObject({ code: 404 });
  });

  behaviour('purge removes what is ready, counts it, and leaves what is not acknowledged', async (session) => {
    const { channel, queue } = session;
    const name = await queue();
    await send(channel, name, 'held', 'b', 'c');
    const consumer = await session.openChannel();
    const held = await take(consumer, name, { noAck: false });

    expect(await channel.purgeQueue(name)).toEqual({ messageCount: 2 });
    expect(await channel.purgeQueue(name)).toEqual({ messageCount: 0 });
    consumer.nack(held);

    expect(textOf(await take(channel, name))).toBe('held');
  });

  behaviour('purging a queue that is not there is 404', async ({ channel, name }) => {
    expect(await refusalOf(channel.purgeQueue(name('missing')))).toMatchObject({ code: 404 });
  });

  behaviour('an auto-delete queue goes with its last consumer, not before its first', async (session) => {
    const { channel } = session;
    const queue = await session.queue({ autoDelete: true });
    const first = await openInbox(channel, queue);
    const second = await openInbox(channel, queue);

    await channel.cancel(first.consumerTag);
    await channel.checkQueue(queue);
    await channel.cancel(second.consumerTag);

    expect(await refusalOf(channel.checkQueue(queue))).toMatchObject({ code: 404 });
  });

  behaviour('an auto-delete queue goes with the connection of its last consumer', async (session) => {
    const queue = await session.queue({ autoDelete: true });
    const connection = await session.connect();
    await openInbox(await session.openChannel(connection), queue);
    await connection.close();

    await eventually(async () => {
      const refusal = await session
        .openChannel(await session.connect())
        .then((channel) => channel.checkQueue(queue))
        .then(() => undefined, (error: unknown) => error);
      return refusal;
    }, `the end of ${queue}`);
  });

  behaviour('a queue with x-expires goes when it was not used that long', async (session) => {
    await untilGone(session, await session.queue({ expires: 100 }));
  });

  behaviour('a queue with x-expires stays while somebody consumes', async (session) => {
    const consumed = await session.queue({ expires: 100 });
    await session.channel.consume(consumed, () => undefined);
    await untilGone(session, await session.queue({ expires: 100 }));

    expect(await session.channel.checkQueue(consumed)).toMatchObject({ consumerCount: 1 });
  });

  behaviour('basic.get uses a queue with x-expires', async (session) => {
    const looked = await session.queue({ expires: 1500 });
    const unused = await session.queue({ expires: 1500 });
    await untilGone(session, unused, async () => {
      expect(await session.channel.get(looked)).toBe(false);
    });

    expect(await session.channel.checkQueue(looked)).toMatchObject({ messageCount: 0 });
  });
});

/** Asks without using the queue, and calls `meanwhile` each time. */
async function untilGone({ openChannel }: Session, queue: string, meanwhile?: () => Promise<void>): Promise<void> {
  await eventually(async () => {
    await meanwhile?.();
    const channel = await openChannel();
    return channel.bindQueue(queue, 'amq.fanout', '').then(() => undefined, (error: unknown) => error);
  }, `the end of ${queue}`);
}

onEveryBroker('exclusive queues', (behaviour) => {
  const locked = (queue: string): object => ({
    code: 405,
    text:
      `RESOURCE_LOCKED - cannot obtain exclusive access to locked queue '${queue}' in vhost '/'. It could be ` +
      'originally declared on another connection or the exclusive property value does not match that of the ' +
      'original declaration.',
  });

  behaviour('are closed to other connections (405) for declare, consume, get, purge and delete', async (session) => {
    const owner = await session.openChannel();
    const queue = `${session.name()}-exclusive`;
    await owner.assertQueue(queue, { exclusive: true });
    const attempts = [
      async () => (await session.openChannel()).assertQueue(queue, { exclusive: true }),
      async () => (await session.openChannel()).checkQueue(queue),
      async () => (await session.openChannel()).consume(queue, () => undefined),
      async () => (await session.openChannel()).get(queue),
      async () => (await session.openChannel()).purgeQueue(queue),
      async () => (await session.openChannel()).deleteQueue(queue),
      async () => (await session.openChannel()).bindQueue(queue, 'amq.fanout', ''),
    ];

    for (const attempt of attempts) expect(await refusalOf(attempt())).toEqual(locked(queue));
  });

  behaviour('are open to another channel of the same connection, and take messages from anybody', async (session) => {
    const connection = await session.connect();
    const owner = await session.openChannel(connection);
    const sibling = await session.openChannel(connection);
    const { queue } = await owner.assertQueue('', { exclusive: true });

    await send(session.channel, queue, 'from another connection');

    expect(await sibling.checkQueue(queue)).toMatchObject({ queue, messageCount: 1 });
  });

  behaviour('go with their connection, not with their channel', async (session) => {
    const connection = await session.connect();
    const channel = await session.openChannel(connection);
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.close();
    await (await session.openChannel(connection)).checkQueue(queue);
    await connection.close();

    const refusal = await eventually(async () => {
      const found = await refusalOf((await session.openChannel()).checkQueue(queue));
      return found.code === 405 ? undefined : found;
    }, `the end of ${queue}`);
    expect(refusal).toMatchObject({ code: 404 });
  });

  behaviour('a queue that is not exclusive cannot be declared as one (405)', async (session) => {
    const queue = await session.queue();
    expect(await refusalOf(session.channel.assertQueue(queue, { exclusive: true }))).toEqual(locked(queue));
  });
});

import { expect } from '@jest/globals';
import { managementOf } from './management.ts';
import { drainTexts, eventually, openInbox, publish, send, take, textOf, untilReady } from './messages.ts';
import { onEveryBroker } from './on-every-broker.ts';

onEveryBroker('policies', (behaviour) => {
  behaviour('set a delivery limit on a quorum queue', async (session) => {
    const dead = await session.queue();
    const queue = session.name('limited');
    const definition = { 'delivery-limit': 1, 'dead-letter-exchange': '', 'dead-letter-routing-key': dead };
    await managementOf(session).withPolicy({ pattern: `^${queue}$`, definition, applyTo: 'queues' }, async () => {
      await session.channel.assertQueue(queue, { arguments: { 'x-queue-type': 'quorum' } });
      await send(session.channel, queue, 'poison');
      const channel = await session.openChannel();
      const inbox = await openInbox(channel, queue);
      for (let time = 1; time <= 2; time += 1) {
        const message = (await inbox.atLeast(time))[time - 1];
        if (message !== undefined) channel.nack(message);
      }

      const message = await take(session.channel, dead);
      expect(message.properties.headers).toMatchObject({ 'x-first-death-reason': 'delivery_limit' });
    });
  });

  behaviour('set no delivery limit on a classic queue', async (session) => {
    const queue = session.name('unlimited');
    await managementOf(session).withPolicy({ pattern: `^${queue}$`, definition: { 'delivery-limit': 1 } }, async () => {
      await session.channel.assertQueue(queue);
      await send(session.channel, queue, 'again and again');
      const channel = await session.openChannel();
      const inbox = await openInbox(channel, queue);
      for (let time = 1; time <= 4; time += 1) {
        const message = (await inbox.atLeast(time))[time - 1];
        if (message !== undefined) channel.nack(message);
      }
      await inbox.atLeast(5);
    });
  });

  behaviour('set time to live and dead-lettering, for queues declared without arguments', async (session) => {
    const dead = await session.queue();
    const queue = session.name('expiring');
    const definition = { 'message-ttl': 30, 'dead-letter-exchange': '', 'dead-letter-routing-key': dead };
    await managementOf(session).withPolicy({ pattern: `^${queue}$`, definition }, async () => {
      await session.channel.assertQueue(queue);
      await send(session.channel, queue, 'x');

      expect(textOf(await take(session.channel, dead))).toBe('x');
    });
  });

  behaviour('reach queues that are there already, and leave them again', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a', 'b', 'c');
    await managementOf(session).withPolicy({ pattern: `^${queue}$`, definition: { 'max-length': 1 } }, () =>
      untilReady(session.channel, queue, 1),
    );
    await eventually(async () => {
      await send(session.channel, queue, 'd');
      return (await session.channel.checkQueue(queue)).messageCount > 1 || undefined;
    }, 'the queue to be without its limit');
  });

  behaviour('the lower number counts where an argument says otherwise', async (session) => {
    const [low, high] = [session.name('low'), session.name('high')];
    const pattern = `^(${low}|${high})$`;
    await managementOf(session).withPolicy({ pattern, definition: { 'max-length': 2 } }, async () => {
      await session.channel.assertQueue(low, { maxLength: 1 });
      await session.channel.assertQueue(high, { maxLength: 5 });
      for (const queue of [low, high]) for (const text of ['a', 'b', 'c']) await send(session.channel, queue, text);

      expect(await drainTexts(session.channel, low)).toEqual(['c']);
      expect(await drainTexts(session.channel, high)).toEqual(['b', 'c']);
    });
  });

  behaviour('an argument wins over a text of a policy', async (session) => {
    const [byArgument, byPolicy] = [await session.queue(), await session.queue()];
    const queue = session.name('both');
    const definition = { 'dead-letter-exchange': '', 'dead-letter-routing-key': byPolicy };
    await managementOf(session).withPolicy({ pattern: `^${queue}$`, definition }, async () => {
      await session.channel.assertQueue(queue, { deadLetterExchange: '', deadLetterRoutingKey: byArgument });
      await send(session.channel, queue, 'x');
      session.channel.reject(await take(session.channel, queue, { noAck: false }), false);

      expect(textOf(await take(session.channel, byArgument))).toBe('x');
    });
  });

  behaviour('the one of the highest priority counts, alone', async (session) => {
    const management = managementOf(session);
    const queue = session.name('contested');
    const pattern = `^${queue}$`;
    await management.withPolicy({ pattern, definition: { 'max-length': 1 }, priority: 5 }, () =>
      management.withPolicy({ pattern, definition: { 'max-length': 3 }, priority: 9 }, async () => {
        await session.channel.assertQueue(queue);
        for (const text of ['a', 'b', 'c', 'd']) await send(session.channel, queue, text);

        expect(await drainTexts(session.channel, queue)).toEqual(['b', 'c', 'd']);
      }),
    );
  });

  behaviour('give an exchange its alternate exchange', async (session) => {
    const alternate = await session.exchange('fanout');
    const unrouted = await session.queue();
    await session.channel.bindQueue(unrouted, alternate, '');
    const exchange = session.name('exchange');
    const definition = { 'alternate-exchange': alternate };
    await managementOf(session).withPolicy({ pattern: `^${exchange}$`, definition, applyTo: 'exchanges' }, async () => {
      await session.channel.assertExchange(exchange, 'topic');
      await publish(session.channel, exchange, 'nobody.listens', 'x');

      expect(await drainTexts(session.channel, unrouted)).toEqual(['x']);
    });
  });

  behaviour('do not make a declaration inequivalent', async (session) => {
    const queue = session.name('declared-twice');
    await managementOf(session).withPolicy({ pattern: `^${queue}$`, definition: { 'max-length': 5 } }, async () => {
      await session.channel.assertQueue(queue);
      await expect(session.channel.assertQueue(queue)).resolves.toMatchObject({ queue });
    });
  });
});

onEveryBroker('the management API', (behaviour) => {
  behaviour('refuses a wrong password (401)', async ({ broker }) => {
    const response = await fetch(new URL('/api/overview', broker.managementUrl), {
      headers: { authorization: `Basic ${Buffer.from('guest:wrong').toString('base64')}` },
    });
    await response.body?.cancel();
    expect(response.status).toBe(401);
  });

  behaviour('tells product and version', async (session) => {
    const { status, body } = await managementOf(session).request('GET', 'overview');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      product_name: expect.any(String),
      product_version: expect.stringMatching(/^\d+\.\d+/),
      rabbitmq_version: expect.stringMatching(/^\d+\.\d+/),
    });
  });

  behaviour('lists queues with their properties and arguments', async (session) => {
    const queueArguments = { 'x-queue-type': 'quorum', 'x-delivery-limit': 5, 'x-dead-letter-exchange': 'dlx' };
    const queue = await session.queue({ arguments: queueArguments });

    const listed = (await managementOf(session).list('queues/%2F')).find(({ name }) => name === queue);

    expect(listed).toMatchObject({
      name: queue,
      vhost: '/',
      durable: true,
      exclusive: false,
      auto_delete: false,
      arguments: queueArguments,
    });
  });

  behaviour('counts the messages and consumers of a queue', async (session) => {
    const queue = await session.queue();
    await send(session.channel, queue, 'a', 'b');
    await openInbox(await session.openChannel(), queue, { noAck: true });
    await untilReady(session.channel, queue, 0);
    await session.channel.prefetch(1);
    const other = await session.queue();
    await send(session.channel, other, 'a', 'b', 'c');

    // RabbitMQ gathers these figures every few seconds.
    await eventually(async () => {
      const queues = await managementOf(session).list('queues/%2F');
      const [served, full] = [queue, other].map((wanted) => queues.find(({ name }) => name === wanted));
      const right = full?.messages === 3 && full.messages_ready === 3 && served?.messages === 0 && served.consumers === 1;
      return right || undefined;
    }, 'the figures');
  });

  behaviour('lists exchanges with their properties', async (session) => {
    const exchange = await session.exchange('topic', { durable: false, alternateExchange: 'other' });
    const exchanges = await managementOf(session).list('exchanges/%2F');

    expect(exchanges.find(({ name }) => name === exchange)).toMatchObject({
      name: exchange,
      vhost: '/',
      type: 'topic',
      durable: false,
      auto_delete: false,
      internal: false,
      arguments: { 'alternate-exchange': 'other' },
    });
    expect(exchanges.map(({ name }) => name)).toEqual(expect.arrayContaining(['', 'amq.topic', 'amq.direct']));
  });

  behaviour('lists bindings, with that of each queue to the default exchange', async (session) => {
    const [queue, exchange, onward] = [await session.queue(), await session.exchange('topic'), await session.exchange('fanout')];
    await session.channel.bindQueue(queue, exchange, 'order.*', { a: 1 });
    await session.channel.bindExchange(onward, exchange, 'order.#');

    const bindings = await managementOf(session).list('bindings/%2F');
    const ours = bindings.filter(({ destination }) => destination === queue || destination === onward);

    expect(ours).toHaveLength(3);
    expect(ours).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ source: '', destination: queue, destination_type: 'queue', routing_key: queue }),
        expect.objectContaining({ source: exchange, destination: queue, routing_key: 'order.*', arguments: { a: 1 }, vhost: '/' }),
        expect.objectContaining({ source: exchange, destination: onward, destination_type: 'exchange', routing_key: 'order.#' }),
      ]),
    );
  });

  behaviour('sets, changes, lists and deletes a policy', async (session) => {
    const management = managementOf(session);
    const name = session.name('policy');
    const path = `policies/%2F/${name}`;
    const policy = { pattern: `^${name}$`, definition: { 'max-length': 5 }, priority: 3, 'apply-to': 'queues' };
    const changed = { ...policy, definition: { 'max-length': 6 } };

    expect((await management.request('PUT', path, policy)).status).toBe(201);
    expect((await management.request('PUT', path, changed)).status).toBe(204);
    const listed = await management.list('policies/%2F');
    expect((await management.request('DELETE', path)).status).toBe(204);
    const after = await management.list('policies/%2F');

    expect(listed.find((each) => each.name === name)).toEqual({ vhost: '/', name, ...changed });
    expect(after.some((each) => each.name === name)).toBe(false);
    expect((await management.request('DELETE', path)).status).toBe(404);
  });

  const wrongPolicies: readonly (readonly [string, object])[] = [
    ['without a pattern', { definition: { 'max-length': 5 } }],
    ['without a definition', { pattern: '.*-never-matches' }],
    ['with an empty definition', { pattern: '.*-never-matches', definition: {} }],
    ['with a pattern that is no regular expression', { pattern: '(', definition: { 'max-length': 5 } }],
    ['with a key that does not exist', { pattern: '.*-never-matches', definition: { 'no-such-key': 5 } }],
    ['with a value of the wrong kind', { pattern: '.*-never-matches', definition: { 'max-length': 'five' } }],
  ];
  for (const [what, policy] of wrongPolicies) {
    behaviour(`refuses a policy ${what} (400)`, async (session) => {
      const { status } = await managementOf(session).request('PUT', `policies/%2F/${session.name('policy')}`, policy);
      expect(status).toBe(400);
    });
  }

  behaviour('does not know another virtual host (404)', async (session) => {
    const { status } = await managementOf(session).request('GET', 'queues/no-such-host');
    expect(status).toBe(404);
  });
});

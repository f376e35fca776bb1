import { expect } from '@jest/globals';
import { connect, credentials } from 'amqplib';
import { drainTexts, publish, send, untilReady } from './messages.ts';
import { onEveryBroker } from './on-every-broker.ts';
import { closingOf, refusalOf } from './refusal.ts';

onEveryBroker('logging in', (behaviour) => {
  const refused =
    'ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.';

  behaviour('a wrong password is refused (403)', async ({ broker }) => {
    const url = new URL(broker.url);
    url.username ||= 'guest';
    url.password = 'wrong';
    expect(await refusalOf(connect(url.href))).toMatchObject({ text: refused });
  });

  behaviour('an unknown user is refused (403) in the same words', async ({ broker }) => {
    const url = new URL(broker.url);
    url.username = 'nobody';
    url.password = 'guest';
    expect(await refusalOf(connect(url.href))).toMatchObject({ text: refused });
  });

  behaviour('AMQPLAIN is understood too', async ({ broker }) => {
    const { username, password } = new URL(broker.url);
    const plain = credentials.amqplain(decodeURIComponent(username || 'guest'), decodeURIComponent(password || 'guest'));
    const connection = await connect(broker.url, { credentials: plain });
    await connection.createChannel();
    await connection.close();
  });

  behaviour('the broker says what it can do', async (session) => {
    const { serverProperties } = (await session.connect()).connection;
    expect(serverProperties).toMatchObject({
      capabilities: {
        publisher_confirms: true,
        exchange_exchange_bindings: true,
        'basic.nack': true,
        consumer_cancel_notify: true,
        per_consumer_qos: true,
        authentication_failure_close: true,
      },
      product: expect.any(String),
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
  });
});

onEveryBroker('channels', (behaviour) => {
  behaviour('no more than were negotiated', async (session) => {
    const connection = await session.connect('channelMax=2');
    await session.openChannel(connection);
    const second = await session.openChannel(connection);
    await expect(connection.createChannel()).rejects.toThrow('No channels left to allocate');
    await second.close();

    await expect(connection.createChannel()).resolves.toBeDefined();
  });

  behaviour('an error closes one channel and leaves the others and the connection', async (session) => {
    const connection = await session.connect();
    const [one, other] = [await session.openChannel(connection), await session.openChannel(connection)];
    await refusalOf(one.checkQueue(session.name('missing')));
    await closingOf(one);

    await expect(other.prefetch(1)).resolves.toEqual({});
    await expect(connection.createChannel()).resolves.toBeDefined();
  });

  behaviour('a closed channel cannot be used', async (session) => {
    const connection = await session.connect();
    const [closed, failed] = [await session.openChannel(connection), await session.openChannel(connection)];
    await closed.close();
    await refusalOf(failed.checkQueue(session.name('missing')));

    for (const channel of [closed, failed]) {
      expect(() => channel.publish('', 'key', Buffer.from('x'))).toThrow('Channel closed');
      expect(() => channel.ackAll()).toThrow('Channel closed');
    }
  });

  behaviour('what was published before a channel was closed has arrived', async (session) => {
    const queue = await session.queue();
    const channel = await session.openChannel();
    for (let count = 0; count < 200; count += 1) channel.sendToQueue(queue, Buffer.from('x'));
    await channel.close();

    await untilReady(session.channel, queue, 200);
  });

  behaviour('many on one connection work side by side', async (session) => {
    const connection = await session.connect();
    const queue = await session.queue();
    const channels = await Promise.all(Array.from({ length: 50 }, () => session.openConfirmChannel(connection)));
    await Promise.all(channels.map((channel, index) => publish(channel, '', queue, String(index))));

    const texts = await drainTexts(session.channel, queue);
    expect(texts.map(Number).sort((a, b) => a - b)).toEqual(channels.map((_, index) => index));
  });

  behaviour('a queue outlives the connection that declared it', async (session) => {
    const queue = session.name();
    const connection = await session.connect();
    const channel = await session.openConfirmChannel(connection);
    await channel.assertQueue(queue);
    await send(channel, queue, 'stays');
    await connection.close();

    expect(await drainTexts(session.channel, queue)).toEqual(['stays']);
  });
});

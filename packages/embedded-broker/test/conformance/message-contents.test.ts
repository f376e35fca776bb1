import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import { openInbox, publish, take, textOf } from './messages.ts';
import { onEveryBroker } from './on-every-broker.ts';
import { closingOf } from './refusal.ts';
import type { Session } from './session.ts';

/** What headers look like after a way through a queue. */
async function roundTrip({ channel, queue }: Session, headers: Record<string, unknown>): Promise<unknown> {
  const name = await queue();
  await publish(channel, '', name, 'x', { headers });
  return (await take(channel, name)).properties.headers;
}

onEveryBroker('headers', (behaviour) => {
  const typed = (type: string, value: unknown): object => ({ '!': type, value });
  const values: readonly (readonly [string, unknown, unknown])[] = [
    ['text', 'text', 'text'],
    ['empty text', '', ''],
    ['Unicode', 'කඩ මණ්ඩිය 🛒', 'කඩ මණ්ඩිය 🛒'],
    ['true', true, true],
    ['false', false, false],
    ['zero', 0, 0],
    ['int8', typed('int8', -128), -128],
    ['int16', typed('int16', -32_768), -32_768],
    ['uint16', typed('uint16', 65_535), 65_535],
    ['int32', typed('int32', -2_147_483_648), -2_147_483_648],
    ['uint32', typed('uint32', 4_294_967_295), 4_294_967_295],
    ['int64', 9_007_199_254_740_991, 9_007_199_254_740_991],
    ['negative int64', -9_007_199_254_740_991, -9_007_199_254_740_991],
    ['double', 0.1, 0.1],
    ['float', typed('float', 0.5), 0.5],
    ['decimal', typed('decimal', { places: 2, digits: 1999 }), typed('decimal', { places: 2, digits: 1999 })],
    ['timestamp', typed('timestamp', 1_767_225_600), typed('timestamp', 1_767_225_600)],
    ['null', null, null],
    ['bytes', Buffer.from([0, 1, 255]), Buffer.from([0, 1, 255])],
    ['a table', { a: 1, b: { c: [true, null] } }, { a: 1, b: { c: [true, null] } }],
    ['an empty table', {}, {}],
    ['an array', [1, 'two', false, [3], { four: 4 }], [1, 'two', false, [3], { four: 4 }]],
    ['an empty array', [], []],
    ['a long text', 'x'.repeat(20_000), 'x'.repeat(20_000)],
  ];
  for (const [what, sent, received] of values) {
    behaviour(`${what} comes back as it was`, async (session) => {
      expect(await roundTrip(session, { header: sent })).toEqual({ header: received });
    });
  }

  behaviour('names are kept as they are, whatever they are', async (session) => {
    const headers = { A: 1, a: 2, 'with space': 3, 'ඕ': 4, ['n'.repeat(255)]: 5, constructor: 'x' };
    expect(await roundTrip(session, headers)).toEqual(headers);
  });
});

onEveryBroker('properties', (behaviour) => {
  behaviour('all of them come back as they were', async (session) => {
    const queue = await session.queue();
    const properties = {
      contentType: 'application/json',
      contentEncoding: 'gzip',
      deliveryMode: 2,
      priority: 7,
      correlationId: 'correlation',
      replyTo: 'somewhere',
      messageId: 'message',
      timestamp: 1_767_225_600,
      type: 'order.created',
      userId: decodeURIComponent(new URL(session.broker.url).username || 'guest'),
      appId: 'app',
      expiration: '600000',
    };
    await publish(session.channel, '', queue, 'x', { ...properties, headers: { one: 1 } });

    expect((await take(session.channel, queue)).properties).toMatchObject({ ...properties, headers: { one: 1 } });
  });

  behaviour('those that were not set are not there', async (session) => {
    const queue = await session.queue();
    await publish(session.channel, '', queue, 'x');
    const { properties } = await take(session.channel, queue);

    const present = Object.entries(properties).filter(([, value]) => value !== undefined);
    expect(present).toEqual([['headers', {}]]);
  });

  behaviour('the user id must be that of the connection (406)', async (session) => {
    const channel = await session.openChannel();
    channel.sendToQueue(await session.queue(), Buffer.from('x'), { userId: 'somebody-else' });

    expect(await closingOf(channel)).toEqual({
      code: 406,
      text: "PRECONDITION_FAILED - user_id property set to 'somebody-else' but authenticated user was 'guest'",
    });
  });
});

onEveryBroker('bodies', (behaviour) => {
  const sizes = [0, 1, 4_096, 131_064, 131_065, 131_072, 262_128, 1_048_576];
  for (const size of sizes) {
    behaviour(`of ${size} bytes come back as they were`, async (session) => {
      const queue = await session.queue();
      const body = randomBytes(size);
      await publish(session.channel, '', queue, body, { persistent: true });
      const inbox = await openInbox(session.channel, queue, { noAck: true });
      const [message] = await inbox.atLeast(1);

      expect(message?.content.equals(body)).toBe(true);
    });
  }

  behaviour('of 20 MB come back as they were', async (session) => {
    const { version } = (await session.connect()).connection.serverProperties;
    // 4.x refuses more than 16 MiB as long as max_message_size does not allow it.
    const body = randomBytes(Number.parseInt(version, 10) >= 4 ? 16_000_000 : 20_000_000);
    const queue = await session.queue();
    await publish(session.channel, '', queue, body, { persistent: true });

    expect((await take(session.channel, queue)).content.equals(body)).toBe(true);
  });

  behaviour('are cut to the frame size that the receiver negotiated', async (session) => {
    const queue = await session.queue();
    const body = randomBytes(50_000);
    await publish(session.channel, '', queue, body);
    const narrow = await session.openChannel(await session.connect('frameMax=4096&maxFrameSize=4096'));

    expect((await take(narrow, queue)).content.equals(body)).toBe(true);
  });

  behaviour('of two channels on one connection do not mix', async (session) => {
    const connection = await session.connect('frameMax=4096');
    const [one, other] = [await session.openConfirmChannel(connection), await session.openConfirmChannel(connection)];
    const [ofOne, ofOther] = [await session.queue(), await session.queue()];
    const texts = Array.from({ length: 40 }, (_, index) => String(index % 10).repeat(30_000));
    await Promise.all(texts.flatMap((text, index) => [
      publish(one, '', ofOne, `one ${index} ${text}`),
      publish(other, '', ofOther, `other ${index} ${text}`),
    ]));

    const [received, receivedByOther] = [
      await (await openInbox(one, ofOne, { noAck: true })).atLeast(40),
      await (await openInbox(other, ofOther, { noAck: true })).atLeast(40),
    ];
    expect(received.map(textOf)).toEqual(texts.map((text, index) => `one ${index} ${text}`));
    expect(receivedByOther.map(textOf)).toEqual(texts.map((text, index) => `other ${index} ${text}`));
  });
});

import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { connect, type ConsumeMessage } from 'amqplib';
import fc from 'fast-check';
import { consumeDirectly, DirectDeliveries, readDeliveriesDirectly } from '../src/connection/direct-deliveries.ts';
import { startBroker } from '@kada-mandiya/embedded-broker';
import { AmqplibReader, deliveryFrames, methodFrame, type SentDelivery } from './amqplib-codec.ts';

/** The first of some values, and now and then one of the others. */
function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 20, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

const text = fc.oneof(fc.constant('application/json'), fc.string({ maxLength: 40, unit: 'grapheme' }));
const plain = { contentType: text, contentEncoding: text, deliveryMode: fc.constantFrom(1, 2), correlationId: text, messageId: text, timestamp: fc.nat(), type: text };
const rare = { priority: fc.nat(9), replyTo: text, expiration: fc.constant('1000'), userId: text, appId: text, clusterId: text };
const headers = fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.constant({ 'x-delivery-count': 3 }) });
const properties = fc.oneof(
  { weight: 20, arbitrary: fc.record({ ...plain, headers: fc.constant({}) }, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.record({ ...plain, ...rare, headers }, { requiredKeys: [] }) },
);
const sent: fc.Arbitrary<SentDelivery> = fc.record({
  channel: mostly(1, 2, 256),
  fields: fc.record({
    consumerTag: mostly('consumer-1', 'consumer-2', 'consumer-3', 'amq.ctag-other'),
    deliveryTag: fc.oneof(fc.nat(), fc.constantFrom(2 ** 32, 2 ** 40 + 7)),
    redelivered: fc.boolean(),
    exchange: fc.constantFrom('', 'domain.events'),
    routingKey: text,
  }),
  properties,
  content: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  bodySize: mostly(4096, 100),
});
const others = [
  methodFrame('BasicConsumeOk', 1, { consumerTag: 'consumer-1' }),
  methodFrame('BasicCancel', 1, { consumerTag: 'consumer-2', nowait: true }),
  methodFrame('ChannelFlow', 2, { active: true }),
  Buffer.from([8, 0, 0, 0, 0, 0, 0, 0xce]),
];
const frames = fc.oneof({ weight: 20, arbitrary: sent.map(deliveryFrames) }, { weight: 1, arbitrary: fc.constantFrom(...others).map((frame) => [frame]) });
/** Whole messages after each other, and the frames of two channels between each other. */
const stream = fc.array(fc.oneof({ weight: 20, arbitrary: frames }, { weight: 1, arbitrary: fc.tuple(sent, sent).map(interleaved) }), { maxLength: 25 });

function interleaved([one, other]: [SentDelivery, SentDelivery]): Buffer[] {
  const [first, second] = [deliveryFrames({ ...one, channel: 1 }), deliveryFrames({ ...other, channel: 2 })];
  return Array.from({ length: Math.max(first.length, second.length) }, (_, index) => [first[index], second[index]]).flat().filter((frame) => frame !== undefined);
}

function piecesOf(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => Math.floor(cut * bytes.length)).sort((one, other) => one - other), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end)).filter(({ length }) => length > 0);
}

test('however the bytes are cut, each message and method is seen once, whole and in its order', () => {
  let direct = 0;
  const cuts = fc.oneof(fc.constant<number[]>([]), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 }));
  fc.assert(
    fc.property(stream, cuts, (parts, places) => {
      const bytes = Buffer.concat(parts.flat());
      const reference = new AmqplibReader();
      reference.read(bytes);
      const reader = new AmqplibReader();
      const deliveries = new DirectDeliveries();
      for (const tag of ['consumer-1', 'consumer-2']) {
        const { consumerTag } = deliveries.register((message) => {
          direct += 1;
          reader.seen.push(message);
        });
        expect(consumerTag).toBe(tag);
      }
      for (const piece of piecesOf(bytes, places)) {
        const passed = deliveries.receive(piece, 0);
        if (passed !== undefined) reader.read(passed);
      }
      expect(reader.seen).toEqual(reference.seen);
      expect(reader.heartbeats).toBe(reference.heartbeats);
    }),
    { numRuns: 300 },
  );
  expect(direct).toBeGreaterThan(400);
});

function deliveryOf(deliveryTag: number, content: Buffer, bodySize = 65_536): Buffer {
  const fields = { consumerTag: 'consumer-1', deliveryTag, redelivered: false, exchange: '', routingKey: 'q' };
  return Buffer.concat(deliveryFrames({ channel: 1, fields, properties: { headers: {} }, content, bodySize }));
}

interface Receiver {
  readonly deliveries: DirectDeliveries;
  readonly tags: number[];
  readonly forget: () => void;
}

function receiverOf(): Receiver {
  const deliveries = new DirectDeliveries();
  const tags: number[] = [];
  const { forget } = deliveries.register(({ fields }) => void tags.push(fields.deliveryTag));
  return { deliveries, tags, forget };
}

test('a message that does not fit into what is held back is amqplib’s, piece by piece; those after it are not', () => {
  const { deliveries, tags } = receiverOf();
  const large = deliveryOf(1, Buffer.alloc(200_000, 7), 200_000);
  const bytes = Buffer.concat([large, deliveryOf(2, Buffer.alloc(10))]);
  const passed: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += 65_536) passed.push(deliveries.receive(bytes.subarray(from, from + 65_536), 0) ?? Buffer.alloc(0));
  passed.push(deliveries.receive(deliveryOf(3, Buffer.alloc(10)), 0) ?? Buffer.alloc(0));
  expect(passed.map(({ length }) => length)).toEqual([0, 0, 3 * 65_536, bytes.length - 3 * 65_536, 0]);
  expect(Buffer.concat(passed).equals(bytes)).toBe(true);
  expect(tags).toEqual([3]);
});

test('amqplib is told that the connection lives, four times a second, when it gets nothing else', () => {
  const { deliveries, tags } = receiverOf();
  const at = (now: number): string | undefined => deliveries.receive(deliveryOf(tags.length + 1, Buffer.alloc(10)), now)?.toString('hex');
  const heartbeat = '08000000000000ce';
  expect([at(1000), at(1001), at(1249), at(1250), at(1499), at(1500)]).toEqual([heartbeat, undefined, undefined, heartbeat, undefined, heartbeat]);
  expect(tags).toEqual([1, 2, 3, 4, 5, 6]);
});

test('what comes for a consumer that has ended is amqplib’s', () => {
  const { deliveries, tags, forget } = receiverOf();
  forget();
  const bytes = deliveryOf(1, Buffer.alloc(10));
  expect(deliveries.receive(bytes, 0)?.equals(bytes)).toBe(true);
  expect(tags).toEqual([]);
});

test('frames that end wrongly are left to amqplib, which refuses them', () => {
  const whole = deliveryOf(1, Buffer.alloc(10));
  const body = whole.length - 18;
  for (const end of [whole.indexOf(0xce), body - 1, whole.length - 1]) {
    const { deliveries, tags } = receiverOf();
    const broken = Buffer.from(whole);
    broken[end] = 0;
    expect(deliveries.receive(broken, 0)?.equals(broken)).toBe(true);
    expect(tags).toEqual([]);
  }
});

const sentPlainly: SentDelivery = {
  channel: 1,
  fields: { consumerTag: 'consumer-1', deliveryTag: 1, redelivered: true, exchange: 'e', routingKey: 'q' },
  properties: { headers: {}, contentType: 'application/json' },
  content: Buffer.from('{}'),
  bodySize: 100,
};

/** What is seen of bytes that come at once: by us, and by amqplib. */
function seenOf(bytes: Buffer): { readonly direct: readonly unknown[]; readonly byAmqplib: readonly unknown[] } {
  const deliveries = new DirectDeliveries();
  const direct: unknown[] = [];
  deliveries.register((message) => void direct.push(message));
  const reader = new AmqplibReader();
  reader.read(deliveries.receive(bytes, 0) ?? Buffer.alloc(0));
  return { direct, byAmqplib: reader.seen };
}

test.each([
  { contentType: 'text/plain' },
  { contentEncoding: 'utf-8' },
  { headers: {} },
  { deliveryMode: 2 },
  { correlationId: 'ü' },
  { messageId: 'm' },
  { timestamp: 2 ** 40 },
  { type: 't' },
  { type: '' },
])('a message with %j is read as amqplib reads it', (properties) => {
  const bytes = Buffer.concat(deliveryFrames({ ...sentPlainly, properties: { contentType: 'a', ...properties } }));
  const reference = new AmqplibReader();
  reference.read(bytes);
  expect(seenOf(bytes)).toEqual({ direct: reference.seen, byAmqplib: [] });
});

/** The second of each is as long as the first says when what comes before it is skipped. */
test.each([
  { priority: 5, correlationId: 'abcd' },
  { headers: { a: null }, correlationId: 'c'.repeat(42), messageId: 'm'.repeat(42) },
  { replyTo: 'r' },
  { expiration: '1' },
  { userId: 'guest' },
  { appId: 'a' },
  { clusterId: 'c' },
])('a message with %j is amqplib’s', (properties) => {
  const { direct, byAmqplib } = seenOf(Buffer.concat(deliveryFrames({ ...sentPlainly, properties })));
  expect([direct.length, byAmqplib.length]).toEqual([0, 1]);
});

test.each([
  ['in two body frames', Buffer.concat(deliveryFrames({ ...sentPlainly, content: Buffer.alloc(101) }))],
  ['without a body', Buffer.concat(deliveryFrames({ ...sentPlainly, content: Buffer.alloc(0) }))],
  ['for nobody here', Buffer.concat(deliveryFrames({ ...sentPlainly, fields: { ...sentPlainly.fields, consumerTag: 'consumer-2' } }))],
])('a message %s is amqplib’s', (_, bytes) => {
  const { direct, byAmqplib } = seenOf(bytes);
  expect([direct.length, byAmqplib.length]).toEqual([0, 1]);
});

test('frames of different channels are no message', () => {
  const [deliver, ...content] = deliveryFrames(sentPlainly);
  for (const channel of [2, 257]) {
    const elsewhere = deliveryFrames({ ...sentPlainly, channel }).slice(1);
    expect(seenOf(Buffer.concat([deliver ?? Buffer.alloc(0), ...elsewhere])).direct).toEqual([]);
  }
  expect(seenOf(Buffer.concat([deliver ?? Buffer.alloc(0), ...content])).direct).toHaveLength(1);
});

test('texts that are longer than their frame are left to amqplib', () => {
  const [deliver = Buffer.alloc(0), header = Buffer.alloc(0), body = Buffer.alloc(0)] = deliveryFrames({ ...sentPlainly, properties: { contentType: 'application/json', headers: undefined } });
  const longer = (frame: Buffer, text: string): Buffer => {
    const changed = Buffer.from(frame);
    const lengthAt = frame.indexOf(text) - 1;
    changed.writeUInt8(text.length + 1, lengthAt);
    return changed;
  };
  const passedOf = (...frames: readonly Buffer[]): number | undefined => receiverOf().deliveries.receive(Buffer.concat(frames), 0)?.length;
  const all = deliver.length + header.length + body.length;
  expect(passedOf(longer(deliver, 'q'), header, body)).toBe(all);
  expect(passedOf(deliver, longer(header, 'application/json'), body)).toBe(all);
});

test('on a connection, plain messages do not go through amqplib, and all come in their order', async () => {
  const broker = await startBroker();
  const model = await connect(broker.url);
  try {
    readDeliveriesDirectly(model);
    const channel = await model.createConfirmChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    let byAmqplib = 0;
    channel.on('delivery', () => (byAmqplib += 1));
    const seen: string[] = [];
    const complete = new AbortController();
    const onMessage = (message: ConsumeMessage | null): void => {
      seen.push(message?.content.toString() ?? 'cancelled');
      if (seen.at(-1) === 'cancelled') complete.abort();
    };
    await consumeDirectly(model, channel, { queue, ended: new AbortController().signal, onMessage });
    const texts = Array.from({ length: 400 }, (_, index) => `${index}`);
    for (const each of texts) channel.sendToQueue(queue, Buffer.from(each), each.endsWith('50') ? { headers: { foreign: true } } : {});
    await channel.waitForConfirms();
    await channel.deleteQueue(queue);
    if (!complete.signal.aborted) await once(complete.signal, 'abort');
    expect(seen).toEqual([...texts, 'cancelled']);
    expect(byAmqplib).toBeGreaterThanOrEqual(4);
    expect(byAmqplib).toBeLessThan(400);
  } finally {
    await model.close();
    await broker.close();
  }
});

test('what comes for a subscription that has ended goes through amqplib', async () => {
  const broker = await startBroker();
  const model = await connect(broker.url);
  try {
    readDeliveriesDirectly(model);
    const channel = await model.createConfirmChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    let byAmqplib = 0;
    channel.on('delivery', () => (byAmqplib += 1));
    const session = new AbortController();
    const arrived: PromiseWithResolvers<void>[] = [Promise.withResolvers(), Promise.withResolvers()];
    await consumeDirectly(model, channel, { queue, ended: session.signal, onMessage: (message) => arrived[message?.fields.deliveryTag === 1 ? 0 : 1]?.resolve() });
    channel.sendToQueue(queue, Buffer.from('one'));
    await arrived[0]?.promise;
    expect(byAmqplib).toBe(0);
    session.abort();
    channel.sendToQueue(queue, Buffer.from('two'));
    await arrived[1]?.promise;
    expect(byAmqplib).toBe(1);
  } finally {
    await model.close();
    await broker.close();
  }
});

test('a connection that has begun to read a frame stays as it is', async () => {
  const broker = await startBroker();
  const model = await connect(broker.url);
  try {
    const socket: unknown = Reflect.get(model.connection, 'stream');
    if (typeof socket !== 'object' || socket === null) throw new Error('amqplib keeps its socket elsewhere');
    Reflect.set(model.connection, 'rest', Buffer.from([1]));
    readDeliveriesDirectly(model);
    expect(Object.hasOwn(socket, 'push')).toBe(false);
    Reflect.set(model.connection, 'rest', Buffer.alloc(0));
    readDeliveriesDirectly(model);
    expect(Object.hasOwn(socket, 'push')).toBe(true);
  } finally {
    await model.close();
    await broker.close();
  }
});

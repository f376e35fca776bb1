import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connect, type ConfirmChannel } from 'amqplib';
import { startBroker, type Broker } from '../src/index.ts';
import { closeText, frame, login, methodFrame, openChannelOn, openVirtualHost, openWire, shortText, longText, uint16, uint32, type Wire } from './conformance/wire.ts';

let broker: Broker;
beforeEach(async () => {
  broker = await startBroker();
});
afterEach(() => broker.close());

async function openSessionOnWire(): Promise<Wire> {
  const underTest = { name: 'embedded broker', url: broker.url, stop: () => Promise.resolve() };
  const wire = await openWire(underTest);
  await openVirtualHost(wire, { ...(await login(wire, underTest)), heartbeat: 0 });
  await openChannelOn(wire, 1);
  return wire;
}

/** A header table with the given encoded fields, as the properties of a message. */
const headers = (fields: Buffer): Buffer => Buffer.concat([uint16(0x2000), uint32(fields.length), fields]);
const table = (name: string, fields: Buffer): Buffer => Buffer.concat([shortText(name), Buffer.from('F'), uint32(fields.length), fields]);

function nested(levels: number): Buffer {
  let fields: Buffer = Buffer.concat([shortText('a'), Buffer.from('V')]);
  for (let level = 0; level < levels; level++) fields = table('', fields);
  return fields;
}

function announce(queue: Buffer | string, properties: Buffer, size: number, exchange = ''): Buffer {
  const key = typeof queue === 'string' ? shortText(queue) : Buffer.concat([Buffer.from([queue.length]), queue]);
  const header = Buffer.concat([uint16(60), uint16(0), uint32(0), uint32(size), properties]);
  return Buffer.concat([methodFrame(1, '60.40', uint16(0), shortText(exchange), key, Buffer.from([0])), frame(2, 1, header)]);
}

const message = (queue: Buffer | string, properties: Buffer, exchange = ''): Buffer =>
  Buffer.concat([announce(queue, properties, 1, exchange), frame(3, 1, Buffer.from('x'))]);

/** What the broker says about bytes that it refuses. */
async function refusalOf(bytes: Buffer): Promise<string> {
  const wire = await openSessionOnWire();
  wire.write(bytes);
  const text = closeText(await wire.until(({ method }) => method === '10.50' || method === '20.40'));
  wire.socket.destroy();
  return text;
}

/** Writes to the queue `short`, whose messages expire into `dead` at once, and waits for the dead letter. */
async function deadLetterOf(properties: Buffer): Promise<Record<string, unknown>> {
  const connection = await connect(broker.url);
  const channel = await connection.createChannel();
  await channel.assertQueue('dead');
  await channel.assertQueue('short', { messageTtl: 1, deadLetterExchange: '', deadLetterRoutingKey: 'dead' });
  const arrived = Promise.withResolvers<Record<string, unknown>>();
  await channel.consume('dead', (letter) => arrived.resolve(letter?.properties.headers ?? {}), { noAck: true });
  const wire = await openSessionOnWire();
  wire.write(message('short', properties));
  const found = await arrived.promise;
  wire.socket.destroy();
  await connection.close();
  return found;
}

async function onChannel<T>(work: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
  const connection = await connect(broker.url);
  const result = await work(await connection.createConfirmChannel());
  await connection.close();
  return result;
}

describe('a client that means harm', () => {
  test.each<[string, () => Buffer, string]>([
    ['a frame of 2 GB', () => Buffer.from('01000180000000', 'hex'), '501'],
    ['a frame of a negative length', () => Buffer.from('010001ffffffff', 'hex'), '501'],
    ['a publish on channel 0', () => methodFrame(0, '60.40', uint16(0), shortText(''), shortText('q'), Buffer.from([0])), '503'],
    ['a body on channel 0', () => frame(3, 0, Buffer.from('x')), '504'],
    ['a method on a channel that is not open', () => methodFrame(9, '50.10', uint16(0)), '501'],
    ['a body of 2 to the 64 bytes', () => announce('q', uint16(0), 0xffffffff), '406'],
    ['a header table of a negative length', () => message('q', Buffer.concat([uint16(0x2000), uint32(0xffffffff)])), '502'],
    ['headers 2,000 deep', () => message('q', headers(nested(2000))), '502'],
    ['arguments 2,000 deep', () => declare(nested(2000)), '502'],
    ['an argument that is no number', () => declare(Buffer.from('\x05x-foo' + 'd\x7f\xf8\0\0\0\0\0\0', 'latin1')), '502'],
    ['a routing key that is longer once it is read', () => message(Buffer.alloc(250, 0xff), uint16(0)), '502'],
  ])('is told what is wrong with %s', async (_, bytes, code) => {
    expect(await refusalOf(bytes())).toMatch(new RegExp(`^${code} `));
    await expect(onChannel((channel) => channel.assertQueue('still working'))).resolves.toMatchObject({ messageCount: 0 });
  });

  test('does not stop the broker with headers 1,000 deep that expire', async () => {
    expect(await deadLetterOf(headers(nested(1000)))).toMatchObject({ 'x-first-death-reason': 'expired' });
  });

  test.each<[string, Buffer]>([
    ['a count that is no number', Buffer.from('\x05countd\x7f\xf8\0\0\0\0\0\0', 'latin1')],
    ['a half count', Buffer.from('\x05countd\x3f\xf8\0\0\0\0\0\0', 'latin1')],
    ['a value of an unknown type', table('time', Buffer.concat([shortText('!'), Buffer.from('S'), longText('evil')]))],
  ])('does not stop the broker with a forged history: %s', async (_, forged) => {
    const entry = Buffer.concat([shortText('queue'), Buffer.from('S'), longText('short'), shortText('reason'), Buffer.from('S'), longText('expired'), forged]);
    const history = Buffer.concat([shortText('x-death'), Buffer.from('A'), uint32(entry.length + 5), Buffer.from('F'), uint32(entry.length), entry]);

    expect(await deadLetterOf(headers(history))).toMatchObject({ 'x-death': [{ queue: 'short', reason: 'expired', count: 1 }] });
  });

  test('may cut a body into empty and tiny frames; it arrives whole', async () => {
    await onChannel((channel) => channel.assertQueue('pieces'));
    const body = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251));
    const sizes = [1, 0, 3, 2, 2, 1, 7, 0, 0, 1];
    const frames: Buffer[] = [];
    for (let at = 0, index = 0; at < body.length; index++) {
      const part = body.subarray(at, at + (sizes[index % sizes.length] ?? 1));
      frames.push(frame(3, 1, part));
      at += part.length;
    }
    const wire = await openSessionOnWire();
    wire.write(Buffer.concat([announce('pieces', uint16(0), body.length), ...frames]));
    wire.write(methodFrame(1, '20.40', uint16(0), shortText(''), uint16(0), uint16(0)));
    await wire.until(({ method }) => method === '20.41');
    wire.socket.destroy();

    const found = await onChannel((channel) => channel.get('pieces', { noAck: true }));
    expect(found === false ? undefined : found.content.equals(body)).toBe(true);
  });

  test('that neither reads nor agrees to the closing does not hold it up', async () => {
    const wire = await openSessionOnWire();
    const before = performance.now();
    await broker.close();
    expect(performance.now() - before).toBeLessThan(8000);
    wire.socket.destroy();
    broker = await startBroker();
  });

  function declare(fields: Buffer): Buffer {
    return methodFrame(1, '50.10', uint16(0), shortText('weird'), Buffer.from([0]), uint32(fields.length), fields);
  }
});

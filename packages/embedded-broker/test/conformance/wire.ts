import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { BrokerUnderTest } from '../brokers-under-test.ts';

/** What AMQP 0-9-1 sends over a socket (specification, section 2.3.5), for what amqplib does not let a test do. */
export interface Frame {
  readonly type: 'method' | 'header' | 'body' | 'heartbeat';
  readonly channel: number;
  /** Class and method id of a method frame: `10.50` is connection.close. */
  readonly method: string;
  readonly payload: Buffer;
}

export interface Wire {
  readonly socket: Socket;
  write(bytes: Buffer): void;
  /** The next frame; rejects when the broker hangs up instead. */
  next(): Promise<Frame>;
  /** Reads up to a frame of this kind. */
  until(wanted: (frame: Frame) => boolean): Promise<Frame>;
  /** All bytes up to the end of the connection, from where reading was. */
  rest(): Promise<Buffer>;
}

const frameTypes = { 1: 'method', 2: 'header', 3: 'body', 8: 'heartbeat' } as const;
const frameEnd = 0xce;
export const protocolHeader = Buffer.from('AMQP\x00\x00\x09\x01', 'latin1');

/** A bare socket to the broker. */
export async function openWire({ url }: BrokerUnderTest): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port || 5672) });
  await once(socket, 'connect');
  let received = Buffer.alloc(0);
  const chunks: AsyncIterator<Buffer> = socket[Symbol.asyncIterator]();

  const more = async (): Promise<boolean> => {
    const chunk = await chunks.next().catch(() => undefined);
    if (chunk === undefined || chunk.done === true) return false;
    received = Buffer.concat([received, chunk.value]);
    return true;
  };
  const next = async (): Promise<Frame> => {
    for (;;) {
      const size = received.length < 7 ? Infinity : received.readUInt32BE(3) + 8;
      if (received.length >= size) {
        const frame = toFrame(received.subarray(0, size));
        received = received.subarray(size);
        return frame;
      }
      if (!(await more())) throw new Error('The broker closed the socket.');
    }
  };
  return {
    socket,
    write: (bytes) => void socket.write(bytes),
    next,
    async until(wanted) {
      for (;;) {
        const frame = await next();
        if (wanted(frame)) return frame;
      }
    },
    async rest() {
      while (await more());
      return received;
    },
  };
}

function toFrame(bytes: Buffer): Frame {
  const number = bytes.readUInt8(0);
  if (!isFrameType(number)) throw new Error(`Frame type ${number}`);
  const payload = bytes.subarray(7, -1);
  const type = frameTypes[number];
  const method = type === 'method' ? `${payload.readUInt16BE(0)}.${payload.readUInt16BE(2)}` : '';
  return { type, channel: bytes.readUInt16BE(1), method, payload };
}

function isFrameType(number: number): number is keyof typeof frameTypes {
  return number in frameTypes;
}

/** One frame as bytes. */
export function frame(type: keyof typeof frameTypes, channel: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(7);
  head.writeUInt8(type, 0);
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.from([frameEnd])]);
}

export const heartbeat = frame(8, 0, Buffer.alloc(0));

/** A method frame; `method` as in `10.40`, fields already encoded. */
export function methodFrame(channel: number, method: string, ...fields: readonly Buffer[]): Buffer {
  const ids = method.split('.').map(Number);
  return frame(1, channel, Buffer.concat([...ids.map(uint16), ...fields]));
}

export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function shortText(text: string): Buffer {
  return Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)]);
}

export function longText(text: string): Buffer {
  return Buffer.concat([uint32(Buffer.byteLength(text)), Buffer.from(text)]);
}

/** What the broker proposes in connection.tune, and with what a client may answer. */
export interface Tuning {
  readonly channelMax: number;
  readonly frameMax: number;
  readonly heartbeat: number;
}

/** Logs in as far as connection.tune. */
export async function login(wire: Wire, { url }: BrokerUnderTest, password?: string): Promise<Tuning> {
  const { username, password: own } = new URL(url);
  wire.write(protocolHeader);
  await wire.until(({ method }) => method === '10.10');
  const secret = `\0${decodeURIComponent(username || 'guest')}\0${password ?? decodeURIComponent(own || 'guest')}`;
  // The one capability makes the broker say why it refuses a login, instead of hanging up.
  const capabilities = Buffer.concat([shortText('authentication_failure_close'), Buffer.from('t\x01')]);
  const properties = Buffer.concat([shortText('capabilities'), Buffer.from('F'), uint32(capabilities.length), capabilities]);
  const fields = [uint32(properties.length), properties, shortText('PLAIN'), longText(secret), shortText('en_US')];
  wire.write(methodFrame(0, '10.11', ...fields));
  const tune = await wire.until(({ method }) => method === '10.30' || method === '10.50');
  if (tune.method === '10.50') throw new Error(closeText(tune));
  return {
    channelMax: tune.payload.readUInt16BE(4),
    frameMax: tune.payload.readUInt32BE(6),
    heartbeat: tune.payload.readUInt16BE(10),
  };
}

/** Answers connection.tune and opens the virtual host; gives the broker's answer (open-ok or close). */
export async function openVirtualHost(wire: Wire, tuning: Tuning, virtualHost = '/'): Promise<Frame> {
  wire.write(methodFrame(0, '10.31', uint16(tuning.channelMax), uint32(tuning.frameMax), uint16(tuning.heartbeat)));
  wire.write(methodFrame(0, '10.40', shortText(virtualHost), shortText(''), Buffer.from([0])));
  return wire.until(({ method }) => method === '10.41' || method === '10.50');
}

/** Opens a channel; gives the broker's answer (open-ok or a close of the connection). */
export async function openChannelOn(wire: Wire, channel: number): Promise<Frame> {
  wire.write(methodFrame(channel, '20.10', shortText('')));
  return wire.until(({ method }) => method === '20.11' || method === '10.50');
}

/** Code and text of a connection.close or channel.close: `530 NOT_ALLOWED - …`. */
export function closeText({ payload }: Frame): string {
  const length = payload.readUInt8(6);
  return `${payload.readUInt16BE(4)} ${payload.subarray(7, 7 + length).toString()}`;
}

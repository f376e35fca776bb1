import { createRequire } from 'node:module';
import type { ConsumeMessage } from 'amqplib';

/** amqplib's own frames and what it reads in them: the reference for what the client reads itself. */
const inAmqplib = createRequire(createRequire(import.meta.url).resolve('amqplib'));
const definitions = part('./lib/defs.js', (value): value is Definitions => hasAll(value, ['BasicDeliver', 'encodeMethod', 'encodeProperties']));
const codec = part('./lib/frame.js', (value): value is FrameCodec => hasAll(value, ['HEARTBEAT', 'parseFrame', 'decodeFrame', 'makeBodyFrame']));
const channels = part('./lib/channel.js', (value): value is Channels => hasAll(value, ['acceptMessage']));

function part<T>(file: string, isPart: (value: unknown) => value is T): T {
  const found: unknown = inAmqplib(file);
  if (!isPart(found)) throw new Error(`amqplib's ${file} is another one`);
  return found;
}

function hasAll(value: unknown, names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => name in value);
}

interface Definitions {
  readonly BasicDeliver: number;
  readonly BasicProperties: number;
  readonly BasicConsumeOk: number;
  readonly BasicCancel: number;
  readonly ChannelFlow: number;
  encodeMethod(id: number, channel: number, fields: object): Buffer;
  encodeProperties(id: number, channel: number, size: number, properties: object): Buffer;
}

interface DecodedFrame {
  readonly id?: number;
  readonly channel: number;
  readonly fields?: ConsumeMessage['fields'];
}

interface FrameCodec {
  readonly HEARTBEAT: DecodedFrame;
  parseFrame(bytes: Buffer, max: number): { readonly rest: Buffer } | false;
  decodeFrame(frame: object): DecodedFrame;
  makeBodyFrame(channel: number, payload: Buffer): Buffer;
}

interface Channels {
  acceptMessage(done: (message: ConsumeMessage) => void): Step;
}

type Step = (frame: DecodedFrame) => Step;

export interface SentDelivery {
  readonly channel: number;
  readonly fields: ConsumeMessage['fields'];
  readonly properties: object;
  readonly content: Buffer;
  /** The most bytes in one body frame. */
  readonly bodySize: number;
}

/** The frames of a delivered message. */
export function deliveryFrames({ channel, fields, properties, content, bodySize }: SentDelivery): Buffer[] {
  const bodies: Buffer[] = [];
  for (let from = 0; from < content.length; from += bodySize) bodies.push(codec.makeBodyFrame(channel, content.subarray(from, from + bodySize)));
  return [
    definitions.encodeMethod(definitions.BasicDeliver, channel, fields),
    definitions.encodeProperties(definitions.BasicProperties, channel, content.length, properties),
    ...bodies,
  ];
}

/** Another method's frame. */
export function methodFrame(name: 'BasicConsumeOk' | 'BasicCancel' | 'ChannelFlow', channel: number, fields: object): Buffer {
  return definitions.encodeMethod(definitions[name], channel, fields);
}

/** What amqplib sees in bytes that come in pieces: messages and other methods, in their order. */
export class AmqplibReader {
  readonly seen: unknown[] = [];
  heartbeats = 0;
  #rest = Buffer.alloc(0);
  readonly #steps = new Map<number, Step>();

  read(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (let frame = codec.parseFrame(this.#rest, 0); frame !== false; frame = codec.parseFrame(this.#rest, 0)) {
      this.#rest = Buffer.from(frame.rest);
      this.#frame(codec.decodeFrame(frame));
    }
  }

  #frame(frame: DecodedFrame): void {
    const { id, channel, fields } = frame;
    const step = this.#steps.get(channel);
    if (frame === codec.HEARTBEAT) this.heartbeats += 1;
    else if (id === definitions.BasicDeliver && fields !== undefined) {
      this.#steps.set(channel, channels.acceptMessage(({ properties, content }) => void this.seen.push({ fields, properties, content })));
    } else if (step !== undefined && (id === undefined || id === definitions.BasicProperties)) this.#steps.set(channel, step(frame));
    else this.seen.push(frame);
  }
}

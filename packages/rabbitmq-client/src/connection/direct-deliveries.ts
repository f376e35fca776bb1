import { Socket } from 'node:net';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { DeliveryReader, frameEnd } from './delivery-reader.ts';

type OnMessage = (message: ConsumeMessage) => void;

/** What waits for the rest of its frames, at most; a longer message is amqplib's, piece by piece. */
const mostHeldBytes = 131_072;
/** So much of a chunk is copied to complete a delivery, before all of it is. */
const mostJoinedBytes = 2048;
/** amqplib takes a connection on which it reads nothing for lost. */
const signOfLifeMs = 250;
const heartbeatFrame = Buffer.from([8, 0, 0, 0, 0, 0, 0, 0xce]);

/**
 * Takes the plain deliveries of some consumers out of the bytes that a connection receives; the rest is amqplib's. Once
 * a part of a chunk is, so is all that follows in it: amqplib reads that before the next chunk comes, and so every
 * message is seen in its order.
 */
export class DirectDeliveries {
  readonly #consumers = new Map<string, OnMessage>();
  readonly #reader = new DeliveryReader(this.#consumers);
  #named = 0;
  /** The beginning of a frame or message. */
  #held: Buffer | undefined;
  /** So many bytes are the rest of a frame that amqplib has begun to read. */
  #begun = 0;
  #lastPassed = 0;

  /** A consumer tag of its own, and how to end it. */
  register(onMessage: OnMessage): { readonly consumerTag: string; readonly forget: () => void } {
    this.#named += 1;
    const consumerTag = `consumer-${this.#named}`;
    this.#consumers.set(consumerTag, onMessage);
    return { consumerTag, forget: () => void this.#consumers.delete(consumerTag) };
  }

  /** Hands out what it takes of a chunk, and returns what amqplib shall read. */
  receive(chunk: Buffer, now: number): Buffer | undefined {
    const bytes = this.#afterHeld(chunk);
    const begun = Math.min(this.#begun, bytes.length);
    this.#begun -= begun;
    const { passFrom, end } = this.#take(bytes, begun);
    const passed = bytes.subarray(passFrom, this.#hold(bytes, end));
    if (passed.length === 0 && now - this.#lastPassed < signOfLifeMs) return undefined;
    this.#lastPassed = now;
    return passed.length === 0 ? heartbeatFrame : passed;
  }

  /** What of the held bytes and a chunk is still to be read: the chunk's rest, where its beginning ends one delivery. */
  #afterHeld(chunk: Buffer): Buffer {
    const held = this.#held;
    if (held === undefined) return chunk;
    this.#held = undefined;
    const found = this.#reader.read(Buffer.concat([held, chunk.subarray(0, mostJoinedBytes)]), 0);
    if (typeof found === 'string') return Buffer.concat([held, chunk]);
    this.#handOut(found.message);
    return chunk.subarray(found.end - held.length);
  }

  /** Where amqplib's part begins, and where what is complete ends. */
  #take(bytes: Buffer, begun: number): { readonly passFrom: number; readonly end: number } {
    let at = begun;
    let passFrom = begun > 0 ? 0 : undefined;
    while (at < bytes.length) {
      const found = this.#reader.read(bytes, at);
      if (found === 'incomplete') break;
      if (found === 'other') {
        passFrom ??= at;
        at = frameEnd(bytes, at);
      } else {
        if (passFrom === undefined) this.#handOut(found.message);
        at = found.end;
      }
    }
    return { passFrom: passFrom ?? at, end: at };
  }

  #handOut(message: ConsumeMessage): void {
    this.#consumers.get(message.fields.consumerTag)?.(message);
  }

  /** Keeps what is not complete, from `at` on, unless it is too long; where amqplib's part ends. */
  #hold(bytes: Buffer, at: number): number {
    let held = at;
    if (bytes.length - at > mostHeldBytes) {
      while (bytes.length - held >= 7) held = frameEnd(bytes, held);
      this.#begun = Math.max(0, held - bytes.length);
    }
    if (held < bytes.length) this.#held = bytes.subarray(held);
    return Math.min(held, bytes.length);
  }
}

const installed = new WeakMap<ChannelModel, DirectDeliveries>();

/**
 * Reads plain deliveries past amqplib, which needs as long for one as for reading its JSON. A connection whose socket
 * is not where it is expected, or that has begun to read a frame, stays as it is.
 */
export function readDeliveriesDirectly(model: ChannelModel): void {
  const socket: unknown = Reflect.get(model.connection, 'stream');
  const rest: unknown = Reflect.get(model.connection, 'rest');
  if (!(socket instanceof Socket) || !Buffer.isBuffer(rest) || rest.length > 0) return;
  const deliveries = new DirectDeliveries();
  const push = socket.push.bind(socket);
  const filtered = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (!Buffer.isBuffer(chunk)) return push(chunk, encoding);
    const passed = deliveries.receive(chunk, performance.now());
    return passed === undefined || push(passed);
  };
  Object.defineProperty(socket, 'push', { configurable: true, writable: true, value: filtered });
  installed.set(model, deliveries);
}

/** Consumes; `onMessage` gets each message in its order, or null when the broker has ended it. Until `ended`. */
export async function consumeDirectly(
  model: ChannelModel,
  channel: Channel,
  { queue, ended, onMessage }: { readonly queue: string; readonly ended: AbortSignal; readonly onMessage: (message: ConsumeMessage | null) => void },
): Promise<string> {
  const registered = installed.get(model)?.register(onMessage);
  if (registered !== undefined) ended.addEventListener('abort', registered.forget);
  const options = registered === undefined ? {} : { consumerTag: registered.consumerTag };
  const { consumerTag } = await channel.consume(queue, onMessage, options);
  return consumerTag;
}

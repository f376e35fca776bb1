import { ProtocolError, resource } from './errors.ts';
import type { Link } from './link.ts';
import { messageOf } from './message.ts';
import type { ClientMethods, Fields } from './methods.ts';
import type { Message } from './model.ts';
import { layOut, type PropertyLayout } from './properties.ts';

type Publish = Fields<ClientMethods['BasicPublish']>;

/** RabbitMQ's default for the largest message, in bytes. */
const LARGEST_MESSAGE = 134_217_728;
const BASIC = 60;
/** From here on the parts of a body are put together. */
const MOST_PARTS = 64;

interface Incoming {
  readonly publish: Publish;
  readonly properties: Buffer;
  readonly size: number;
  readonly parts: Buffer[];
  received: number;
}

/**
 * Keeps a part of a body. Small frames are put together into the last piece as soon as they are as long as it, so that a
 * body of tiny frames takes little more memory than its bytes, and each byte is copied few times.
 */
function collect(parts: Buffer[], payload: Buffer): void {
  if (payload.length === 0) return;
  parts.push(payload);
  if (parts.length < MOST_PARTS) return;
  let from = parts.length - 1;
  let bytes = payload.length;
  for (let before = parts[from - 1]; before !== undefined && before.length <= bytes; before = parts[from - 1]) {
    bytes += before.length;
    from--;
  }
  parts.push(Buffer.concat(parts.splice(from)));
}

/** Puts the frames of a published message together and sends it on its way. */
export class Publishing {
  readonly #channel: number;
  readonly #link: Link;
  readonly #published: (accepted: boolean) => void;
  #announced: Publish | undefined;
  #incoming: Incoming | undefined;

  constructor(channel: number, link: Link, published: (accepted: boolean) => void) {
    this.#channel = channel;
    this.#link = link;
    this.#published = published;
  }

  get expectsContent(): boolean {
    return this.#announced !== undefined || this.#incoming !== undefined;
  }

  begin(publish: Publish): void {
    if (publish.immediate) throw new ProtocolError(540, 'immediate=true');
    this.#announced = publish;
  }

  /** @throws ProtocolError when no header is expected or it is malformed. */
  header(payload: Buffer): void {
    const publish = this.#announced;
    if (publish === undefined) throw new ProtocolError(505, 'expected method frame, got content header frame instead');
    if (payload.readUInt16BE(0) !== BASIC) throw new ProtocolError(505, 'expected content header for class 60');
    this.#announced = undefined;
    const size = Number(payload.readBigUInt64BE(4));
    if (size > LARGEST_MESSAGE) {
      throw new ProtocolError(406, `message size ${size} is larger than configured max size ${LARGEST_MESSAGE}`);
    }
    this.#incoming = { publish, properties: payload.subarray(12), size, parts: [], received: 0 };
    if (size === 0) this.#complete(this.#incoming);
  }

  /** @throws ProtocolError when no body is expected, or more than announced. */
  body(payload: Buffer): void {
    const incoming = this.#incoming;
    if (incoming === undefined) throw new ProtocolError(505, 'expected method frame, got content body frame instead');
    incoming.received += payload.length;
    if (incoming.received > incoming.size) throw new ProtocolError(501, 'content body is larger than its header says');
    collect(incoming.parts, payload);
    if (incoming.received === incoming.size) this.#complete(incoming);
  }

  #complete({ publish, properties, parts }: Incoming): void {
    this.#incoming = undefined;
    const layout = this.#layOut(properties);
    const exchange = this.#link.vhost.existingExchange(publish.exchange);
    if (exchange.internal) {
      throw new ProtocolError(403, `cannot publish to internal ${resource('exchange', exchange.name, this.#link.vhost.name)}`);
    }
    if (layout.userId !== undefined && layout.userId !== this.#link.user) {
      throw new ProtocolError(406, `user_id property set to '${layout.userId}' but authenticated user was '${this.#link.user}'`);
    }
    const [first = Buffer.alloc(0)] = parts;
    const message = messageOf(
      {
        exchange: publish.exchange,
        routingKey: publish.routingKey,
        properties: Buffer.from(properties),
        content: parts.length > 1 ? Buffer.concat(parts) : Buffer.from(first),
      },
      layout,
    );
    const { routed, accepted } = this.#link.vhost.publish(message);
    if (!routed && publish.mandatory) this.#return(message);
    this.#published(accepted);
  }

  #layOut(properties: Buffer): PropertyLayout {
    try {
      return layOut(properties);
    } catch (failure) {
      throw new ProtocolError(502, `malformed properties: ${failure instanceof Error ? failure.message : String(failure)}`);
    }
  }

  #return(message: Message): void {
    const { output } = this.#link;
    const { exchange, routingKey } = message;
    output.method(this.#channel, 'BasicReturn', { replyCode: 312, replyText: 'NO_ROUTE', exchange, routingKey });
    output.content(this.#channel, message.properties, message.content);
  }
}

import type { ConsumeMessage } from 'amqplib';

/** A delivered message, and where its frames end. */
export interface DeliveryFrames {
  readonly message: ConsumeMessage;
  readonly end: number;
}

const method = 1;
const header = 2;
const body = 3;
const frameEndOctet = 0xce;
const basicDeliver = 0x003c_003c;
const basicClass = 60;

/** A frame's type, channel and size; its end is one octet (AMQP 0-9-1, 4.2.3). */
const frameStart = 7;

/** Where the frame at `at` ends; beyond `bytes` where it is not all there. */
export function frameEnd(bytes: Buffer, at: number): number {
  return bytes.length - at < frameStart ? Infinity : at + frameStart + bytes.readUInt32BE(at + 3) + 1;
}

/**
 * Reads deliveries as most of them are: a `basic.deliver` for one of `consumers`, a content header without headers and
 * without rare properties, and one body frame, each after the other. It looks at each byte of them once and makes
 * hardly more than the message, where amqplib makes some thirty objects.
 */
export class DeliveryReader {
  readonly #consumers: { has(consumerTag: string): boolean };
  readonly #consumerTag = new RepeatedText();
  readonly #exchange = new RepeatedText();
  readonly #routingKey = new RepeatedText();
  readonly #properties = new PropertiesReader();

  constructor(consumers: { has(consumerTag: string): boolean }) {
    this.#consumers = consumers;
  }

  /** What begins with the frame at `at`; `other`: that frame is all there and begins no such delivery. */
  read(bytes: Buffer, at: number): DeliveryFrames | 'other' | 'incomplete' {
    const headerAt = frameEnd(bytes, at);
    if (headerAt > bytes.length) return 'incomplete';
    const fields = this.#fields(bytes, at, headerAt);
    if (fields === undefined || !this.#consumers.has(fields.consumerTag)) return 'other';
    const bodyAt = frameEnd(bytes, headerAt);
    if (bodyAt > bytes.length) return 'incomplete';
    // No body frame comes for an empty body.
    if (!follows(bytes, headerAt, { type: header, after: at, end: bodyAt }) || bodySizeOf(bytes, headerAt) === 0) return 'other';
    const end = frameEnd(bytes, bodyAt);
    if (end > bytes.length) return 'incomplete';
    if (!follows(bytes, bodyAt, { type: body, after: at, end })) return 'other';
    const properties = this.#properties.read(bytes, headerAt + frameStart, bodyAt - 1);
    if (properties === undefined || bodySizeOf(bytes, headerAt) !== end - bodyAt - frameStart - 1) return 'other';
    return { message: { fields, properties, content: bytes.subarray(bodyAt + frameStart, end - 1) }, end };
  }

  #fields(bytes: Buffer, at: number, end: number): ConsumeMessage['fields'] | undefined {
    if (bytes[at] !== method || bytes[end - 1] !== frameEndOctet || end - at < 24) return undefined;
    if (bytes.readUInt32BE(at + frameStart) !== basicDeliver) return undefined;
    const tagAt = at + frameStart + 4;
    const tagEnd = shortEnd(bytes, tagAt);
    const exchangeAt = tagEnd + 9;
    const exchangeEnd = shortEnd(bytes, exchangeAt);
    const routingKeyEnd = shortEnd(bytes, exchangeEnd);
    if (routingKeyEnd !== end - 1) return undefined;
    return {
      consumerTag: this.#consumerTag.read(bytes, tagAt + 1, tagEnd),
      deliveryTag: wholeNumber(bytes, tagEnd),
      redelivered: ((bytes[tagEnd + 8] ?? 0) & 1) === 1,
      exchange: this.#exchange.read(bytes, exchangeAt + 1, exchangeEnd),
      routingKey: this.#routingKey.read(bytes, exchangeEnd + 1, routingKeyEnd),
    };
  }
}

/** In the header frame at `at`; 0 where that is too short to say it. */
function bodySizeOf(bytes: Buffer, at: number): number {
  return frameEnd(bytes, at) - at < 22 ? 0 : wholeNumber(bytes, at + 11);
}

/** Whether a frame of a type, well ended, is on the channel of the frame at `after`. */
function follows(bytes: Buffer, at: number, { type, after, end }: { readonly type: number; readonly after: number; readonly end: number }): boolean {
  if (bytes[at] !== type || bytes[end - 1] !== frameEndOctet) return false;
  return bytes[at + 1] === bytes[after + 1] && bytes[at + 2] === bytes[after + 2];
}

const flag = {
  contentType: 0x8000,
  contentEncoding: 0x4000,
  headers: 0x2000,
  deliveryMode: 0x1000,
  correlationId: 0x0400,
  messageId: 0x0080,
  timestamp: 0x0040,
  type: 0x0020,
} as const;
const knownFlags = Object.values(flag).reduce((all, each) => all | each, 0);

/** The properties of a content header (AMQP 0-9-1, 4.2.6.1): flags, then the values that they announce, in this order. */
class PropertiesReader {
  readonly #contentType = new RepeatedText();
  readonly #contentEncoding = new RepeatedText();
  readonly #type = new RepeatedText();

  /** Undefined where there are others, or headers. */
  read(bytes: Buffer, from: number, end: number): ConsumeMessage['properties'] | undefined {
    if (end - from < 14 || bytes.readUInt16BE(from) !== basicClass) return undefined;
    const flags = bytes.readUInt16BE(from + 12);
    if ((flags & ~knownFlags) !== 0) return undefined;
    const short = (which: number, at: number): number => ((flags & which) === 0 ? at : shortEnd(bytes, at));
    const contentType = from + 14;
    const contentEncoding = short(flag.contentType, contentType);
    const headers = short(flag.contentEncoding, contentEncoding);
    const deliveryMode = headers + ((flags & flag.headers) === 0 ? 0 : 4);
    const correlationId = deliveryMode + ((flags & flag.deliveryMode) === 0 ? 0 : 1);
    const messageId = short(flag.correlationId, correlationId);
    const timestamp = short(flag.messageId, messageId);
    const type = timestamp + ((flags & flag.timestamp) === 0 ? 0 : 8);
    if (short(flag.type, type) !== end) return undefined;
    if (deliveryMode !== headers && bytes.readUInt32BE(headers) !== 0) return undefined;
    return {
      contentType: contentType === contentEncoding ? undefined : this.#contentType.read(bytes, contentType + 1, contentEncoding),
      contentEncoding: contentEncoding === headers ? undefined : this.#contentEncoding.read(bytes, contentEncoding + 1, headers),
      headers: headers === deliveryMode ? undefined : {},
      deliveryMode: deliveryMode === correlationId ? undefined : bytes[deliveryMode],
      priority: undefined,
      correlationId: correlationId === messageId ? undefined : bytes.toString('utf8', correlationId + 1, messageId),
      replyTo: undefined,
      expiration: undefined,
      messageId: messageId === timestamp ? undefined : bytes.toString('utf8', messageId + 1, timestamp),
      timestamp: timestamp === type ? undefined : wholeNumber(bytes, timestamp),
      type: type === end ? undefined : this.#type.read(bytes, type + 1, end),
      userId: undefined,
      appId: undefined,
      clusterId: undefined,
    };
  }
}

/** A text that is mostly the same as the last time. */
class RepeatedText {
  #bytes = Buffer.alloc(0);
  #text = '';

  read(bytes: Buffer, from: number, to: number): string {
    if (!this.#isSame(bytes, from, to)) {
      this.#bytes = Buffer.from(bytes.subarray(from, to));
      this.#text = bytes.toString('utf8', from, to);
    }
    return this.#text;
  }

  #isSame(bytes: Buffer, from: number, to: number): boolean {
    const known = this.#bytes;
    if (known.length !== to - from) return false;
    for (let index = 0; index < known.length; index += 1) if (known[index] !== bytes[from + index]) return false;
    return true;
  }
}

/** Where a short string ends: a length of one byte, and so many bytes. */
function shortEnd(bytes: Buffer, at: number): number {
  return at + 1 + (bytes[at] ?? 0);
}

/** Of eight bytes; the same as amqplib makes of them, beyond what is safe too. */
function wholeNumber(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
}

import { encodeMethod, HEARTBEAT_FRAME } from './codec.ts';
import type { Fields, ServerMethods } from './methods.ts';

/** The kinds of frames (AMQP 0-9-1, 4.2.3). */
export const FRAME = { method: 1, header: 2, body: 3, heartbeat: 8 } as const;
const FRAME_END = 0xce;
const OVERHEAD = 8;
const BASIC = 60;

/** What a frame carries, given as soon as it is complete. The payload is a view of the received bytes. */
export type OnFrame = (type: number, channel: number, payload: Buffer) => void;

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  /** The largest frame that is accepted, in bytes, its overhead included. */
  frameMax: number;
  readonly #onFrame: OnFrame;
  #rest: Buffer | undefined;

  constructor(frameMax: number, onFrame: OnFrame) {
    this.frameMax = frameMax;
    this.#onFrame = onFrame;
  }

  /** @throws Error when the bytes are no frames. */
  read(chunk: Buffer): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = undefined;
    let at = 0;
    while (at + 7 <= bytes.length) {
      const size = bytes.readUInt32BE(at + 3);
      if (size + OVERHEAD > this.frameMax) throw new Error(`frame of ${size} bytes is larger than ${this.frameMax} allows`);
      const end = at + OVERHEAD + size;
      if (end > bytes.length) break;
      if (bytes[end - 1] !== FRAME_END) throw new Error('frame does not end with the frame-end octet');
      this.#onFrame(bytes.readUInt8(at), bytes.readUInt16BE(at + 1), bytes.subarray(at + 7, end - 1));
      at = end;
    }
    if (at < bytes.length) this.#rest = bytes.subarray(at);
  }
}

/** Below this a message goes out as one piece of memory; above it the content is not copied. */
const COPIED_CONTENT = 16_384;

/** Collects frames until they are written together. */
export class FrameWriter {
  /** The largest frame that the other side accepts, in bytes. */
  frameMax = 4096;
  #parts: Buffer[] = [];
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  /** How much waits, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  method<N extends keyof ServerMethods>(channel: number, name: N, fields: Fields<ServerMethods[N]>): void {
    this.#add(encodeMethod(name, channel, fields));
  }

  heartbeat(): void {
    this.#add(HEARTBEAT_FRAME);
  }

  /** The header frame and the body frames of a message. */
  content(channel: number, properties: Buffer, content: Buffer): void {
    const small = content.length <= COPIED_CONTENT && content.length + OVERHEAD <= this.frameMax;
    const headerSize = OVERHEAD + 12 + properties.length;
    const frame = Buffer.allocUnsafe(headerSize + (small && content.length > 0 ? OVERHEAD + content.length : 0));
    frameStart(frame, { at: 0, type: FRAME.header, channel, size: 12 + properties.length });
    frame.writeUInt16BE(BASIC, 7);
    frame.writeUInt16BE(0, 9);
    frame.writeUInt32BE(0, 11);
    frame.writeUInt32BE(content.length, 15);
    frame.set(properties, 19);
    frame[headerSize - 1] = FRAME_END;
    if (small && content.length > 0) {
      frameStart(frame, { at: headerSize, type: FRAME.body, channel, size: content.length });
      frame.set(content, headerSize + 7);
      frame[frame.length - 1] = FRAME_END;
    }
    this.#add(frame);
    if (!small) this.#bodyFrames(channel, content);
  }

  /** Everything collected, in as few pieces as is cheap; the writer is empty then. */
  take(): readonly Buffer[] {
    const parts = this.#bytes <= 262_144 ? [Buffer.concat(this.#parts, this.#bytes)] : this.#parts;
    this.#parts = [];
    this.#bytes = 0;
    return parts;
  }

  #bodyFrames(channel: number, content: Buffer): void {
    const largest = this.frameMax - OVERHEAD;
    for (let from = 0; from < content.length; from += largest) {
      const part = content.subarray(from, from + largest);
      const start = Buffer.allocUnsafe(7);
      frameStart(start, { at: 0, type: FRAME.body, channel, size: part.length });
      this.#add(start);
      this.#add(part);
      this.#add(frameEnd);
    }
  }

  #add(part: Buffer): void {
    this.#parts.push(part);
    this.#bytes += part.length;
  }
}

const frameEnd = Buffer.from([FRAME_END]);

function frameStart(into: Buffer, frame: { at: number; type: number; channel: number; size: number }): void {
  into[frame.at] = frame.type;
  into.writeUInt16BE(frame.channel, frame.at + 1);
  into.writeUInt32BE(frame.size, frame.at + 3);
}

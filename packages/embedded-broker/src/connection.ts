import type { Socket } from 'node:net';
import { Channel } from './channel.ts';
import { decodeMethod, methodNumbers, PROTOCOL_HEADER } from './codec.ts';
import { ProtocolError } from './errors.ts';
import { FRAME, FrameReader, FrameWriter } from './framing.ts';
import { FRAME_MAX, Handshake, LoginRefused, type Agreement, type Terms } from './handshake.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { Link } from './link.ts';
import type { Method } from './methods.ts';

/** While more than this waits in the socket, nothing is delivered on the connection. */
const CONGESTED_BYTES = 1_048_576;
/** While more than this waits in the socket, nothing more is read from it. */
const CHOKED_BYTES = 16_777_216;
/** How long a client may take for the handshake, and to agree to a closing. */
const PATIENCE_MS = 10_000;

/** Owns one socket: the handshake, the channels, the heartbeats and the closing. */
export class Connection {
  readonly #socket: Socket;
  readonly #output = new FrameWriter();
  readonly #handshake: Handshake;
  readonly #reader: FrameReader;
  readonly #channels = new Map<number, Channel>();
  #state: 'header' | 'handshake' | 'open' | 'closing' | 'closed' = 'header';
  #header = Buffer.alloc(0);
  #agreement: Agreement | undefined;
  #link: Link | undefined;
  #scheduled = false;
  #sent = false;
  #received = false;
  #stopHeartbeat = (): void => undefined;
  #patience: NodeJS.Timeout | undefined;

  constructor(socket: Socket, terms: Terms) {
    this.#socket = socket;
    this.#handshake = new Handshake(terms, this.#output);
    this.#reader = new FrameReader(FRAME_MAX, (type, channel, payload) => this.#frame(type, channel, payload));
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#data(chunk));
    socket.on('drain', () => this.#drained());
    // What an error says is said again by the closing that follows it.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#gone());
    this.#beImpatient();
  }

  /** Sends the confirms that have become due. */
  flushConfirms(): void {
    for (const channel of this.#channels.values()) if (channel.owesConfirms) this.#schedule();
  }

  /** Closes as RabbitMQ does when it is shut down. */
  shutDown(): void {
    if (this.#state === 'open') this.#refuse(new ProtocolError(320, "broker forced connection closure with reason 'shutdown'"), 0);
    else this.#socket.destroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #data(chunk: Buffer): void {
    this.#received = true;
    if (this.#state === 'closed') return;
    const frames = this.#state === 'header' ? this.#protocolHeader(chunk) : chunk;
    if (frames === undefined) return;
    try {
      this.#reader.read(frames);
    } catch (failure) {
      this.#fail(failure, 0);
    }
    this.#schedule();
  }

  /** The eight bytes that come first; what follows them. Anything else is told which protocol is spoken here. */
  #protocolHeader(chunk: Buffer): Buffer | undefined {
    this.#header = Buffer.concat([this.#header, chunk]);
    const compared = Math.min(this.#header.length, PROTOCOL_HEADER.length);
    if (!this.#header.subarray(0, compared).equals(PROTOCOL_HEADER.subarray(0, compared))) {
      this.#state = 'closed';
      this.#socket.end(PROTOCOL_HEADER);
      return undefined;
    }
    if (compared < PROTOCOL_HEADER.length) return undefined;
    this.#state = 'handshake';
    this.#handshake.begin();
    return this.#header.subarray(PROTOCOL_HEADER.length);
  }

  #frame(type: number, channel: number, payload: Buffer): void {
    if (this.#state === 'closed' || type === FRAME.heartbeat) return;
    let methodId = 0;
    try {
      if (type === FRAME.method) {
        methodId = payload.length >= 4 ? payload.readUInt32BE(0) : 0;
        this.#method(channel, decodeMethod(payload));
      } else if (this.#state === 'open') {
        this.#content(type, channel, payload);
      } else if (this.#state !== 'closing') {
        throw new ProtocolError(505, 'content during the handshake');
      }
    } catch (failure) {
      this.#fail(failure, methodId, channel);
    }
  }

  #method(channelNumber: number, method: Method): void {
    if (method.name === 'ConnectionClose' || method.name === 'ConnectionCloseOk') {
      if (method.name === 'ConnectionClose') this.#output.method(0, 'ConnectionCloseOk', {});
      this.#finish();
      return;
    }
    if (this.#state === 'closing') return;
    if (this.#state === 'handshake') {
      const agreement = this.#handshake.method(method);
      if (agreement !== undefined) this.#open(agreement);
      return;
    }
    if (channelNumber === 0) {
      if (method.name !== 'ConnectionUpdateSecret') throw new ProtocolError(503, `unexpected method ${method.name} on channel 0`);
      this.#output.method(0, 'ConnectionUpdateSecretOk', {});
      return;
    }
    this.#channelMethod(channelNumber, method);
  }

  #open(agreement: Agreement): void {
    clearTimeout(this.#patience);
    this.#agreement = agreement;
    this.#state = 'open';
    this.#reader.frameMax = agreement.frameMax;
    this.#output.frameMax = agreement.frameMax;
    const connection = this.#congestion();
    this.#link = {
      output: this.#output,
      vhost: agreement.vhost,
      user: agreement.user,
      owner: this,
      cancelNotify: agreement.cancelNotify,
      get congested(): boolean {
        return connection();
      },
      schedule: () => this.#schedule(),
    };
    this.#stopHeartbeat = startHeartbeat(agreement.heartbeatSeconds, {
      sent: () => taken(this.#sent, () => (this.#sent = false)),
      received: () => taken(this.#received, () => (this.#received = false)),
      beat: () => {
        this.#output.heartbeat();
        this.#schedule();
      },
      lost: () => this.#socket.destroy(),
    });
  }

  #congestion(): () => boolean {
    return () => this.#socket.writableLength > CONGESTED_BYTES || this.#output.bytes > CONGESTED_BYTES;
  }

  #channelMethod(number: number, method: Method): void {
    const channel = this.#channels.get(number);
    if (method.name === 'ChannelClose' || method.name === 'ChannelCloseOk') {
      channel?.flushConfirms();
      if (channel?.isClosing === false) channel.end();
      this.#channels.delete(number);
      if (method.name === 'ChannelClose') this.#output.method(number, 'ChannelCloseOk', {});
      return;
    }
    if (channel !== undefined) {
      channel.method(method);
      return;
    }
    if (method.name !== 'ChannelOpen' || this.#link === undefined) throw new ProtocolError(504, "expected 'channel.open'");
    const { size } = this.#channels;
    const { channelMax = 0 } = this.#agreement ?? {};
    if (size >= channelMax) {
      throw new ProtocolError(530, `number of channels opened (${size}) has reached the negotiated channel_max (${channelMax})`);
    }
    this.#channels.set(number, new Channel(number, this.#link));
    this.#output.method(number, 'ChannelOpenOk', {});
  }

  #content(type: number, number: number, payload: Buffer): void {
    const channel = this.#channels.get(number);
    if (channel === undefined) throw new ProtocolError(504, "expected 'channel.open'");
    if (type === FRAME.header) channel.header(payload);
    else if (type === FRAME.body) channel.body(payload);
    else throw new ProtocolError(501, `unknown frame type ${type}`);
  }

  #fail(failure: unknown, methodId: number, channelNumber = 0): void {
    if (failure instanceof LoginRefused && !failure.saidByClose) {
      this.#finish();
      return;
    }
    const error = failure instanceof ProtocolError ? failure : new ProtocolError(501, `cannot read frame: ${String(failure)}`);
    const channel = this.#channels.get(channelNumber);
    if (error.closes === 'channel' && channel !== undefined) channel.refuse(error, methodId);
    else this.#refuse(error, methodId);
  }

  /** Tells the client that the connection is closed, and why; its channels end at once. */
  #refuse(error: ProtocolError, methodId: number): void {
    if (this.#state === 'closing' || this.#state === 'closed') return;
    this.#writeNow();
    this.#endChannels();
    this.#state = 'closing';
    this.#output.method(0, 'ConnectionClose', {
      replyCode: error.code,
      replyText: error.message.slice(0, 255),
      ...methodNumbers(methodId),
    });
    this.#schedule();
    this.#beImpatient();
  }

  #finish(): void {
    this.#writeNow();
    this.#endChannels();
    this.#state = 'closed';
    this.#socket.end();
    this.#beImpatient();
  }

  #gone(): void {
    this.#state = 'closed';
    this.#endChannels();
    clearTimeout(this.#patience);
  }

  #endChannels(): void {
    this.#stopHeartbeat();
    for (const channel of this.#channels.values()) if (!channel.isClosing) channel.end();
    this.#channels.clear();
    this.#agreement?.vhost.forgetOwner(this);
  }

  #beImpatient(): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#socket.destroy(), PATIENCE_MS);
  }

  #drained(): void {
    if (this.#socket.isPaused()) this.#socket.resume();
    for (const channel of this.#channels.values()) channel.resume();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(() => {
      this.#scheduled = false;
      this.#writeNow();
    });
  }

  #writeNow(): void {
    for (const channel of this.#channels.values()) if (channel.owesConfirms) channel.flushConfirms();
    if (this.#output.isEmpty) return;
    const parts = this.#output.take();
    if (!this.#socket.writable) return;
    this.#sent = true;
    this.#socket.cork();
    for (const part of parts) this.#socket.write(part);
    this.#socket.uncork();
    if (this.#socket.writableLength > CHOKED_BYTES) this.#socket.pause();
  }
}

function taken(value: boolean, reset: () => void): boolean {
  reset();
  return value;
}

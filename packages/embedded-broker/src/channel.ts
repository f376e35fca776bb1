import { methodNumbers } from './codec.ts';
import { Confirms } from './confirms.ts';
import { Deliveries } from './deliveries.ts';
import { ProtocolError } from './errors.ts';
import type { Link } from './link.ts';
import type { ClientMethods, Fields, Method } from './methods.ts';
import { Publishing } from './publishing.ts';
import { declareOnChannel } from './declarations.ts';

/** Owns what lives and dies with one channel: its consumers, what they hold, and the confirms that it owes. */
export class Channel {
  readonly number: number;
  readonly #link: Link;
  readonly #confirms = new Confirms();
  readonly #publishing: Publishing;
  readonly #deliveries: Deliveries;
  /** The broker has closed the channel and waits for the client to agree. */
  #closing = false;
  #confirming = false;
  #latestQueue = '';

  constructor(number: number, link: Link) {
    this.number = number;
    this.#link = link;
    this.#publishing = new Publishing(number, link, (accepted) => this.#confirm(accepted));
    this.#deliveries = new Deliveries(number, link);
  }

  get isClosing(): boolean {
    return this.#closing;
  }

  get owesConfirms(): boolean {
    return !this.#confirms.isEmpty;
  }

  /** Handles one method. @throws ProtocolError that closes the channel or the connection. */
  method(method: Method): void {
    if (this.#closing) return;
    if (this.#publishing.expectsContent) throw unexpected(`expected content header for class 60, got non content header frame instead`);
    switch (method.name) {
      case 'BasicPublish':
        this.#publishing.begin(method.fields);
        return;
      case 'BasicAck':
      case 'BasicNack':
      case 'BasicReject':
      case 'BasicRecover':
      case 'BasicRecoverAsync':
        this.#deliveries.settle(method);
        return;
      case 'BasicQos':
        this.#deliveries.limit(method.fields);
        return;
      case 'BasicConsume':
        this.#deliveries.consume({ ...method.fields, queue: this.#queueName(method.fields.queue) });
        return;
      case 'BasicCancel':
        this.#deliveries.cancel(method.fields);
        return;
      case 'BasicGet':
        this.#deliveries.get({ ...method.fields, queue: this.#queueName(method.fields.queue) });
        return;
      case 'ConfirmSelect':
        this.#confirming = true;
        if (!method.fields.nowait) this.#link.output.method(this.number, 'ConfirmSelectOk', {});
        return;
      case 'ChannelFlow':
        this.#flow(method.fields);
        return;
      case 'AccessRequest':
        this.#link.output.method(this.number, 'AccessRequestOk', {});
        return;
      case 'TxSelect':
      case 'TxCommit':
      case 'TxRollback':
        throw new ProtocolError(540, 'transactions are not supported by the embedded broker');
      case 'ChannelOpen':
        throw new ProtocolError(504, "second 'channel.open' seen");
      default:
        this.#declare(method);
    }
  }

  header(payload: Buffer): void {
    if (!this.#closing) this.#publishing.header(payload);
  }

  body(payload: Buffer): void {
    if (!this.#closing) this.#publishing.body(payload);
  }

  /** Sends the confirms that are due. */
  flushConfirms(): void {
    if (!this.#closing) this.#confirms.send(this.#link.output, this.number, this.#link.vhost.recorder);
  }

  /** The connection has room for deliveries again. */
  resume(): void {
    this.#deliveries.resume();
  }

  /** Tells the client that the channel is closed, and why. */
  refuse(error: ProtocolError, methodId: number): void {
    this.flushConfirms();
    this.#closing = true;
    this.#link.output.method(this.number, 'ChannelClose', {
      replyCode: error.code,
      replyText: error.message.slice(0, 255),
      ...methodNumbers(methodId),
    });
    this.end();
  }

  /** Stops consuming; what was not acknowledged goes back to its queues. */
  end(): void {
    this.#deliveries.end();
  }

  #confirm(accepted: boolean): void {
    if (this.#confirming) this.#confirms.add(accepted, this.#link.vhost.recorder.recorded);
  }

  #flow({ active }: Fields<ClientMethods['ChannelFlow']>): void {
    if (!active) throw new ProtocolError(540, 'active=false');
    this.#link.output.method(this.number, 'ChannelFlowOk', { active });
  }

  #declare(method: Method): void {
    const latest = declareOnChannel(this.#link, this.number, this.#latestQueue, method);
    if (latest === undefined) throw new ProtocolError(503, `unexpected method ${method.name}`);
    this.#latestQueue = latest;
  }

  /** An empty name means the queue that this channel declared last. */
  #queueName(name: string): string {
    if (name !== '') return name;
    if (this.#latestQueue === '') throw new ProtocolError(404, 'no previously declared queue');
    return this.#latestQueue;
  }
}

function unexpected(explanation: string): ProtocolError {
  return new ProtocolError(505, explanation);
}


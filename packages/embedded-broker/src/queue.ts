import { Backlog } from './backlog.ts';
import { Consumers } from './consumers.ts';
import type { Consumer, DeathReason, Entry, Message, QueueDeclaration, QueueSettings } from './model.ts';
import { withHeaders } from './properties.ts';

/** What a queue asks of its virtual host. */
export interface QueueHost {
  /** Sends a dead letter on its way; false when it must be kept and tried again. */
  deadLetter(queue: Queue, entry: Entry, reason: DeathReason): boolean;
  /** A message has left the queue for good. */
  settled(queue: Queue, entry: Entry): void;
  /** A message is with a consumer. */
  delivered(queue: Queue, entry: Entry): void;
  /** The queue has been without use for the time of `x-expires`. */
  expired(queue: Queue): void;
}

/** The longest delay that a timer of Node.js takes, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;
const STRANDED_RETRY_MS = 1000;

/** Owns the messages of one queue, from their arrival until they are settled. */
export class Queue {
  readonly declaration: QueueDeclaration;
  /** Names this queue in the journal; a queue declared again under the same name has another one. */
  readonly id: number;
  readonly consumers = new Consumers();
  /** What consumers hold. */
  readonly unacknowledged = new Set<Entry>();
  /** Who holds messages and consumes no more: each `basic.get`, and consumers that were cancelled. */
  formerHolders = 0;
  readonly #host: QueueHost;
  readonly #backlog: Backlog;
  #settings: QueueSettings;
  #nextPosition = 1;
  #pumping = false;
  #closed = false;
  #stranded: { readonly entry: Entry; readonly reason: DeathReason }[] = [];
  #strandedTimer: NodeJS.Timeout | undefined;
  #headTimer: NodeJS.Timeout | undefined;
  #headTimerAt = Infinity;
  #unusedTimer: NodeJS.Timeout | undefined;

  constructor(id: number, declaration: QueueDeclaration, settings: QueueSettings, host: QueueHost) {
    this.id = id;
    this.declaration = declaration;
    this.#settings = settings;
    this.#host = host;
    this.#backlog = new Backlog(declaration.type, settings.maxPriority);
    this.touch();
  }

  get name(): string {
    return this.declaration.name;
  }

  get settings(): QueueSettings {
    return this.#settings;
  }

  /** Takes other settings, after a policy has changed. */
  set settings(settings: QueueSettings) {
    this.#settings = settings;
    this.touch();
    this.#trim();
  }

  /** As a declaration tells it: quorum queues count whoever still holds messages. */
  get consumerCount(): number {
    return this.consumers.size + (this.declaration.type === 'quorum' ? this.formerHolders : 0);
  }

  get ready(): number {
    return this.#backlog.length;
  }

  get stranded(): number {
    return this.#stranded.length;
  }

  get readyBytes(): number {
    return this.#backlog.bytes;
  }

  /** Whether the queue is full and says so to publishers. */
  refuses(message: Message): boolean {
    if (this.#settings.overflow === 'drop-head') return false;
    const { maxLength = Infinity, maxLengthBytes = Infinity } = this.#settings;
    return this.#backlog.length + 1 > maxLength || this.#backlog.bytes + message.content.length > maxLengthBytes;
  }

  /** Gives a message its place; `push` must follow. */
  admit(message: Message, stored: boolean): Entry {
    const ttl = Math.min(message.ttlMs ?? Infinity, this.#settings.messageTtlMs ?? Infinity);
    const expiresAt = ttl === Infinity ? Infinity : Date.now() + ttl;
    return { message, position: this.#nextPosition++, expiresAt, stored, returns: 0 };
  }

  /** The properties as a consumer gets them: quorum queues count how often a message came back. */
  propertiesOf({ message, returns }: Entry): Buffer {
    if (returns === 0 || this.declaration.type === 'classic') return message.properties;
    return withHeaders(message.properties, { 'x-delivery-count': { '!': 'long', value: returns } });
  }

  push(entry: Entry): void {
    this.#backlog.push(entry);
    this.pump();
    this.#trim();
  }

  /** Puts back what a journal kept, in the order of the positions; `pump` follows when all are there. */
  restore(entry: Entry): void {
    this.#nextPosition = Math.max(this.#nextPosition, entry.position + 1);
    if (this.#overLimit(entry)) this.#die(entry, 'delivery_limit');
    else this.#backlog.push(entry);
  }

  /** The next positions are at least this. */
  continueAfter(position: number): void {
    this.#nextPosition = Math.max(this.#nextPosition, position + 1);
  }

  /** Gives what is ready to the consumers that have room. */
  pump(): void {
    if (this.#pumping || this.#closed) return;
    this.#pumping = true;
    try {
      this.#deliverAll();
    } finally {
      this.#pumping = false;
    }
    this.#expireHeads(Date.now());
    this.#armHeadTimer();
  }

  /** Takes the next message for `basic.get`. */
  take(options: { readonly noAck: boolean }): Entry | undefined {
    this.touch();
    this.#expireHeads(Date.now());
    const entry = this.#backlog.shift();
    if (entry !== undefined) this.#handOver(entry, options.noAck);
    this.#armHeadTimer();
    return entry;
  }

  /** A consumer is done with a message. */
  settle(entry: Entry): void {
    if (this.unacknowledged.delete(entry)) this.#host.settled(this, entry);
  }

  /** A consumer refused a message. */
  reject(entry: Entry): void {
    if (this.unacknowledged.delete(entry)) this.#die(entry, 'rejected');
  }

  /** A consumer did not finish a message; `pump` follows when all are back. */
  putBack(entry: Entry): void {
    if (!this.unacknowledged.delete(entry)) return;
    entry.returns++;
    if (this.#overLimit(entry)) this.#die(entry, 'delivery_limit');
    else this.#backlog.putBack(entry);
  }

  /** Removes what is ready and returns how many those were. */
  purge(): number {
    const count = this.#backlog.length;
    for (let entry = this.#backlog.shift(); entry !== undefined; entry = this.#backlog.shift()) this.#host.settled(this, entry);
    this.#armHeadTimer();
    return count;
  }

  /** Tries again to place dead letters that found no queue. */
  retryStranded(): void {
    if (this.#stranded.length === 0) return;
    const again = this.#stranded;
    this.#stranded = [];
    for (const { entry, reason } of again) this.#die(entry, reason);
  }

  /** Something used the queue: `x-expires` begins anew. */
  touch(): void {
    clearTimeout(this.#unusedTimer);
    const { expiresMs } = this.#settings;
    if (expiresMs === undefined || this.#closed) return;
    this.#unusedTimer = setTimeout(() => {
      if (this.consumers.size === 0) this.#host.expired(this);
    }, Math.min(expiresMs, LONGEST_TIMER));
  }

  /** All messages that the queue answers for, by position. */
  entries(): readonly Entry[] {
    const all = [...this.#backlog, ...this.unacknowledged, ...this.#stranded.map(({ entry }) => entry)];
    return all.sort((one, other) => one.position - other.position);
  }

  /** Stops all timers. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#headTimer);
    clearTimeout(this.#unusedTimer);
    clearTimeout(this.#strandedTimer);
  }

  #deliverAll(): void {
    while (this.#backlog.length > 0 && this.consumers.size > 0) {
      // What expires within this very millisecond still goes to a consumer that waits for it: a TTL of 0 means that.
      this.#expireHeads(Date.now() - 1);
      if (this.#backlog.length === 0) return;
      const consumer = this.#nextConsumer();
      if (consumer === undefined) return;
      const entry = this.#backlog.shift();
      if (entry === undefined) return;
      consumer.deliver(entry);
      this.#handOver(entry, consumer.noAck);
    }
  }

  #nextConsumer(): Consumer | undefined {
    if (!this.#settings.singleActiveConsumer) return this.consumers.next();
    const active = this.consumers.first;
    return active?.ready() === true ? active : undefined;
  }

  #handOver(entry: Entry, noAck: boolean): void {
    if (noAck) {
      this.#host.settled(this, entry);
    } else {
      this.unacknowledged.add(entry);
      this.#host.delivered(this, entry);
    }
  }

  #overLimit(entry: Entry): boolean {
    return this.declaration.type === 'quorum' && entry.returns > (this.#settings.deliveryLimit ?? Infinity);
  }

  #expireHeads(now: number): void {
    for (let head = this.#backlog.peek(); head !== undefined && head.expiresAt <= now; head = this.#backlog.peek()) {
      this.#backlog.shift();
      this.#die(head, 'expired');
    }
  }

  #trim(): void {
    const { overflow, maxLength = Infinity, maxLengthBytes = Infinity } = this.#settings;
    if (overflow !== 'drop-head') return;
    while (this.#backlog.length > maxLength || this.#backlog.bytes > maxLengthBytes) {
      const head = this.#backlog.shift();
      if (head === undefined) return;
      this.#die(head, 'maxlen');
    }
  }

  #die(entry: Entry, reason: DeathReason): void {
    if (this.#host.deadLetter(this, entry, reason)) {
      this.#host.settled(this, entry);
      return;
    }
    this.#stranded.push({ entry, reason });
    clearTimeout(this.#strandedTimer);
    if (this.#closed) return;
    this.#strandedTimer = setTimeout(() => this.retryStranded(), STRANDED_RETRY_MS);
  }

  #armHeadTimer(): void {
    const at = this.#backlog.peek()?.expiresAt ?? Infinity;
    if (at === this.#headTimerAt || this.#closed) return;
    clearTimeout(this.#headTimer);
    this.#headTimerAt = at;
    if (at === Infinity) return;
    this.#headTimer = setTimeout(
      () => {
        this.#headTimerAt = Infinity;
        this.pump();
      },
      Math.min(Math.max(at - Date.now(), 0), LONGEST_TIMER),
    );
  }
}

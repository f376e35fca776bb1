import { settingsOf } from './settings.ts';
import { Bindings } from './bindings.ts';
import { closesCycle, carbonCopies, deadLetterOf } from './dead-letter.ts';
import { locked, notFound } from './errors.ts';
import type { Table } from './methods.ts';
import type { Binding, DeathReason, Entry, Exchange, Message, Policy, QueueDeclaration } from './model.ts';
import { effectivePolicy } from './policies.ts';
import { readHeaders, withHeaders } from './properties.ts';
import { Queue, type QueueHost } from './queue.ts';
import { noRecorder, type Recorder, type StoredPlace } from './recorder.ts';
import { route, type RoutingTable } from './routing.ts';

/** Who may use an exclusive queue: the connection that declared it. */
export type Owner = object;

export interface Published {
  /** Whether any queue was reached. */
  readonly routed: boolean;
  /** Whether every queue that was reached took it. */
  readonly accepted: boolean;
}

const ROUTES_KEPT = 10_000;

const predeclared: readonly Exchange[] = [
  builtIn('', 'direct'),
  builtIn('amq.direct', 'direct'),
  builtIn('amq.fanout', 'fanout'),
  builtIn('amq.headers', 'headers'),
  builtIn('amq.match', 'headers'),
  builtIn('amq.topic', 'topic'),
];

function builtIn(name: string, type: Exchange['type']): Exchange {
  return { name, type, durable: true, autoDelete: false, internal: false, arguments: {} };
}

/** Owns the exchanges, bindings, queues and policies of one virtual host, and moves messages among them. */
export class VirtualHost implements QueueHost, RoutingTable {
  readonly name: string;
  readonly exchanges = new Map(predeclared.map((exchange) => [exchange.name, exchange]));
  readonly queues = new Map<string, Queue>();
  readonly policies = new Map<string, Policy>();
  readonly bindings = new Bindings();
  readonly #owners = new Map<string, Owner>();
  readonly #routes = new Map<string, readonly Queue[]>();
  /** Queues with dead letters that found no place: a change of the topology may give them one. */
  readonly #withStranded = new Set<Queue>();
  #recorder: Recorder = noRecorder;
  #nextQueueId = 1;

  constructor(name: string) {
    this.name = name;
  }

  get recorder(): Recorder {
    return this.#recorder;
  }

  /** From now on every durable change is recorded there. */
  recordTo(recorder: Recorder): void {
    this.#recorder = recorder;
  }

  exchange(name: string): Exchange | undefined {
    return this.exchanges.get(name);
  }

  alternateOf(exchange: Exchange): string | undefined {
    const policy = effectivePolicy(this.policies.values(), 'exchanges', exchange.name);
    const name = exchange.arguments['alternate-exchange'] ?? policy?.definition['alternate-exchange'];
    return typeof name === 'string' ? name : undefined;
  }

  /** @throws ProtocolError 404. */
  existingExchange(name: string): Exchange {
    const exchange = this.exchanges.get(name);
    if (exchange === undefined) throw notFound('exchange', name, this.name);
    return exchange;
  }

  /** @throws ProtocolError 404, or 405 for another connection's exclusive queue. */
  existingQueue(name: string, owner: Owner): Queue {
    const queue = this.queues.get(name);
    if (queue === undefined) throw notFound('queue', name, this.name);
    if (queue.declaration.exclusive && this.#owners.get(name) !== owner) {
      throw locked(name, this.name);
    }
    return queue;
  }

  addExchange(exchange: Exchange): void {
    this.exchanges.set(exchange.name, exchange);
    if (exchange.durable) this.#recorder.exchangeDeclared(exchange);
    this.#changed();
  }

  deleteExchange(name: string): void {
    const exchange = this.exchanges.get(name);
    if (exchange === undefined) return;
    this.exchanges.delete(name);
    for (const binding of [...this.bindings.from(name), ...this.bindings.to('exchange', name)]) this.unbind(binding);
    if (exchange.durable) this.#recorder.exchangeDeleted(name);
    this.#changed();
  }

  addQueue(declaration: QueueDeclaration, owner: Owner | undefined, id = this.#nextQueueId): Queue {
    this.#nextQueueId = Math.max(this.#nextQueueId, id + 1);
    const queue = new Queue(id, declaration, this.#settingsOf(declaration), this);
    this.queues.set(declaration.name, queue);
    if (declaration.exclusive && owner !== undefined) this.#owners.set(declaration.name, owner);
    if (isRecorded(declaration)) this.#recorder.queueDeclared(queue.id, declaration);
    this.#changed();
    return queue;
  }

  /** Removes a queue with its messages and cancels its consumers. */
  deleteQueue(queue: Queue): void {
    if (this.queues.get(queue.name) !== queue) return;
    this.queues.delete(queue.name);
    this.#withStranded.delete(queue);
    this.#owners.delete(queue.name);
    for (const binding of this.bindings.to('queue', queue.name)) this.unbind(binding);
    if (isRecorded(queue.declaration)) this.#recorder.queueDeleted(queue.id);
    const consumers = [...queue.consumers];
    queue.close();
    for (const consumer of consumers) {
      queue.consumers.remove(consumer);
      consumer.cancelled();
    }
    this.#changed();
  }

  /** The connection is gone, and with it its exclusive queues. */
  forgetOwner(owner: Owner): void {
    for (const [name, each] of [...this.#owners]) {
      const queue = each === owner ? this.queues.get(name) : undefined;
      if (queue !== undefined) this.deleteQueue(queue);
    }
  }

  bind(binding: Binding): void {
    if (!this.bindings.add(binding)) return;
    if (this.isRecordedBinding(binding)) this.#recorder.bound(binding);
    this.#changed();
  }

  /** Removes a binding; an auto-delete exchange goes with its last one. */
  unbind(binding: Binding): void {
    if (this.bindings.remove(binding) === undefined) return;
    this.#recorder.unbound(binding);
    this.#changed();
    const source = this.exchanges.get(binding.source);
    if (source?.autoDelete === true && !this.bindings.isSource(source.name)) this.deleteExchange(source.name);
  }

  setPolicy(policy: Policy): void {
    this.policies.set(policy.name, policy);
    this.#recorder.policySet(policy);
    this.applyPolicies();
  }

  deletePolicy(name: string): boolean {
    if (!this.policies.delete(name)) return false;
    this.#recorder.policyDeleted(name);
    this.applyPolicies();
    return true;
  }

  applyPolicies(): void {
    for (const queue of this.queues.values()) queue.settings = this.#settingsOf(queue.declaration);
    this.#changed();
  }

  /** Routes a message and puts it into the queues that it reaches. */
  publish(message: Message): Published {
    const queues = this.#reached(message);
    const accepted = this.#place(queues.length > 0 ? withoutBlindCopies(message) : message, queues);
    return { routed: queues.length > 0, accepted };
  }

  deadLetter(queue: Queue, entry: Entry, reason: DeathReason): boolean {
    const { deadLetterExchange, deadLetterRoutingKey, deadLetterAtLeastOnce } = queue.settings;
    if (deadLetterExchange === undefined) return true;
    if (!this.exchanges.has(deadLetterExchange)) return !(deadLetterAtLeastOnce && this.#strands(queue));
    const death = { queue: queue.name, reason, exchange: deadLetterExchange, routingKey: deadLetterRoutingKey, now: new Date() };
    const letter = deadLetterOf(entry.message, death);
    const reached = this.#reached(letter);
    const headers = readHeaders(letter.properties);
    const targets = reached.filter((target) => !closesCycle(headers, target.name));
    const placeable = reached.length > 0 && !targets.some((target) => target.refuses(letter));
    if (deadLetterAtLeastOnce && !placeable) return !this.#strands(queue);
    this.#place(letter, targets);
    return true;
  }

  #strands(queue: Queue): true {
    this.#withStranded.add(queue);
    return true;
  }

  settled(queue: Queue, entry: Entry): void {
    if (entry.stored) this.#recorder.settled({ queue: queue.id, position: entry.position });
  }

  delivered(queue: Queue, entry: Entry): void {
    if (entry.stored) this.#recorder.delivered({ queue: queue.id, position: entry.position }, entry.returns);
  }

  expired(queue: Queue): void {
    this.deleteQueue(queue);
  }

  /** Stops all timers. */
  close(): void {
    for (const queue of this.queues.values()) queue.close();
  }

  #settingsOf(declaration: QueueDeclaration): Queue['settings'] {
    return settingsOf(declaration, effectivePolicy(this.policies.values(), 'queues', declaration.name));
  }

  isRecordedBinding(binding: Binding): boolean {
    const queue = binding.destinationType === 'queue' ? this.queues.get(binding.destination) : undefined;
    const to = queue === undefined ? this.exchanges.get(binding.destination)?.durable === true : isRecorded(queue.declaration);
    return to && this.exchanges.get(binding.source)?.durable === true;
  }

  #changed(): void {
    this.#routes.clear();
    const waiting = [...this.#withStranded];
    this.#withStranded.clear();
    for (const queue of waiting) queue.retryStranded();
  }

  #reached(message: Message): readonly Queue[] {
    const cacheKey = `${message.exchange}\0${message.routingKey}`;
    const known = this.#routes.get(cacheKey);
    if (known !== undefined && !mayHaveCopies(message)) return known;
    const headers = (): Table => readHeaders(message.properties);
    const copies = mayHaveCopies(message) ? carbonCopies(headers()) : [];
    const routes = [message.routingKey, ...copies].map((key) => route(this, message.exchange, key, headers));
    const names = new Set(routes.flatMap(({ queues }) => [...queues]));
    const queues = [...names].map((name) => this.queues.get(name)).filter((queue) => queue !== undefined);
    if (copies.length === 0 && routes.every(({ byKeyOnly }) => byKeyOnly)) this.#remember(cacheKey, queues);
    return queues;
  }

  #remember(cacheKey: string, queues: readonly Queue[]): void {
    if (this.#routes.size >= ROUTES_KEPT) this.#routes.clear();
    this.#routes.set(cacheKey, queues);
  }

  /** Whether every queue took the message. */
  #place(message: Message, queues: readonly Queue[]): boolean {
    const accepting = queues.filter((queue) => !queue.refuses(message));
    const placed = accepting.map((queue) => ({ queue, entry: queue.admit(message, isStored(queue, message)) }));
    const places: StoredPlace[] = [];
    for (const { queue, entry } of placed) {
      if (entry.stored) places.push({ queue: queue.id, position: entry.position, expiresAt: entry.expiresAt });
    }
    if (places.length > 0) this.#recorder.published(message, places);
    for (const { queue, entry } of placed) queue.push(entry);
    if (accepting.length === queues.length) return true;
    for (const queue of queues) if (!accepting.includes(queue)) this.#turnAway(queue, message);
    return false;
  }

  #turnAway(queue: Queue, message: Message): void {
    if (queue.settings.overflow === 'reject-publish-dlx') this.deadLetter(queue, queue.admit(message, false), 'maxlen');
  }
}

/** What outlives the broker's process: durable queues that are not one connection's own. */
export function isRecorded(queue: QueueDeclaration): boolean {
  return queue.durable && !queue.exclusive;
}

function isStored(queue: Queue, message: Message): boolean {
  return isRecorded(queue.declaration) && (message.persistent || queue.declaration.type === 'quorum');
}

/** Nobody who gets a message sees its BCC. */
function withoutBlindCopies(message: Message): Message {
  if (!mayHaveCopies(message)) return message;
  const hasBcc = readHeaders(message.properties).BCC !== undefined;
  return hasBcc ? { ...message, properties: withHeaders(message.properties, { BCC: undefined }) } : message;
}

/** A cheap look for the headers CC and BCC before the headers are decoded. */
function mayHaveCopies(message: Message): boolean {
  return message.properties.length > 2 && message.properties.includes('CC');
}

import { randomBytes } from 'node:crypto';
import { checkConsumerArguments } from './arguments.ts';
import { ProtocolError, resource } from './errors.ts';
import type { Link } from './link.ts';
import type { ClientMethods, Fields, Method } from './methods.ts';
import type { Consumer, Entry } from './model.ts';
import { Outstanding } from './outstanding.ts';
import type { Queue } from './queue.ts';

interface Delivery {
  readonly queue: Queue;
  readonly entry: Entry;
  /** Undefined for `basic.get`. */
  readonly consumer: ChannelConsumer | undefined;
}

interface ChannelConsumer extends Consumer {
  readonly queue: Queue;
  /** How many messages it may hold; 0: any number. */
  readonly limit: number;
  held: number;
}

type Settlement = Extract<Method, { name: 'BasicAck' | 'BasicNack' | 'BasicReject' | 'BasicRecover' | 'BasicRecoverAsync' }>;
type Outcome = 'settle' | 'reject' | 'putBack';

/** The consumers of a channel and what they hold. */
export class Deliveries {
  readonly #channel: number;
  readonly #link: Link;
  readonly #consumers = new Map<string, ChannelConsumer>();
  readonly #outstanding = new Outstanding<Delivery>();
  #consumerLimit = 0;
  #channelLimit = 0;
  #held = 0;

  constructor(channel: number, link: Link) {
    this.#channel = channel;
    this.#link = link;
  }

  /** `basic.qos`: for the whole channel, or for each consumer that comes after it. */
  limit({ prefetchSize, prefetchCount, global }: Fields<ClientMethods['BasicQos']>): void {
    if (prefetchSize !== 0) throw new ProtocolError(540, `prefetch_size!=0 (${prefetchSize})`);
    if (global) this.#channelLimit = prefetchCount;
    else this.#consumerLimit = prefetchCount;
    this.#link.output.method(this.#channel, 'BasicQosOk', {});
    if (global) this.resume();
  }

  /** @throws ProtocolError 403, 404, 405, 530 or 540. */
  consume(fields: Fields<ClientMethods['BasicConsume']>): void {
    const { vhost, owner, output } = this.#link;
    const queue = vhost.existingQueue(fields.queue, owner);
    const tag = fields.consumerTag === '' ? `amq.ctag-${randomBytes(16).toString('base64url')}` : fields.consumerTag;
    if (this.#consumers.has(tag)) throw new ProtocolError(530, `attempt to reuse consumer tag '${tag}'`);
    const where = resource('queue', queue.name, vhost.name);
    if (this.#channelLimit > 0 && queue.declaration.type === 'quorum') {
      throw new ProtocolError(540, `${where} does not support global qos`);
    }
    checkConsumerArguments(fields.arguments, where);
    const { singleActiveConsumer } = queue.settings;
    if (queue.consumers.exclusive || (fields.exclusive && (queue.consumers.size > 0 || singleActiveConsumer))) {
      throw new ProtocolError(403, `${where} in exclusive use`);
    }
    const consumer = this.#consumer(tag, queue, fields);
    this.#consumers.set(tag, consumer);
    if (!fields.nowait) output.method(this.#channel, 'BasicConsumeOk', { consumerTag: tag });
    queue.consumers.add(consumer);
    queue.pump();
  }

  /** Stops a consumer; what it holds stays with the channel. */
  cancel({ consumerTag, nowait }: Fields<ClientMethods['BasicCancel']>): void {
    const consumer = this.#consumers.get(consumerTag);
    if (!nowait) this.#link.output.method(this.#channel, 'BasicCancelOk', { consumerTag });
    if (consumer !== undefined) this.#leave(consumer);
  }

  get({ queue: name, noAck }: Fields<ClientMethods['BasicGet']>): void {
    const { vhost, owner, output } = this.#link;
    const queue = vhost.existingQueue(name, owner);
    if (queue.consumers.exclusive) throw new ProtocolError(403, `${resource('queue', name, vhost.name)} in exclusive use`);
    const entry = queue.take({ noAck });
    if (entry === undefined) {
      output.method(this.#channel, 'BasicGetEmpty', {});
      return;
    }
    const deliveryTag = this.#outstanding.nextTag();
    if (!noAck) {
      this.#outstanding.hold(deliveryTag, { queue, entry, consumer: undefined });
      queue.formerHolders++;
    }
    const { exchange, routingKey } = entry.message;
    const fields = { deliveryTag, redelivered: entry.returns > 0, exchange, routingKey, messageCount: queue.ready };
    output.method(this.#channel, 'BasicGetOk', fields);
    output.content(this.#channel, queue.propertiesOf(entry), entry.message.content);
  }

  /** @throws ProtocolError 406 for an unknown delivery tag. */
  settle(method: Settlement): void {
    switch (method.name) {
      case 'BasicAck':
        this.#finish(this.#taken(method.fields), 'settle');
        return;
      case 'BasicNack':
        this.#finish(this.#taken(method.fields), method.fields.requeue ? 'putBack' : 'reject');
        return;
      case 'BasicReject':
        this.#finish(this.#taken({ ...method.fields, multiple: false }), method.fields.requeue ? 'putBack' : 'reject');
        return;
      case 'BasicRecover':
      case 'BasicRecoverAsync':
        if (!method.fields.requeue) throw new ProtocolError(540, 'requeue=false');
        this.#finish(this.#outstanding.all(), 'putBack');
        if (method.name === 'BasicRecover') this.#link.output.method(this.#channel, 'BasicRecoverOk', {});
    }
  }

  /** There may be room for deliveries again. */
  resume(): void {
    for (const consumer of this.#consumers.values()) {
      consumer.queue.consumers.wake(consumer);
      consumer.queue.pump();
    }
  }

  /** The channel is gone. */
  end(): void {
    for (const consumer of [...this.#consumers.values()]) this.#leave(consumer);
    this.#finish(this.#outstanding.all(), 'putBack');
  }

  #consumer(tag: string, queue: Queue, fields: Fields<ClientMethods['BasicConsume']>): ChannelConsumer {
    const { noAck, exclusive } = fields;
    const given = fields.arguments['x-priority'];
    const consumer: ChannelConsumer = {
      tag,
      queue,
      noAck,
      exclusive,
      priority: typeof given === 'number' ? given : 0,
      limit: this.#consumerLimit,
      held: 0,
      ready: () => this.#hasRoom(consumer),
      deliver: (entry) => this.#deliver(consumer, entry),
      cancelled: () => this.#cancelled(consumer),
    };
    return consumer;
  }

  #hasRoom({ noAck, limit, held }: ChannelConsumer): boolean {
    if (this.#link.congested) return false;
    return noAck || ((limit === 0 || held < limit) && (this.#channelLimit === 0 || this.#held < this.#channelLimit));
  }

  #deliver(consumer: ChannelConsumer, entry: Entry): void {
    const { output } = this.#link;
    const deliveryTag = this.#outstanding.nextTag();
    if (!consumer.noAck) {
      consumer.held++;
      this.#held++;
      this.#outstanding.hold(deliveryTag, { queue: consumer.queue, entry, consumer });
    }
    const { exchange, routingKey, content } = entry.message;
    const fields = { consumerTag: consumer.tag, deliveryTag, redelivered: entry.returns > 0, exchange, routingKey };
    output.method(this.#channel, 'BasicDeliver', fields);
    output.content(this.#channel, consumer.queue.propertiesOf(entry), content);
    this.#link.schedule();
  }

  #cancelled(consumer: ChannelConsumer): void {
    this.#consumers.delete(consumer.tag);
    if (!this.#link.cancelNotify) return;
    this.#link.output.method(this.#channel, 'BasicCancel', { consumerTag: consumer.tag, nowait: true });
    this.#link.schedule();
  }

  /** The last consumer of an auto-delete queue takes it along. */
  #leave(consumer: ChannelConsumer): void {
    const { queue } = consumer;
    this.#consumers.delete(consumer.tag);
    queue.consumers.remove(consumer);
    if (consumer.held > 0) queue.formerHolders++;
    queue.touch();
    if (queue.declaration.autoDelete && queue.consumers.size === 0) this.#link.vhost.deleteQueue(queue);
    else queue.pump();
  }

  #taken({ deliveryTag, multiple }: { readonly deliveryTag: number; readonly multiple: boolean }): readonly Delivery[] {
    if (multiple && deliveryTag === 0) return this.#outstanding.all();
    const taken = multiple ? this.#outstanding.upTo(deliveryTag) : this.#outstanding.one(deliveryTag);
    if (taken === undefined) throw new ProtocolError(406, `unknown delivery tag ${deliveryTag}`);
    return 'entry' in taken ? [taken] : taken;
  }

  #finish(deliveries: readonly Delivery[], outcome: Outcome): void {
    const queues = new Set<Queue>();
    for (const { queue, entry, consumer } of deliveries) {
      if (consumer !== undefined) {
        consumer.held--;
        this.#held--;
        queue.consumers.wake(consumer);
      }
      if (consumer === undefined || (consumer.held === 0 && !queue.consumers.has(consumer))) queue.formerHolders--;
      queue[outcome](entry);
      queues.add(queue);
    }
    if (this.#channelLimit > 0) this.resume();
    for (const queue of queues) queue.pump();
  }
}

import { randomBytes } from 'node:crypto';
import { checkDeclaration, checkExchange, checkHeadersBinding, declarationOf, exchangeOf } from './arguments.ts';
import { assertSameExchange, assertSameQueue } from './equivalence.ts';
import { locked, ProtocolError, resource } from './errors.ts';
import type { Link } from './link.ts';
import type { ClientMethods, Fields, Method, ServerMethods } from './methods.ts';
import type { Binding } from './model.ts';
import type { Queue } from './queue.ts';
import type { VirtualHost } from './vhost.ts';

/**
 * Handles the methods of the classes exchange and queue.
 * @returns the name of the queue that the channel declared last, or undefined when the method is of neither class.
 * @throws ProtocolError as RabbitMQ would.
 */
export function declareOnChannel(link: Link, channel: number, latestQueue: string, method: Method): string | undefined {
  const named = (name: string): string => {
    if (name === '' && latestQueue === '') throw new ProtocolError(404, 'no previously declared queue');
    return name === '' ? latestQueue : name;
  };
  const reply = <N extends keyof ServerMethods>(nowait: boolean, name: N, fields: Fields<ServerMethods[N]>): string => {
    if (!nowait) link.output.method(channel, name, fields);
    return latestQueue;
  };
  switch (method.name) {
    case 'ExchangeDeclare':
      declareExchange(link.vhost, method.fields);
      return reply(method.fields.nowait, 'ExchangeDeclareOk', {});
    case 'ExchangeDelete':
      deleteExchange(link.vhost, method.fields);
      return reply(method.fields.nowait, 'ExchangeDeleteOk', {});
    case 'ExchangeBind':
      bind(link, exchangeBinding(method.fields));
      return reply(method.fields.nowait, 'ExchangeBindOk', {});
    case 'ExchangeUnbind':
      link.vhost.unbind(exchangeBinding(method.fields));
      return reply(method.fields.nowait, 'ExchangeUnbindOk', {});
    case 'QueueBind':
      bind(link, queueBinding(link, { ...method.fields, queue: named(method.fields.queue) }));
      return reply(method.fields.nowait, 'QueueBindOk', {});
    case 'QueueUnbind':
      link.vhost.unbind(queueBinding(link, { ...method.fields, queue: named(method.fields.queue) }));
      return reply(false, 'QueueUnbindOk', {});
    case 'QueueDeclare': {
      const queue = declareQueue(link, method.fields);
      reply(method.fields.nowait, 'QueueDeclareOk', { queue: queue.name, messageCount: queue.ready, consumerCount: queue.consumerCount });
      return queue.name;
    }
    case 'QueuePurge': {
      const messageCount = link.vhost.existingQueue(named(method.fields.queue), link.owner).purge();
      return reply(method.fields.nowait, 'QueuePurgeOk', { messageCount });
    }
    case 'QueueDelete': {
      const messageCount = deleteQueue(link, { ...method.fields, queue: named(method.fields.queue) });
      return reply(method.fields.nowait, 'QueueDeleteOk', { messageCount });
    }
    default:
      return undefined;
  }
}

function declareQueue({ vhost, owner }: Link, fields: Fields<ClientMethods['QueueDeclare']>): Queue {
  const { queue: name, passive, exclusive } = fields;
  if (passive) return used(vhost.existingQueue(name, owner));
  if (vhost.queues.has(name)) {
    const current = vhost.existingQueue(name, owner);
    if (exclusive !== current.declaration.exclusive) throw locked(name, vhost.name);
    assertSameQueue(current.declaration, declarationOf(fields, name), vhost.name);
    return used(current);
  }
  checkName('queue', name);
  const declaration = declarationOf(fields, name === '' ? generatedName() : name);
  checkDeclaration(declaration, vhost.name);
  return vhost.addQueue(declaration, owner);
}

function used(queue: Queue): Queue {
  queue.touch();
  return queue;
}

function generatedName(): string {
  return `amq.gen-${randomBytes(16).toString('base64url')}`;
}

function checkName(kind: 'queue' | 'exchange', name: string): void {
  if (name.startsWith('amq.')) throw new ProtocolError(403, `${kind} name '${name}' contains reserved prefix 'amq.*'`);
}

function deleteQueue({ vhost, owner }: Link, fields: Fields<ClientMethods['QueueDelete']>): number {
  if (!vhost.queues.has(fields.queue)) return 0;
  const queue = vhost.existingQueue(fields.queue, owner);
  const where = resource('queue', queue.name, vhost.name);
  if (queue.declaration.type === 'quorum') refuseConditions(where, fields);
  if (fields.ifUnused && queue.consumers.size > 0) throw new ProtocolError(406, `${where} in use`);
  if (fields.ifEmpty && queue.ready > 0) throw new ProtocolError(406, `${where} not empty`);
  const { ready } = queue;
  vhost.deleteQueue(queue);
  return ready;
}

function refuseConditions(where: string, { ifUnused, ifEmpty }: Fields<ClientMethods['QueueDelete']>): void {
  if (!ifUnused && !ifEmpty) return;
  const flag = ifUnused ? 'if-unused' : 'if-empty';
  throw new ProtocolError(540, `cannot delete ${where}. queue.delete operations with ${flag} flag set are not supported by quorum queues`);
}

function declareExchange(vhost: VirtualHost, fields: Fields<ClientMethods['ExchangeDeclare']>): void {
  if (fields.passive) {
    refuseDefault(fields.exchange);
    vhost.existingExchange(fields.exchange);
    return;
  }
  const wanted = exchangeOf(fields);
  refuseDefault(wanted.name);
  const current = vhost.exchange(wanted.name);
  if (current !== undefined) {
    assertSameExchange(current, wanted, vhost.name);
    return;
  }
  checkName('exchange', wanted.name);
  checkExchange(wanted, vhost.name);
  vhost.addExchange(wanted);
}

function deleteExchange(vhost: VirtualHost, { exchange, ifUnused }: Fields<ClientMethods['ExchangeDelete']>): void {
  refuseDefault(exchange);
  if (exchange.startsWith('amq.')) {
    throw new ProtocolError(403, `deletion of system ${resource('exchange', exchange, vhost.name)} not allowed`);
  }
  if (ifUnused && vhost.bindings.isSource(exchange)) {
    throw new ProtocolError(406, `${resource('exchange', exchange, vhost.name)} in use`);
  }
  vhost.deleteExchange(exchange);
}

function refuseDefault(...exchanges: readonly string[]): void {
  if (exchanges.includes('')) throw new ProtocolError(403, 'operation not permitted on the default exchange');
}

function exchangeBinding(fields: Fields<ClientMethods['ExchangeBind']>): Binding {
  const { source, destination, routingKey } = fields;
  refuseDefault(source, destination);
  return { source, destination, destinationType: 'exchange', routingKey, arguments: fields.arguments };
}

function queueBinding({ vhost, owner }: Link, fields: Fields<ClientMethods['QueueUnbind']>): Binding {
  const { exchange: source, queue: destination, routingKey } = fields;
  refuseDefault(source);
  if (vhost.queues.has(destination)) vhost.existingQueue(destination, owner);
  return { source, destination, destinationType: 'queue', routingKey, arguments: fields.arguments };
}

/** Both ends of a new binding must be there; removing one asks for neither. */
function bind({ vhost, owner }: Link, binding: Binding): void {
  if (binding.destinationType === 'queue') vhost.existingQueue(binding.destination, owner);
  const source = vhost.existingExchange(binding.source);
  if (binding.destinationType === 'exchange') vhost.existingExchange(binding.destination);
  if (source.type === 'headers') checkHeadersBinding(binding.arguments);
  vhost.bind(binding);
}

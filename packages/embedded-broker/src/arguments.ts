import { ProtocolError, resource } from './errors.ts';
import type { ClientMethods, Fields, FieldValue, Table } from './methods.ts';
import type { Exchange, ExchangeType, QueueDeclaration } from './model.ts';
import { shown, wireTypeOf } from './wire-types.ts';

/** What is wrong with a value, in RabbitMQ's words. */
type Check = (value: FieldValue) => string | undefined;

/** RabbitMQ's longest expiry, in milliseconds. */
export const LONGEST_EXPIRY_MS = 4_294_967_295;
const HIGHEST_PRIORITY = 255;

const integer: Check = (value) =>
  typeof value === 'number' && Number.isInteger(value) ? undefined : `"expected integer, got ${wireTypeOf(value)}"`;
const nonNegative: Check = (value) => integer(value) ?? (Number(value) < 0 ? `{value_negative,${shown(value)}}` : undefined);
const priority: Check = (value) =>
  nonNegative(value) ?? (Number(value) > HIGHEST_PRIORITY ? `{max_value_exceeded,${shown(value)}}` : undefined);
const expiry: Check = (value) =>
  nonNegative(value) ?? (Number(value) > LONGEST_EXPIRY_MS ? `{value_too_large,${shown(value)}}` : undefined);
const positiveExpiry: Check = (value) => (value === 0 ? '{value_zero,0}' : expiry(value));
const text: Check = (value) => (typeof value === 'string' ? undefined : `{unacceptable_type,${wireTypeOf(value)}}`);
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : `{unacceptable_type,${wireTypeOf(value)}}`);
const anything: Check = () => undefined;
const oneOf =
  (allowed: readonly string[], fault: (value: FieldValue) => string): Check =>
  (value) =>
    text(value) ?? (allowed.includes(shown(value)) ? undefined : fault(value));

/** The queue arguments that mean something; others are kept and ignored. */
const checks: Readonly<Record<string, Check>> = {
  'x-expires': positiveExpiry,
  'x-message-ttl': expiry,
  'x-dead-letter-routing-key': text,
  'x-dead-letter-strategy': oneOf(['at-most-once', 'at-least-once'], () => 'invalid_dlx_strategy'),
  'x-max-length': nonNegative,
  'x-max-length-bytes': nonNegative,
  'x-max-priority': priority,
  'x-overflow': oneOf(['drop-head', 'reject-publish', 'reject-publish-dlx'], () => 'invalid_overflow'),
  'x-queue-mode': oneOf(['default', 'lazy'], (value) => `"unsupported queue mode '${shown(value)}'"`),
  'x-single-active-consumer': flag,
  'x-queue-type': oneOf(['classic', 'quorum'], (value) => `"unsupported queue type '${shown(value)}'"`),
  'x-delivery-limit': anything,
};

/** What must be the same when a queue is declared again. */
export const comparedArguments: readonly string[] = [...Object.keys(checks), 'x-dead-letter-exchange'];

const refusedByType = {
  classic: ['x-dead-letter-strategy', 'x-delivery-limit'],
  quorum: ['x-max-priority', 'x-queue-mode'],
} as const;

/** What a client declares, unchecked. */
export function declarationOf(fields: Fields<ClientMethods['QueueDeclare']>, name: string): QueueDeclaration {
  const type = fields.arguments['x-queue-type'] === 'quorum' ? 'quorum' : 'classic';
  const { durable, exclusive, autoDelete } = fields;
  return { name, type, durable, exclusive, autoDelete, arguments: fields.arguments };
}

/**
 * Checks a queue that is to be made.
 * @throws ProtocolError 406 as RabbitMQ gives it for arguments and properties that cannot be.
 */
export function checkDeclaration(queue: QueueDeclaration, vhost: string): void {
  const where = resource('queue', queue.name, vhost);
  checkName(queue.arguments, 'x-dead-letter-exchange', where);
  for (const name of refusedByType[queue.type]) {
    if (queue.arguments[name] === undefined) continue;
    throw new ProtocolError(406, `invalid arg '${name}' for ${where} of queue type rabbit_${queue.type}_queue`);
  }
  for (const [name, check] of Object.entries(checks)) checkArgument(queue.arguments, name, check, where);
  if (queue.arguments['x-dead-letter-routing-key'] !== undefined && queue.arguments['x-dead-letter-exchange'] === undefined) {
    throw new ProtocolError(406, `invalid arg 'x-dead-letter-routing-key' for ${where}: routing_key_but_no_dlx_defined`);
  }
  if (queue.type === 'quorum') checkQuorum(queue, where);
}

function checkQuorum({ durable, autoDelete, exclusive }: QueueDeclaration, where: string): void {
  const wrong = !durable ? 'non-durable' : autoDelete ? 'auto-delete' : exclusive ? 'exclusive-owner' : undefined;
  if (wrong !== undefined) throw new ProtocolError(406, `invalid property '${wrong}' for ${where}`);
}

function checkArgument(given: Table, name: string, check: Check, where: string): void {
  const value = given[name];
  const fault = value === undefined ? undefined : check(value);
  if (fault !== undefined) throw new ProtocolError(406, `invalid arg '${name}' for ${where}: ${fault}`);
}

function checkName(given: Table, name: string, where: string): void {
  const value = given[name];
  if (value === undefined || typeof value === 'string') return;
  throw new ProtocolError(406, `invalid type '${wireTypeOf(value)}' for arg '${name}' in ${where}`);
}

/**
 * What a client declares as an exchange.
 * @throws ProtocolError 503 for an unknown type.
 */
export function exchangeOf(fields: Fields<ClientMethods['ExchangeDeclare']>): Exchange {
  const { exchange: name, type, durable, autoDelete, internal } = fields;
  if (!isExchangeType(type)) throw new ProtocolError(503, `unknown exchange type '${type}'`);
  return { name, type, durable, autoDelete, internal, arguments: fields.arguments };
}

/** @throws ProtocolError 406 for an alternate exchange that is no name. */
export function checkExchange(exchange: Exchange, vhost: string): void {
  checkName(exchange.arguments, 'alternate-exchange', resource('exchange', exchange.name, vhost));
}

function isExchangeType(type: string): type is ExchangeType {
  return type === 'direct' || type === 'fanout' || type === 'topic' || type === 'headers';
}

/** @throws ProtocolError 406 for a consumer's priority that is no integer. */
export function checkConsumerArguments(given: Table, where: string): void {
  checkArgument(given, 'x-priority', integer, where);
}

const matchModes: readonly FieldValue[] = ['all', 'any', 'all-with-x', 'any-with-x'];

/** @throws ProtocolError 406 for an `x-match` that headers exchanges do not know. */
export function checkHeadersBinding(given: Table): void {
  const mode = given['x-match'];
  if (mode === undefined || matchModes.includes(mode)) return;
  const fault =
    typeof mode === 'string'
      ? `value <<"${mode}">>; expected all, any, all-with-x, or any-with-x`
      : `type ${wireTypeOf(mode)} (value ${shown(mode)}); expected longstr`;
  throw new ProtocolError(406, `Invalid x-match field ${fault}`);
}

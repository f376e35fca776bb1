import { comparedArguments } from './arguments.ts';
import { ProtocolError, resource } from './errors.ts';
import type { FieldValue } from './methods.ts';
import type { Exchange, QueueDeclaration } from './model.ts';
import { shown, wireTypeOf } from './wire-types.ts';

/**
 * A queue may be declared again only as it is.
 * @throws ProtocolError 406 that names the first difference.
 */
export function assertSameQueue(current: QueueDeclaration, wanted: QueueDeclaration, vhost: string): void {
  const where = resource('queue', current.name, vhost);
  assertSame(where, [
    ['durable', current.durable, wanted.durable],
    ['auto_delete', current.autoDelete, wanted.autoDelete],
  ]);
  for (const name of comparedArguments) {
    if (name === 'x-queue-type' && current.type === wanted.type) continue;
    assertSameArgument(where, name, current.arguments[name], wanted.arguments[name]);
  }
}

/** @throws ProtocolError 406 that names the first difference. */
export function assertSameExchange(current: Exchange, wanted: Exchange, vhost: string): void {
  const where = resource('exchange', current.name, vhost);
  assertSame(where, [
    ['type', current.type, wanted.type],
    ['durable', current.durable, wanted.durable],
    ['auto_delete', current.autoDelete, wanted.autoDelete],
    ['internal', current.internal, wanted.internal],
  ]);
  const name = 'alternate-exchange';
  assertSameArgument(where, name, current.arguments[name], wanted.arguments[name]);
}

function assertSame(where: string, properties: readonly (readonly [string, unknown, unknown])[]): void {
  for (const [name, current, wanted] of properties) {
    if (current !== wanted) throw inequivalent(where, name, `'${String(wanted)}'`, `'${String(current)}'`);
  }
}

function assertSameArgument(where: string, name: string, current: FieldValue | undefined, wanted: FieldValue | undefined): void {
  if (shownWithType(current) === shownWithType(wanted)) return;
  if (current !== undefined && wanted !== undefined) throw inequivalent(where, name, `'${shown(wanted)}'`, `'${shown(current)}'`);
  throw inequivalent(where, name, shownWithType(wanted), shownWithType(current));
}

function inequivalent(where: string, name: string, received: string, current: string): ProtocolError {
  return new ProtocolError(406, `inequivalent arg '${name}' for ${where}: received ${received} but current is ${current}`);
}

function shownWithType(value: FieldValue | undefined): string {
  return value === undefined ? 'none' : `the value '${shown(value)}' of type '${wireTypeOf(value)}'`;
}

import type { Arguments } from './broker-state.ts';

/** The items of a JSON array of objects. */
export function objects(value: unknown): Arguments[] {
  if (!Array.isArray(value)) throw new TypeError('an array was expected');
  return value.map((item: unknown) => {
    if (!isObject(item)) throw new TypeError('an object was expected');
    return item;
  });
}

export function text(fields: Arguments, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new TypeError(`${name} is no text`);
  return value;
}

/** A number that statistics may not have yet: 0 then. */
export function number(fields: Arguments, name: string): number {
  const value = fields[name] ?? 0;
  if (typeof value !== 'number') throw new TypeError(`${name} is no number`);
  return value;
}

/** A flag; `null` stands for "not known", as of a queue that was just declared. */
export function flag(fields: Arguments, name: string): boolean {
  const value = fields[name] ?? false;
  if (typeof value !== 'boolean') throw new TypeError(`${name} is neither true nor false`);
  return value;
}

/** An object within an object; RabbitMQ's JSON encoder may write an empty one as `[]`. */
export function part(fields: Arguments, name: string): Arguments {
  const value = fields[name] ?? {};
  if (isObject(value)) return value;
  if (Array.isArray(value) && value.length === 0) return {};
  throw new TypeError(`${name} is no object`);
}

function isObject(value: unknown): value is Arguments {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

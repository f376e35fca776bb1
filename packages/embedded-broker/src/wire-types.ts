import type { FieldValue } from './methods.ts';

/** The wire type that amqplib gives a value, by RabbitMQ's name for it. */
export function wireTypeOf(value: FieldValue): string {
  if (typeof value === 'string') return 'longstr';
  if (typeof value === 'boolean') return 'bool';
  if (value === null) return 'void';
  if (typeof value !== 'number') return Array.isArray(value) ? 'array' : Buffer.isBuffer(value) ? 'binary' : 'table';
  if (!Number.isInteger(value)) return 'double';
  if (value >= -0x80 && value < 0x80) return 'byte';
  if (value >= -0x8000 && value < 0x8000) return 'short';
  return value >= -0x80000000 && value < 0x80000000 ? 'signedint' : 'long';
}

export function shown(value: FieldValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

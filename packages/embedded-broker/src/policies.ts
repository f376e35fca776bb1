import type { Policy } from './model.ts';

/** The policy that holds for a name: of those that match, the one with the highest priority, alone. */
export function effectivePolicy(policies: Iterable<Policy>, kind: 'queues' | 'exchanges', name: string): Policy | undefined {
  let effective: Policy | undefined;
  for (const policy of policies) {
    if (policy.applyTo !== 'all' && policy.applyTo !== kind) continue;
    if (effective !== undefined && effective.priority >= policy.priority) continue;
    if (new RegExp(policy.pattern).test(name)) effective = policy;
  }
  return effective;
}

type Definition = Policy['definition'];

/** A policy that RabbitMQ would refuse, with its reason. */
export class InvalidPolicy extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'InvalidPolicy';
  }
}

const natural = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const positive = (value: unknown): boolean => natural(value) && value !== 0;
const text = (value: unknown): boolean => typeof value === 'string';
const among =
  (...allowed: readonly string[]) =>
  (value: unknown): boolean =>
    typeof value === 'string' && allowed.includes(value);

/** What a policy may set, with RabbitMQ's name for each in its refusals. */
const settings: Readonly<Record<string, { readonly valid: (value: unknown) => boolean; readonly what: string }>> = {
  'alternate-exchange': { valid: text, what: 'alternate exchange name' },
  'dead-letter-exchange': { valid: text, what: 'dead letter exchange name' },
  'dead-letter-routing-key': { valid: text, what: 'dead letter routing key' },
  'dead-letter-strategy': { valid: among('at-most-once', 'at-least-once'), what: 'dead letter strategy' },
  'delivery-limit': { valid: natural, what: 'delivery limit' },
  expires: { valid: positive, what: 'queue expiry' },
  'max-length': { valid: natural, what: 'maximum length' },
  'max-length-bytes': { valid: natural, what: 'maximum length in bytes' },
  'message-ttl': { valid: natural, what: 'message TTL' },
  overflow: { valid: among('drop-head', 'reject-publish', 'reject-publish-dlx'), what: 'overflow value' },
  'queue-mode': { valid: among('default', 'lazy'), what: 'queue mode value' },
};

/**
 * Reads a policy in the form of the management API.
 * @throws InvalidPolicy when it is none.
 */
export function readPolicy(name: string, body: unknown): Policy {
  const fields = { pattern: fieldOf(body, 'pattern'), definition: fieldOf(body, 'definition') };
  const missing = Object.entries(fields).filter(([, value]) => value === undefined);
  if (missing.length > 0) throw new InvalidPolicy(`[${missing.map(([key]) => `{key_missing,${key}}`).join(',')}]`);
  return {
    name,
    pattern: readPattern(fields.pattern),
    applyTo: readApplyTo(fieldOf(body, 'apply-to') ?? 'all'),
    priority: readPriority(fieldOf(body, 'priority') ?? 0),
    definition: readDefinition(fields.definition),
  };
}

function fieldOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
}

function failed(reason: string): InvalidPolicy {
  return new InvalidPolicy(`Validation failed\n\n${reason}\n`);
}

function readPattern(pattern: unknown): string {
  if (typeof pattern !== 'string') throw failed(`pattern should be a text, actually was ${JSON.stringify(pattern)}`);
  try {
    new RegExp(pattern);
    return pattern;
  } catch (failure) {
    throw failed(`pattern should be regular expression but is invalid: ${String(failure)}`);
  }
}

function readApplyTo(value: unknown): Policy['applyTo'] {
  if (value === 'all' || value === 'queues' || value === 'exchanges') return value;
  throw failed(`apply-to '${String(value)}' unrecognised; should be 'queues', 'exchanges' or 'all'`);
}

function readPriority(value: unknown): number {
  if (typeof value === 'number') return value;
  throw failed(`priority should be a number, actually was ${JSON.stringify(value)}`);
}

function readDefinition(value: unknown): Definition {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) throw failed('no policy provided');
  const definition: Record<string, string | number | boolean> = {};
  for (const [key, given] of entries) {
    const setting = Object.hasOwn(settings, key) ? settings[key] : undefined;
    if (setting === undefined) throw failed(`[{${key},${JSON.stringify(given)}}] are not recognised policy settings`);
    if (!setting.valid(given) || !isScalar(given)) throw failed(`${JSON.stringify(given)} is not a valid ${setting.what}`);
    definition[key] = given;
  }
  return definition;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

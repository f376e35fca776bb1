import type { FieldValue, Table } from './methods.ts';
import type { DeathReason, Message } from './model.ts';
import { layOut, readHeaders, withHeaders } from './properties.ts';

/** Where a message died and where it goes. */
export interface Death {
  readonly queue: string;
  readonly reason: DeathReason;
  readonly exchange: string;
  /** Undefined: the routing keys stay. */
  readonly routingKey: string | undefined;
  readonly now: Date;
}

interface DeathEntry extends Table {
  readonly queue: string;
  readonly reason: string;
}

/**
 * The dead letter of a message: the same content, with its history in `x-death` and `x-first-death-*`, without the
 * expiration that it had (https://www.rabbitmq.com/docs/3.13/dlx#effects).
 */
export function deadLetterOf(message: Message, death: Death): Message {
  const headers = readHeaders(message.properties);
  try {
    return withDeath(message, headers, death);
  } catch {
    // A publisher may forge a history with values that cannot be written again; it is not carried on.
    return withDeath(message, { ...headers, 'x-death': undefined }, death);
  }
}

function withDeath(message: Message, headers: Table, death: Death): Message {
  const first = headers['x-death'] === undefined;
  const properties = withHeaders(
    message.properties,
    {
      'x-death': deathsAfter(message, headers, death),
      ...(first && {
        'x-first-death-reason': death.reason,
        'x-first-death-queue': death.queue,
        'x-first-death-exchange': message.exchange,
      }),
      ...(death.routingKey !== undefined && { CC: undefined }),
    },
    { dropExpiration: true },
  );
  const routingKey = death.routingKey ?? message.routingKey;
  return { ...message, exchange: death.exchange, routingKey, properties, ttlMs: undefined };
}

/** The latest death first; a queue and a reason that were there before are counted up and keep their other fields. */
function deathsAfter(message: Message, headers: Table, death: Death): readonly FieldValue[] {
  const before = deathsIn(headers);
  const same = before.find((entry) => entry.queue === death.queue && entry.reason === death.reason);
  const others = before.filter((entry) => entry !== same).map(typed);
  const { expiration } = layOut(message.properties);
  const entry: Table = same ?? {
    reason: death.reason,
    queue: death.queue,
    time: { '!': 'timestamp', value: Math.floor(death.now.getTime() / 1000) },
    exchange: message.exchange,
    'routing-keys': [message.routingKey, ...carbonCopies(headers)],
    ...(expiration !== undefined && { 'original-expiration': expiration }),
  };
  const count = typeof same?.count === 'number' ? same.count + 1 : 1;
  return [typed({ ...entry, count }), ...others];
}

/** RabbitMQ counts in 64 bits. */
function typed(entry: Table): Table {
  return typeof entry.count === 'number' ? { ...entry, count: { '!': 'long', value: entry.count } } : entry;
}

/** The further routing keys that a publisher gave in the headers CC and BCC. */
export function carbonCopies(headers: Table): readonly string[] {
  return [headers.CC, headers.BCC].flatMap((keys) => (Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : []));
}

/**
 * Whether putting a dead letter, its latest death among its headers, into this queue would close a circle that nobody
 * broke by a rejection: RabbitMQ drops it then.
 */
export function closesCycle(headers: Table, queue: string): boolean {
  const deaths = deathsIn(headers);
  const since = deaths.findIndex((entry) => entry.queue === queue);
  return since !== -1 && deaths.slice(0, since + 1).every((entry) => entry.reason !== 'rejected');
}

function deathsIn(headers: Table): readonly DeathEntry[] {
  const deaths = headers['x-death'];
  return Array.isArray(deaths) ? deaths.filter(isDeathEntry) : [];
}

function isDeathEntry(value: unknown): value is DeathEntry {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'queue') === 'string' &&
    typeof Reflect.get(value, 'reason') === 'string'
  );
}

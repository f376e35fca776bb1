import type { Bindings } from './bindings.ts';
import type { Binding, Exchange } from './model.ts';
import type { FieldValue, Table } from './methods.ts';

/** What routing needs to know of a virtual host. */
export interface RoutingTable {
  exchange(name: string): Exchange | undefined;
  readonly bindings: Pick<Bindings, 'from' | 'withKey' | 'fitting'>;
  alternateOf(exchange: Exchange): string | undefined;
}

/** The queues that a message reaches, and whether its routing key alone decided it. */
export interface Route {
  readonly queues: ReadonlySet<string>;
  readonly byKeyOnly: boolean;
}

/**
 * Follows a message from its exchange through bindings, exchange-to-exchange bindings and alternate exchanges. Each
 * exchange is visited once, so that cycles end.
 */
export function route(table: RoutingTable, exchangeName: string, routingKey: string, headers: () => Table): Route {
  const queues = new Set<string>();
  const visited = new Set([exchangeName]);
  const open = [exchangeName];
  let byKeyOnly = true;
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const exchange = table.exchange(name);
    if (exchange === undefined) continue;
    if (exchange.type === 'headers') byKeyOnly = false;
    let matched = false;
    for (const { kind, name: destination } of destinations(table, exchange, routingKey, headers)) {
      matched = true;
      if (kind === 'queue') queues.add(destination);
      else if (!visited.has(destination)) {
        visited.add(destination);
        open.push(destination);
      }
    }
    const alternate = matched ? undefined : table.alternateOf(exchange);
    if (alternate !== undefined && !visited.has(alternate)) {
      visited.add(alternate);
      open.push(alternate);
    }
  }
  return { queues, byKeyOnly };
}

interface Destination {
  readonly kind: 'queue' | 'exchange';
  readonly name: string;
}

function* destinations(table: RoutingTable, exchange: Exchange, key: string, headers: () => Table): Generator<Destination> {
  // Every queue is bound to the default exchange by its name; the caller drops names that are no queue's.
  if (exchange.name === '') {
    yield { kind: 'queue', name: key };
    return;
  }
  for (const binding of matching(table, exchange, key, headers)) yield { kind: binding.destinationType, name: binding.destination };
}

function matching({ bindings }: RoutingTable, { name, type }: Exchange, key: string, headers: () => Table): Iterable<Binding> {
  switch (type) {
    case 'fanout':
      return bindings.from(name);
    case 'direct':
      return bindings.withKey(name, key);
    case 'topic':
      return bindings.fitting(name, key);
    case 'headers':
      return [...bindings.from(name)].filter((binding) => headersMatch(binding.arguments, headers()));
  }
}

/**
 * The rule of headers exchanges: `x-match` is `all` (the default), `any`, `all-with-x` or `any-with-x`; a value of void
 * asks only whether the header is there. Only the `-with-x` forms look at headers whose names begin with `x-`.
 */
function headersMatch(pattern: Table, headers: Table): boolean {
  const mode = pattern['x-match'] ?? 'all';
  const withX = mode === 'all-with-x' || mode === 'any-with-x';
  const wanted = Object.entries(pattern).filter(([name]) => name !== 'x-match' && (withX || !name.startsWith('x-')));
  const fits = ([name, value]: [string, FieldValue | undefined]): boolean =>
    Object.hasOwn(headers, name) && (value === null || sameValue(value, headers[name]));
  return mode === 'any' || mode === 'any-with-x' ? wanted.some(fits) : wanted.every(fits);
}

function sameValue(one: FieldValue | undefined, other: FieldValue | undefined): boolean {
  return one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other));
}

import type { ServiceContract } from '@kada-mandiya/contract';
import { nameOfEvent } from './replica.ts';
import type { Request } from './requests.ts';
import { contracts, type OrderPlaced } from './shop-contracts.ts';
import type { ShopDb } from './shop-store.ts';
import type { Bank } from './shop-services.ts';
import type { Stage } from './stage.ts';
import type { Violation } from './world.ts';

/** What a schedule has left outside of the databases. */
export interface Outcome {
  readonly requests: readonly Request[];
  readonly charges: Bank['charges'];
}

/** What a service's database holds at the end. */
interface Books {
  readonly contract: ServiceContract;
  readonly entries: ReadonlyMap<string, ShopDb['entries']>;
  readonly totals: ReadonlyMap<string, number>;
  readonly applied: readonly string[];
  readonly remembered: readonly string[];
  readonly published: readonly Published[];
}

/** One event of an outbox. */
interface Published {
  readonly eventId: string;
  readonly routingKey: string;
  readonly correlationId: string;
  readonly orderId: string;
}

interface Ended extends Outcome {
  readonly orders: Books;
  readonly billing: Books;
  readonly ledger: Books;
}

interface Rule {
  readonly rule: string;
  /** What is not as it should be; nothing where all is. */
  readonly broken: (ended: Ended) => readonly string[];
}

/** The first rule that does not hold. */
export async function brokenRule(stage: Stage, outcome: Outcome): Promise<Violation | undefined> {
  const books = new Map<string, Books>();
  for (const contract of contracts) books.set(contract.name, await readBooks(stage, contract));
  const [orders, billing, ledger] = [books.get('orders'), books.get('billing'), books.get('ledger')];
  if (orders === undefined || billing === undefined || ledger === undefined) throw new Error('the stage lacks a service');
  for (const { rule, broken } of rules) {
    const found = broken({ ...outcome, orders, billing, ledger });
    if (found.length > 0) return { rule, detail: found.join('; ') };
  }
  return undefined;
}

async function readBooks(stage: Stage, contract: ServiceContract): Promise<Books> {
  const read = stage.databases.get(contract.name)?.read;
  if (read === undefined) throw new Error(`the stage has no database for ${contract.name}`);
  const entries = await read.selectFrom('entries').selectAll().orderBy('orderId').execute();
  const totals = await read.selectFrom('totals').selectAll().execute();
  const applications = await read.selectFrom('applications').selectAll().execute();
  const processed = await read.selectFrom('processed_events').select('eventId').execute();
  const outbox = await read.selectFrom('outbox').select(['eventId', 'routingKey', 'envelope']).orderBy('id').execute();
  return {
    contract,
    entries: new Map(entries.map((entry) => [entry.orderId, entry])),
    totals: new Map(totals.map(({ name, amount }) => [name, amount])),
    applied: applications.map(({ eventId }) => eventId),
    remembered: processed.map(({ eventId }) => eventId),
    published: outbox.map(({ envelope, ...row }) => {
      const { correlationId, data } = JSON.parse(envelope) as OrderPlaced;
      return { ...row, correlationId, orderId: data.orderId };
    }),
  };
}

const all = ({ orders, billing, ledger }: Ended): readonly Books[] => [orders, billing, ledger];
const nameOfOrder = (orderId: string): string => `order ${parseInt(orderId.slice(-12), 16)}`;

/** What a service consumes, of what all have committed. */
function meantFor(ended: Ended, { contract }: Books): readonly Published[] {
  return all(ended)
    .flatMap(({ published }) => published)
    .filter(({ routingKey }) => Object.hasOwn(contract.consumes, routingKey));
}

/** The orders whose events in an outbox are not just one for each entry. */
function unequal({ entries, published }: Books, routingKey: string): readonly string[] {
  const events = published.filter((event) => event.routingKey === routingKey).map(({ orderId }) => orderId);
  const ids = new Set([...entries.keys(), ...events]);
  return [...ids].flatMap((orderId) => {
    const [has, count] = [entries.has(orderId), events.filter((id) => id === orderId).length];
    return has && count === 1 ? [] : [`${nameOfOrder(orderId)} is ${has ? '' : 'not '}there and has ${count} ${routingKey}`];
  });
}

function expectTotal(books: Books, name: string, expected: number): readonly string[] {
  const total = books.totals.get(name) ?? 0;
  return total === expected ? [] : [`${books.contract.name} has ${total} ${name}, not ${expected}`];
}

const paidIn = ({ entries }: Books): number => [...entries.values()].filter(({ state }) => state === 'paid').reduce((sum, { amount }) => sum + amount, 0);

const rules: readonly Rule[] = [
  {
    rule: 'a state change and its event commit together or not at all',
    broken: ({ orders, billing }) => [...unequal(orders, 'order.placed'), ...unequal(billing, 'bill.settled')],
  },
  {
    rule: 'what was answered is there, and requests are answered whatever the broker does',
    broken: ({ requests, orders }) =>
      requests.flatMap(({ orderId, correlationId, state, process }) => {
        if (state === 'answered') return orders.entries.has(orderId) ? [] : [`${correlationId} was answered, and its order is lost`];
        return state === 'running' && process?.alive === true ? [`${correlationId} was never answered`] : [];
      }),
  },
  {
    rule: 'each committed event reaches each of its consumers and is applied once',
    broken: (ended) =>
      all(ended).flatMap((books) =>
        meantFor(ended, books).flatMap(({ eventId, routingKey }) => {
          const times = books.applied.filter((id) => id === eventId).length;
          const remembered = books.remembered.includes(eventId);
          return times === 1 && remembered ? [] : [`${books.contract.name} applied ${nameOfEvent(eventId)} (${routingKey}) ${times} times and has ${remembered ? '' : 'not '}remembered it`];
        }),
      ),
  },
  {
    rule: 'nothing but committed events is applied or remembered',
    broken: (ended) =>
      all(ended).flatMap((books) => {
        const known = new Set(meantFor(ended, books).map(({ eventId }) => eventId));
        return [...books.applied, ...books.remembered].filter((id) => !known.has(id)).map((id) => `${books.contract.name} has ${nameOfEvent(id)}`);
      }),
  },
  {
    rule: 'each state change happens once',
    broken: ({ orders, billing, ledger }) => {
      const ids = new Set([orders, billing, ledger].flatMap(({ entries }) => [...entries.keys()]));
      return [...ids].flatMap((id) => {
        const changes = [orders, billing, ledger].map(({ entries }) => entries.get(id)?.changes ?? 'no').join(', ');
        const amounts = [orders.entries.get(id)?.amount === billing.entries.get(id)?.amount, ledger.entries.get(id)?.amount === 0];
        return changes === '1, 0, 2' && amounts.every(Boolean) ? [] : [`${nameOfOrder(id)} has ${changes} changes in orders, billing and ledger, and the amounts ${amounts.every(Boolean) ? 'agree' : 'differ'}`];
      });
    },
  },
  {
    rule: 'the chain of an order is complete, and carries its correlation id',
    broken: (ended) =>
      ended.requests.filter(({ orderId }) => ended.orders.entries.has(orderId)).flatMap(({ orderId, correlationId }) => {
        const chain = all(ended).flatMap(({ published }) => published.filter((event) => event.orderId === orderId));
        const keys = chain.map(({ routingKey }) => routingKey).toSorted().join(', ');
        const others = chain.filter((event) => event.correlationId !== correlationId);
        return keys === 'bill.settled, order.closed, order.placed' && others.length === 0 ? [] : [`${correlationId} has ${keys}, ${others.length} of them with another correlation id`];
      }),
  },
  {
    rule: 'sums are preserved, and the bank charges each order once',
    broken: ({ orders, billing, ledger, charges }) => {
      const charged = [...charges.values()].filter(({ paid }) => paid).reduce((sum, { amount }) => sum + amount, 0);
      const sums = [...expectTotal(billing, 'charged', charged), ...expectTotal(ledger, 'earned', charged), ...expectTotal(ledger, 'open', 0)];
      const paid = [paidIn(orders), paidIn(billing)].every((sum) => sum === charged) ? [] : [`orders has ${paidIn(orders)} paid, billing ${paidIn(billing)}, the bank ${charged}`];
      return [...sums, ...paid, ...(charges.size === orders.entries.size ? [] : [`${charges.size} charges for ${orders.entries.size} orders`])];
    },
  },
];

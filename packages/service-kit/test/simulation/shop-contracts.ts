import type { Consumption, EventContract, EventEnvelope, ServiceContract, Topology } from '@kada-mandiya/contract';

interface Event<Key extends string, Data> extends EventEnvelope {
  readonly eventType: Key;
  readonly version: 1;
  readonly data: Data;
}

interface Order {
  readonly orderId: string;
  readonly amount: number;
}

interface Settled extends Order {
  readonly paid: boolean;
}

export type OrderPlaced = Event<'order.placed', Order>;
type BillSettled = Event<'bill.settled', Settled>;
type OrderClosed = Event<'order.closed', Settled>;

const exchange = 'shop.events';
const retryDelaysMs = [50, 200, 500];
const prefetch = 6;

/** The properties are checked by the generated contracts' own tests; here an event is its type. */
function eventOf<E extends EventEnvelope>(routingKey: E['eventType'], version: E['version']): EventContract<E> {
  const is = (value: unknown): value is E =>
    typeof value === 'object' && value !== null && 'eventType' in value && value.eventType === routingKey && 'version' in value && value.version === version;
  const explainer = { safeParse: () => ({ success: true }) as const };
  return { exchange, routingKey, version, message: routingKey, is, isStrict: is, schema: explainer, strictSchema: explainer, examples: [], sensitive: [], hasReceiver: true };
}

function consumptionOf<E extends EventEnvelope>(service: string, event: EventContract<E>): Consumption<E> {
  const queue = `${service}.${event.routingKey}`;
  return { event, queue, deadLetterQueue: `${queue}.dlq`, retries: retryDelaysMs.map((delayMs) => ({ queue: `${queue}.retry.${delayMs}`, delayMs })), prefetch };
}

const orderPlaced = eventOf<OrderPlaced>('order.placed', 1);
const billSettled = eventOf<BillSettled>('bill.settled', 1);
const orderClosed = eventOf<OrderClosed>('order.closed', 1);

/** Takes orders, and closes them when their bill is settled. */
export const ordersContract = {
  name: 'orders',
  operations: {},
  publishes: { 'order.placed': { 1: orderPlaced }, 'order.closed': { 1: orderClosed } },
  consumes: { 'bill.settled': consumptionOf('orders', billSettled) },
} as const satisfies ServiceContract;

/** Has the bank charge for orders, and says whether it did. */
export const billingContract = {
  name: 'billing',
  operations: {},
  publishes: { 'bill.settled': { 1: billSettled } },
  consumes: { 'order.placed': consumptionOf('billing', orderPlaced) },
} as const satisfies ServiceContract;

/** Keeps the books on what is open and what was earned, from two events that come in any order. */
export const ledgerContract = {
  name: 'ledger',
  operations: {},
  publishes: {},
  consumes: { 'order.placed': consumptionOf('ledger', orderPlaced), 'order.closed': consumptionOf('ledger', orderClosed) },
} as const satisfies ServiceContract;

export type OrdersContract = typeof ordersContract;
export type BillingContract = typeof billingContract;
export type LedgerContract = typeof ledgerContract;

export const contracts: readonly ServiceContract[] = [ordersContract, billingContract, ledgerContract];

const consumptions: readonly Consumption[] = contracts.flatMap(({ consumes }) => Object.values<Consumption>(consumes));

/** Retries and dead letters wait in the simulated broker itself. */
export const topology: Topology = {
  exchanges: [{ name: exchange, type: 'topic', durable: true, autoDelete: false }],
  queues: consumptions.map(({ queue }) => ({ name: queue, durable: true, arguments: {} })),
  bindings: consumptions.map(({ queue, event }) => ({ exchange, queue, routingKey: event.routingKey })),
  policies: [],
};

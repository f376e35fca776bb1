import { randomUUID } from 'node:crypto';
import type { Consumption, EventContract, EventEnvelope, Queue, ServiceContract, Topology } from '@kada-mandiya/contract';
import { z } from 'zod';

interface Event<Key extends string, Data, Version extends number = 1> extends EventEnvelope {
  readonly eventType: Key;
  readonly version: Version;
  readonly data: Data;
}

export interface OrderData {
  readonly orderId: string;
  readonly amount: number;
}

export type OrderPlaced = Event<'order.placed', OrderData>;
export type OrderPriced = Event<'order.priced', OrderData>;
type OrderPricedV2 = Event<'order.priced', OrderData & { readonly currency: string }, 2>;
export type BillPaid = Event<'bill.paid', OrderData>;

type NoOperations = Readonly<Record<string, never>>;

/** Takes orders, and is told when they are paid. */
export interface OrdersContract extends ServiceContract {
  readonly name: 'orders';
  readonly operations: NoOperations;
  readonly publishes: {
    readonly 'order.placed': { readonly 1: EventContract<OrderPlaced> };
    readonly 'order.priced': { readonly 1: EventContract<OrderPriced>; readonly 2: EventContract<OrderPricedV2> };
  };
  readonly consumes: { readonly 'bill.paid': Consumption<BillPaid> };
}

/** Bills orders, all of them paid at once. */
export interface BillingContract extends ServiceContract {
  readonly name: 'billing';
  readonly operations: NoOperations;
  readonly publishes: { readonly 'bill.paid': { readonly 1: EventContract<BillPaid> } };
  readonly consumes: { readonly 'order.placed': Consumption<OrderPlaced> };
}

/** Two services that tell each other of orders and bills, under names that no other test has. */
export interface Demo {
  readonly orders: OrdersContract;
  readonly billing: BillingContract;
  readonly topology: Topology;
}

const order = { orderId: z.uuid(), amount: z.int() };

export interface DemoOptions {
  readonly prefetch?: number;
  readonly delaysMs?: readonly number[];
  /** Continues a demo whose names another process has made. */
  readonly prefix?: string;
}

export function demo({ prefetch = 20, delaysMs = [20, 20, 20], prefix = `test-${randomUUID().slice(0, 8)}` }: DemoOptions = {}): Demo {
  const exchange = `${prefix}.events`;
  const placed = eventOf<OrderPlaced>({ exchange, routingKey: 'order.placed', version: 1, hasReceiver: true }, order);
  const paid = eventOf<BillPaid>({ exchange, routingKey: 'bill.paid', version: 1, hasReceiver: true }, order);
  // As if another service consumed it, and nobody does.
  const priced = eventOf<OrderPriced>({ exchange, routingKey: 'order.priced', version: 1, hasReceiver: true }, order);
  const pricedV2 = eventOf<OrderPricedV2>({ exchange, routingKey: 'order.priced', version: 2, hasReceiver: false }, { ...order, currency: z.string() });
  const consumptionOf = <E extends EventEnvelope>(event: EventContract<E>, service: string): Consumption<E> => {
    const queue = `${prefix}.${service}.${event.routingKey}`;
    const retries = delaysMs.map((delayMs, index) => ({ queue: `${queue}.retry.${index}`, delayMs }));
    return { event, queue, deadLetterQueue: `${queue}.dlq`, retries, prefetch };
  };
  const orders: OrdersContract = {
    name: 'orders',
    operations: {},
    publishes: { 'order.placed': { 1: placed }, 'order.priced': { 1: priced, 2: pricedV2 } },
    consumes: { 'bill.paid': consumptionOf(paid, 'orders') },
  };
  const billing: BillingContract = {
    name: 'billing',
    operations: {},
    publishes: { 'bill.paid': { 1: paid } },
    consumes: { 'order.placed': consumptionOf(placed, 'billing') },
  };
  const consumptions: readonly Consumption[] = [orders.consumes['bill.paid'], billing.consumes['order.placed']];
  return {
    orders,
    billing,
    topology: {
      exchanges: [{ name: exchange, type: 'topic', durable: true, autoDelete: false }],
      queues: consumptions.flatMap(queuesOf),
      bindings: consumptions.map(({ queue, event: { routingKey } }) => ({ exchange, queue, routingKey })),
      policies: [],
    },
  };
}

interface EventNames {
  readonly exchange: string;
  readonly routingKey: string;
  readonly version: number;
  readonly hasReceiver: boolean;
}

function eventOf<E extends EventEnvelope>(names: EventNames, data: z.ZodRawShape): EventContract<E> {
  const envelope = {
    eventId: z.uuid(),
    eventType: z.literal(names.routingKey),
    version: z.literal(names.version),
    occurredAt: z.iso.datetime(),
    correlationId: z.string().min(1),
  };
  const schema = z.object({ ...envelope, data: z.object(data) });
  const strictSchema = z.strictObject({ ...envelope, data: z.strictObject(data) });
  return {
    ...names,
    message: names.routingKey,
    is: (value): value is E => schema.safeParse(value).success,
    isStrict: (value): value is E => strictSchema.safeParse(value).success,
    schema,
    strictSchema,
    examples: [],
    sensitive: [],
  };
}

function queuesOf({ queue, deadLetterQueue, retries }: Consumption): readonly Queue[] {
  const argumentsTo = (target: string): Queue['arguments'] => ({
    'x-queue-type': 'quorum',
    'x-dead-letter-exchange': '',
    'x-dead-letter-routing-key': target,
    'x-dead-letter-strategy': 'at-least-once',
    'x-overflow': 'reject-publish',
  });
  return [
    { name: queue, durable: true, arguments: argumentsTo(deadLetterQueue) },
    ...retries.map(({ queue: name, delayMs }) => ({ name, durable: true, arguments: { ...argumentsTo(queue), 'x-message-ttl': delayMs } })),
    { name: deadLetterQueue, durable: true, arguments: { 'x-queue-type': 'quorum' } },
  ];
}

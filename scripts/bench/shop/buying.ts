import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '@kada-mandiya/contract';
import { topology } from '@kada-mandiya/event-contracts';
import { watchEvents } from '@kada-mandiya/service-kit/testing';
import { inParallel } from '../../shop/in-parallel.ts';
import { cards, payByCard } from '../../shop/pay-by-card.ts';
import { seed } from '../../shop/seed.ts';
import { payable, placeOrder, register, signIn, type Visitor } from '../../shop/visitor.ts';
import type { BenchedShop } from './shop-in-a-process.ts';

export interface Load {
  readonly orders: number;
  /** How many customers are in the shop at the same time; each places the next order when one is paid. */
  readonly customers: number;
}

/** How long what took, in milliseconds, in ascending order. */
export interface Bought {
  /** From the request to the 201. */
  readonly placing: readonly number[];
  /** From the customer's payment by card to `order.paid`. */
  readonly completing: readonly number[];
  /** From the first request to the last `order.paid`. */
  readonly tookMs: number;
  /** Processor time of the shop. */
  readonly processorMs: number;
}

export interface Buying {
  run(load: Load): Promise<Bought>;
  stop(): Promise<void>;
}

/** Opens the doors: products, and as many customers as will come. */
export async function openBuying(shop: BenchedShop, customerCount: number): Promise<Buying> {
  const products = await seed(await signIn(shop, shop.admin));
  const customers = await inParallel(Array.from({ length: customerCount }), 4, () => register(shop, { email: `${randomUUID()}@example.com`, password: 'lanterns-over-galle-road', name: 'Nimali Perera' }));
  const waiting = new Map<unknown, () => void>();
  const onEvent = ({ eventType, data }: EventEnvelope): void => {
    if (eventType === 'order.paid' && typeof data === 'object' && data !== null) waiting.get(Reflect.get(data, 'orderId'))?.();
  };
  const watch = await watchEvents({ url: shop.brokerUrl, exchanges: topology.exchanges.map(({ name }) => name), onEvent });
  const buyOne = async (customer: Visitor, index: number): Promise<{ readonly placing: number; readonly completing: number }> => {
    const items = [0, 1].map((offset) => ({ productId: products[(index + offset) % products.length]?.productId ?? '', quantity: 1 + offset }));
    const before = performance.now();
    const { orderId } = await placeOrder(customer, items);
    const placing = performance.now() - before;
    const paid = new Promise<number>((resolve) => waiting.set(orderId, () => resolve(performance.now())));
    const intent = await payable(customer, orderId, 60_000);
    const paying = performance.now();
    const outcome = await payByCard(shop.desk, intent, cards.good);
    if (outcome.kind !== 'paid') throw new Error(`the card was not accepted: ${JSON.stringify(outcome)}`);
    const completing = (await paid) - paying;
    waiting.delete(orderId);
    return { placing, completing };
  };
  return {
    async run({ orders, customers: width }) {
      const before = (await shop.used()).processorMs;
      const started = performance.now();
      const bought = await inParallel(Array.from({ length: orders }), width, (_, index) => buyOne(customerAt(customers, index), index));
      const tookMs = performance.now() - started;
      const processorMs = (await shop.used()).processorMs - before;
      const sorted = (times: readonly number[]): readonly number[] => times.toSorted((one, other) => one - other);
      return { placing: sorted(bought.map(({ placing }) => placing)), completing: sorted(bought.map(({ completing }) => completing)), tookMs, processorMs };
    },
    stop: () => watch.stop(),
  };
}

function customerAt(customers: readonly Visitor[], index: number): Visitor {
  const customer = customers[index % customers.length];
  if (customer === undefined) throw new Error('there are no customers');
  return customer;
}

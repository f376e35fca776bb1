import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { manualClock, type ManualClock } from '@kada-mandiya/service-kit/testing';
import { purge } from '../src/purging.ts';
import type { Placement } from '../src/placing.ts';
import { addProduct, askFor, newCustomer, orderOf, startShop, type Customer, type Shop } from './shop.ts';

const hourMs = 3_600_000;

let clock: ManualClock;
let shop: Shop;
beforeEach(async () => {
  clock = manualClock();
  shop = await startShop({ clock });
});
afterEach(() => shop.stop());

const customerNow = (id: string = randomUUID()): Customer => newCustomer({ id, now: () => clock.now() });
const placementOf = ({ id }: Customer, idempotencyKey: string): Promise<Placement | undefined> => shop.tools.transaction(({ store }) => store.placement({ userId: id, idempotencyKey }));

test('a key is deleted when its day is over, by the service itself; its order stays, and the key makes a new one', async () => {
  const customer = customerNow();
  const [old, young] = [randomUUID(), randomUUID()];
  const { productId } = await addProduct(shop);
  const items = [{ productId, quantity: 1 }];
  const first = await askFor(shop, customer, items, old);
  if (first.status !== 201) throw new Error(`placeOrder answered ${first.status}`);
  clock.advance(hourMs);
  await askFor(shop, customerNow(customer.id), items, young);
  for (let hour = 2; hour <= 24; hour += 1) clock.advance(hourMs);
  while ((await placementOf(customer, old)) !== undefined) await setTimeout(2);

  expect(await placementOf(customer, young)).toBeDefined();
  const later = customerNow(customer.id);
  expect(await orderOf(shop, later, first.body)).toEqual(first.body);
  const again = await askFor(shop, later, items, old);
  expect(again.status === 201 && again.body.orderId !== first.body.orderId).toBe(true);
});

test('keys of less than a day stay, and of more they are all deleted, however many', async () => {
  // The service purges when it starts, and sleeps then, as its relay does.
  while (clock.sleeping < 2) await setTimeout(2);
  const userId = randomUUID();
  const at = (ms: number): string => new Date(clock.now().getTime() + ms).toISOString();
  const claim = (placedAt: string): Promise<unknown> =>
    shop.tools.transaction(({ store }) => store.claim({ userId, idempotencyKey: randomUUID(), bodyHash: 'x', orderId: randomUUID(), placedAt }, undefined));
  await shop.tools.transaction(async ({ store }) => {
    for (let index = 0; index < 2100; index += 1) {
      await store.claim({ userId, idempotencyKey: randomUUID(), bodyHash: 'x', orderId: randomUUID(), placedAt: at(-24 * hourMs - (index % 700)) }, undefined);
    }
  });
  await claim(at(-24 * hourMs + 1));

  expect(await purge(shop.tools)).toBe(2100);
  expect(await purge(shop.tools)).toBe(0);
  clock.advance(1);
  expect(await purge(shop.tools)).toBe(1);
});

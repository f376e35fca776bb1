import { inTwoSteps, type ServiceReactions } from '../../src/events/index.ts';
import type { Faults } from './faults.ts';
import type { BillingContract, LedgerContract, OrderPlaced, OrdersContract } from './shop-contracts.ts';
import type { ShopStore } from './shop-store.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** What is outside of the system, and survives its crashes. It charges once for each key. */
export interface Bank {
  /** By key; false where there was not enough. */
  readonly charges: ReadonlyMap<string, { readonly amount: number; readonly paid: boolean }>;
  charge(process: SimulatedProcess, key: string, amount: number): Promise<boolean>;
}

export function createBank({ faults, balance }: { readonly faults: Faults; readonly balance: number }): Bank {
  const charges = new Map<string, { readonly amount: number; readonly paid: boolean }>();
  let left = balance;
  return {
    charges,
    async charge(process, key, amount) {
      await process.step('a call to the bank');
      if (faults.happens('bank away', process.name)) throw new Error('the bank does not answer');
      const known = charges.get(key);
      const paid = known?.paid ?? left >= amount;
      if (known === undefined) {
        charges.set(key, { amount, paid });
        if (paid) left -= amount;
      }
      await process.step('an answer of the bank');
      if (faults.happens('bank away', process.name)) throw new Error('the bank’s answer is lost');
      return paid;
    },
  };
}

/** The service's code may fail for one event until some time, after it has written. */
export interface Troubles {
  failFor(service: string, eventId: string): void;
}

export function createTroubles(world: World, faults: Faults): Troubles {
  const until = new Map<string, number>();
  const random = world.random('troubles');
  return {
    failFor(service, eventId) {
      const place = `${service} ${eventId}`;
      if (!until.has(place)) until.set(place, faults.happens('reaction fails', service) ? world.now + random.between(0, 800) : 0);
      if ((until.get(place) ?? 0) > world.now) throw new Error('the service fails');
    },
  };
}

export interface ShopWorld {
  readonly bank: Bank;
  readonly troubles: Troubles;
  readonly process: SimulatedProcess;
}

export function ordersReactions({ troubles }: ShopWorld): ServiceReactions<OrdersContract, ShopStore, undefined> {
  return {
    'bill.settled': async ({ eventId, data }, { store, publish }) => {
      await store.applied(eventId);
      await store.change(data.orderId, 0, data.paid ? 'paid' : 'refused');
      await publish('order.closed', data);
      troubles.failFor('orders', eventId);
    },
  };
}

export function billingReactions({ bank, troubles, process }: ShopWorld): ServiceReactions<BillingContract, ShopStore, undefined> {
  return {
    'order.placed': inTwoSteps({
      prepare: ({ eventId, data }: OrderPlaced) => bank.charge(process, eventId, data.amount),
      async apply({ eventId, data }, paid, { store, publish }) {
        await store.applied(eventId);
        await store.insert(data.orderId, data.amount, paid ? 'paid' : 'refused');
        await publish('bill.settled', { ...data, paid });
        troubles.failFor('billing', eventId);
        await store.addTo('charged', paid ? data.amount : 0);
      },
    }),
  };
}

export function ledgerReactions({ troubles }: ShopWorld): ServiceReactions<LedgerContract, ShopStore, undefined> {
  return {
    'order.placed': async ({ eventId, data }, { store }) => {
      await store.applied(eventId);
      await store.addTo('open', data.amount);
      troubles.failFor('ledger', eventId);
      await store.change(data.orderId, data.amount, 'known');
    },
    'order.closed': async ({ eventId, data }, { store }) => {
      await store.applied(eventId);
      await store.change(data.orderId, -data.amount, 'known');
      await store.addTo('open', -data.amount);
      troubles.failFor('ledger', eventId);
      await store.addTo('earned', data.paid ? data.amount : 0);
    },
  };
}

import { column, createInbox, createOutbox, messagingMigrations, type Clock, type Database, type Inbox, type MessagingTables, type Migrations, type Outbox, type Unit } from '@kada-mandiya/database';
import type { ServiceContract } from '@kada-mandiya/contract';
import type { Logger } from '@kada-mandiya/logger';
import { createUnits, type ServiceReactions, type Units, type UnitsOptions } from '../../src/events/index.ts';
import type { BillingContract, OrdersContract } from './demo-contracts.ts';

/** The tables of both services; each has a database of its own. */
export interface DemoDb extends MessagingTables {
  /** `changes`: how often something happened to it. */
  readonly entries: { readonly id: string; readonly amount: number; readonly changes: number };
}

export const demoMigrations: Migrations = {
  ...messagingMigrations,
  '0001_entries': {
    async up(db) {
      await db.schema
        .createTable('entries')
        .addColumn('id', column.uuid, (c) => c.primaryKey())
        .addColumn('amount', column.bigint, (c) => c.notNull())
        .addColumn('changes', column.bigint, (c) => c.notNull())
        .execute();
    },
  },
};

export interface DemoReads {
  entries(): Promise<readonly DemoDb['entries'][]>;
}

export interface DemoStore {
  insert(id: string, amount: number): Promise<void>;
  /** Counts a change of an entry, which may not be there yet. */
  change(id: string, amount: number): Promise<void>;
}

export function demoReads(read: Database<DemoDb>['read']): DemoReads {
  return { entries: () => read.selectFrom('entries').selectAll().execute() };
}

export function demoStore({ db }: Unit<DemoDb>): DemoStore {
  const insert = async (id: string, amount: number, changes: number): Promise<void> => {
    await db.insertInto('entries').values({ id, amount, changes }).execute();
  };
  return {
    insert: (id, amount) => insert(id, amount, 0),
    async change(id, amount) {
      const update = db.updateTable('entries').set((eb) => ({ changes: eb('changes', '+', 1) }));
      const { numUpdatedRows } = await update.where('id', '=', id).executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) await insert(id, amount, 1);
    },
  };
}

/** What one process of a demo service has on its database. */
export interface DemoParts<C extends ServiceContract> {
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly units: Units<C, DemoStore, DemoReads>;
}

export interface DemoPartsOptions<C extends ServiceContract> extends Pick<UnitsOptions<C, DemoDb, DemoStore, DemoReads>, 'contract' | 'onPublished' | 'newId'> {
  readonly database: Database<DemoDb>;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly outbox?: Outbox;
}

export function demoParts<C extends ServiceContract>({ outbox: given, ...options }: DemoPartsOptions<C>): DemoParts<C> {
  const outbox = given ?? createOutbox(options.database, options.clock);
  return {
    outbox,
    inbox: createInbox(options.database, options.clock),
    units: createUnits({ ...options, outbox, makeStore: demoStore, makeReads: demoReads }),
  };
}

export const ordersReactions: ServiceReactions<OrdersContract, DemoStore, DemoReads> = {
  'bill.paid': ({ data }, { store }) => store.change(data.orderId, data.amount),
};

export const billingReactions: ServiceReactions<BillingContract, DemoStore, DemoReads> = {
  'order.placed': async ({ data }, { store, publish }) => {
    await store.change(data.orderId, data.amount);
    await publish('bill.paid', data);
  },
};

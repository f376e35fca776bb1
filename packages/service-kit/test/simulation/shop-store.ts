import { column, messagingMigrations, type MessagingTables, type Migrations, type Unit } from '@kada-mandiya/database';

/** The tables of all three services; each has a database of its own. */
export interface ShopDb extends MessagingTables {
  /** `changes`: how often something happened to an order. */
  readonly entries: { readonly orderId: string; readonly amount: number; readonly state: string; readonly changes: number };
  /** One row for each event that was applied: one that is applied twice is there twice. */
  readonly applications: { readonly eventId: string };
  /** Rows that many transactions change. */
  readonly totals: { readonly name: string; readonly amount: number };
}

export const shopMigrations: Migrations = {
  ...messagingMigrations,
  '0001_shop': {
    async up(db) {
      await db.schema
        .createTable('entries')
        .addColumn('orderId', column.uuid, (c) => c.primaryKey())
        .addColumn('amount', column.bigint, (c) => c.notNull())
        .addColumn('state', column.text(20), (c) => c.notNull())
        .addColumn('changes', column.bigint, (c) => c.notNull())
        .execute();
      await db.schema.createTable('applications').addColumn('eventId', column.uuid, (c) => c.notNull()).execute();
      await db.schema
        .createTable('totals')
        .addColumn('name', column.text(20), (c) => c.primaryKey())
        .addColumn('amount', column.bigint, (c) => c.notNull())
        .execute();
    },
  },
};

export interface ShopStore {
  insert(orderId: string, amount: number, state: string): Promise<void>;
  /** Adds to an entry, which may not be there yet, and counts it. */
  change(orderId: string, amount: number, state: string): Promise<void>;
  addTo(total: string, amount: number): Promise<void>;
  applied(eventId: string): Promise<void>;
}

/** `step` comes before each statement. */
export function shopStore({ db }: Unit<ShopDb>, step: (what: string) => Promise<void>): ShopStore {
  return {
    async insert(orderId, amount, state) {
      await step('insert');
      await db.insertInto('entries').values({ orderId, amount, state, changes: 0 }).execute();
    },
    async change(orderId, amount, state) {
      await step('change');
      const update = db.updateTable('entries').set((eb) => ({ amount: eb('amount', '+', amount), changes: eb('changes', '+', 1), state }));
      const { numUpdatedRows } = await update.where('orderId', '=', orderId).executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) await db.insertInto('entries').values({ orderId, amount, state, changes: 1 }).execute();
    },
    async addTo(name, amount) {
      await step('total');
      const update = db.updateTable('totals').set((eb) => ({ amount: eb('amount', '+', amount) }));
      const { numUpdatedRows } = await update.where('name', '=', name).executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) await db.insertInto('totals').values({ name, amount }).execute();
    },
    async applied(eventId) {
      await db.insertInto('applications').values({ eventId }).execute();
    },
  };
}

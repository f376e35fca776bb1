import { column, messagingMigrations, type MessagingTables, type Migrations } from '../src/index.ts';

/** Tables as a service has them, with a column of every type. */
export interface Shop extends MessagingTables {
  readonly orders: {
    readonly id: string;
    readonly status: string;
    readonly amount: number;
    readonly paid: boolean;
    readonly placedAt: string;
    readonly note: string | null;
    readonly lines: string | null;
  };
  readonly payments: { readonly id: string; readonly orderId: string };
}

export const shopMigrations: Migrations = {
  ...messagingMigrations,
  '0001_orders': {
    async up(db) {
      await db.schema
        .createTable('orders')
        .addColumn('id', column.uuid, (c) => c.primaryKey())
        .addColumn('status', column.text(16), (c) => c.notNull())
        .addColumn('amount', column.bigint, (c) => c.notNull())
        .addColumn('paid', column.boolean, (c) => c.notNull().defaultTo(false))
        .addColumn('placedAt', column.instant, (c) => c.notNull())
        .addColumn('note', column.longText)
        .addColumn('lines', column.json)
        .execute();
      await db.schema
        .createTable('payments')
        .addColumn('id', column.uuid, (c) => c.primaryKey())
        .addColumn('orderId', column.uuid, (c) => c.notNull().references('orders.id'))
        .execute();
    },
  },
};

export const placedAt = '2026-01-31T12:00:00.123Z';

/** An order with that id. */
export function order(id: string, fields: Partial<Shop['orders']> = {}): Shop['orders'] {
  return { id, status: 'PENDING', amount: 1999, paid: false, placedAt, note: null, lines: null, ...fields };
}

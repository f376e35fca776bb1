import { column, type Migration } from '@kada-mandiya/database';

export const orders: Migration = {
  async up(db) {
    await db.schema
      .createTable('products')
      .addColumn('productId', column.uuid, (c) => c.primaryKey())
      .addColumn('revision', column.integer, (c) => c.notNull())
      // Twice the contract's characters: it counts code points, and SQL Server the halves of a surrogate pair.
      .addColumn('name', column.text(320), (c) => c.notNull())
      .addColumn('amount', column.bigint, (c) => c.notNull())
      .addColumn('currency', column.text(3), (c) => c.notNull())
      .addColumn('status', column.text(8), (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('orders')
      .addColumn('orderId', column.uuid, (c) => c.primaryKey())
      .addColumn('userId', column.uuid, (c) => c.notNull())
      .addColumn('status', column.text(16), (c) => c.notNull())
      .addColumn('items', column.json, (c) => c.notNull())
      .addColumn('amount', column.bigint, (c) => c.notNull())
      .addColumn('currency', column.text(3), (c) => c.notNull())
      .addColumn('paymentIntentId', column.text(255))
      .addColumn('cancellationReason', column.text(32))
      .addColumn('paidAt', column.instant)
      .addColumn('correlationId', column.text(64), (c) => c.notNull())
      .addColumn('createdAt', column.instant, (c) => c.notNull())
      .addColumn('updatedAt', column.instant, (c) => c.notNull())
      .execute();
    await db.schema.createIndex('orders_of_user').on('orders').columns(['userId', 'createdAt', 'orderId']).execute();
    await db.schema
      .createTable('placements')
      .addColumn('userId', column.uuid, (c) => c.notNull())
      .addColumn('idempotencyKey', column.text(64), (c) => c.notNull())
      .addColumn('bodyHash', column.text(43), (c) => c.notNull())
      .addColumn('orderId', column.uuid, (c) => c.notNull())
      .addColumn('placedAt', column.instant, (c) => c.notNull())
      .addPrimaryKeyConstraint('placements_key', ['userId', 'idempotencyKey'])
      .execute();
  },
};

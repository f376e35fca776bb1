import { column, type Migration } from '@kada-mandiya/database';

export const payments: Migration = {
  async up(db) {
    await db.schema
      .createTable('payments')
      .addColumn('orderId', column.uuid, (c) => c.primaryKey())
      .addColumn('userId', column.uuid, (c) => c.notNull())
      .addColumn('amount', column.bigint, (c) => c.notNull())
      .addColumn('currency', column.text(3), (c) => c.notNull())
      .addColumn('correlationId', column.text(64), (c) => c.notNull())
      .addColumn('status', column.text(20), (c) => c.notNull())
      .addColumn('closing', column.boolean, (c) => c.notNull())
      .addColumn('intentId', column.text(255))
      .addColumn('clientSecret', column.text(512))
      .addColumn('failureCode', column.text(64))
      // Twice the contract's characters: it counts code points, and SQL Server the halves of a surrogate pair.
      .addColumn('failureMessage', column.text(1000))
      .addColumn('reportedAt', column.bigint, (c) => c.notNull())
      .addColumn('checkAt', column.instant)
      .addColumn('createdAt', column.instant, (c) => c.notNull())
      .addColumn('updatedAt', column.instant, (c) => c.notNull())
      .execute();
    await db.schema.createIndex('payments_to_check').on('payments').column('checkAt').execute();
    // Ids of Stripe's: webhook events that were handled, and failed attempts that were told of.
    await db.schema
      .createTable('handled')
      .addColumn('id', column.text(255), (c) => c.primaryKey())
      .addColumn('orderId', column.uuid, (c) => c.notNull())
      .addColumn('what', column.text(32), (c) => c.notNull())
      .addColumn('handledAt', column.instant, (c) => c.notNull())
      .execute();
    await db.schema.createIndex('handled_by_age').on('handled').column('handledAt').execute();
  },
};

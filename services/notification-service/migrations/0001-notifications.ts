import { column, type Migration } from '@kada-mandiya/database';

/** Texts have twice the contract's characters: it counts code points, and SQL Server the halves of a surrogate pair. */
export const notifications: Migration = {
  async up(db) {
    await db.schema
      .createTable('recipients')
      .addColumn('userId', column.uuid, (c) => c.primaryKey())
      .addColumn('email', column.text(254), (c) => c.notNull())
      .addColumn('name', column.text(240), (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('notifications')
      .addColumn('notificationId', column.uuid, (c) => c.primaryKey())
      .addColumn('userId', column.uuid, (c) => c.notNull())
      .addColumn('kind', column.text(40), (c) => c.notNull())
      .addColumn('subject', column.text(400), (c) => c.notNull())
      .addColumn('body', column.longText, (c) => c.notNull())
      .addColumn('orderId', column.uuid)
      .addColumn('correlationId', column.text(64), (c) => c.notNull())
      .addColumn('status', column.text(16), (c) => c.notNull())
      .addColumn('attempts', column.integer, (c) => c.notNull())
      .addColumn('dueAt', column.instant, (c) => c.notNull())
      .addColumn('createdAt', column.instant, (c) => c.notNull())
      .execute();
    await db.schema.createIndex('notifications_newest').on('notifications').columns(['userId', 'createdAt', 'notificationId']).execute();
    await db.schema.createIndex('notifications_due').on('notifications').columns(['status', 'dueAt']).execute();
  },
};

import { column, type Migration } from '@kada-mandiya/database';

export const accounts: Migration = {
  async up(db) {
    await db.schema
      .createTable('accounts')
      .addColumn('userId', column.uuid, (c) => c.primaryKey())
      .addColumn('email', column.text(254), (c) => c.notNull().unique())
      .addColumn('passwordHash', column.text(255), (c) => c.notNull())
      .addColumn('roles', column.text(64), (c) => c.notNull())
      .addColumn('createdAt', column.instant, (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('sessions')
      .addColumn('sessionId', column.uuid, (c) => c.primaryKey())
      .addColumn('userId', column.uuid, (c) => c.notNull().references('accounts.userId'))
      .addColumn('tokenDigest', column.text(43), (c) => c.notNull())
      .addColumn('startedAt', column.instant, (c) => c.notNull())
      .addColumn('expiresAt', column.instant, (c) => c.notNull())
      .execute();
    await db.schema.createIndex('sessions_of_user').on('sessions').columns(['userId', 'expiresAt']).execute();
    // Addresses that somebody tried, with or without an account: kept as digests.
    await db.schema
      .createTable('signInFailures')
      .addColumn('emailDigest', column.text(43), (c) => c.primaryKey())
      .addColumn('failures', column.integer, (c) => c.notNull())
      .addColumn('lastFailedAt', column.instant, (c) => c.notNull())
      .execute();
    await db.schema.createIndex('signInFailures_last').on('signInFailures').column('lastFailedAt').execute();
  },
};

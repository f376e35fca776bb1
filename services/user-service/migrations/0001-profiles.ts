import { column, type Migration } from '@kada-mandiya/database';

/** Twice the contract's characters: it counts code points, and SQL Server the halves of a surrogate pair. */
const line = column.text(240);

export const profiles: Migration = {
  async up(db) {
    await db.schema
      .createTable('profiles')
      .addColumn('userId', column.uuid, (c) => c.primaryKey())
      .addColumn('email', column.text(254), (c) => c.notNull())
      .addColumn('name', line, (c) => c.notNull())
      .addColumn('phone', column.text(16))
      .addColumn('line1', line)
      .addColumn('line2', line)
      .addColumn('city', line)
      .addColumn('postalCode', column.text(10))
      .addColumn('country', column.text(2))
      .addColumn('createdAt', column.instant, (c) => c.notNull())
      .addColumn('updatedAt', column.instant, (c) => c.notNull())
      .execute();
    await db.schema.createIndex('profiles_newest').on('profiles').columns(['createdAt', 'userId']).execute();
  },
};

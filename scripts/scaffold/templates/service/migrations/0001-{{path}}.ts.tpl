import { column, type Migration } from '@kada-mandiya/database';

export const {{things}}: Migration = {
  async up(db) {
    await db.schema
      .createTable('{{things}}')
      .addColumn('{{thing}}Id', column.uuid, (c) => c.primaryKey())
      .addColumn('userId', column.uuid, (c) => c.notNull())
      .addColumn('createdAt', column.instant, (c) => c.notNull())
      .execute();
  },
};

import { column, type Migration } from '@kada-mandiya/database';

/**
 * Twice the contract's characters where a text is free: it counts code points, and SQL Server the halves of a surrogate
 * pair.
 */
export const catalogue: Migration = {
  async up(db) {
    await db.schema
      .createTable('categories')
      .addColumn('categoryId', column.uuid, (c) => c.primaryKey())
      .addColumn('revision', column.integer, (c) => c.notNull())
      .addColumn('slug', column.text(60), (c) => c.notNull().unique())
      .addColumn('name', column.text(160), (c) => c.notNull())
      .addColumn('description', column.text(4000))
      .addColumn('status', column.text(8), (c) => c.notNull())
      .addColumn('sortKey', column.text(160), (c) => c.notNull())
      .addColumn('createdAt', column.instant, (c) => c.notNull())
      .addColumn('updatedAt', column.instant, (c) => c.notNull())
      .execute();
    await db.schema.createIndex('categories_by_name').on('categories').columns(['status', 'sortKey', 'categoryId']).execute();
    await db.schema
      .createTable('products')
      .addColumn('productId', column.uuid, (c) => c.primaryKey())
      .addColumn('revision', column.integer, (c) => c.notNull())
      .addColumn('sku', column.text(32), (c) => c.notNull().unique())
      .addColumn('name', column.text(320), (c) => c.notNull())
      .addColumn('description', column.text(4000))
      .addColumn('categoryId', column.uuid, (c) => c.notNull().references('categories.categoryId'))
      .addColumn('amount', column.bigint, (c) => c.notNull())
      .addColumn('currency', column.text(3), (c) => c.notNull())
      .addColumn('status', column.text(8), (c) => c.notNull())
      .addColumn('sortKey', column.text(160), (c) => c.notNull())
      .addColumn('searchText', column.longText, (c) => c.notNull())
      .addColumn('createdAt', column.instant, (c) => c.notNull())
      .addColumn('updatedAt', column.instant, (c) => c.notNull())
      .execute();
    await db.schema.createIndex('products_by_name').on('products').columns(['status', 'sortKey', 'productId']).execute();
    await db.schema.createIndex('products_by_category').on('products').columns(['categoryId', 'status', 'sortKey', 'productId']).execute();
  },
};

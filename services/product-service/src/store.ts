import { isDatabaseError, keyset, page, type Database, type MessagingTables, type Unit } from '@kada-mandiya/database';
import { sql, type RawBuilder } from 'kysely';
import type { CategoryState, ProductState } from './product.ts';
import { searchTextOf, sortKeyOf } from './search.ts';

type CategoryRow = CategoryState & { readonly sortKey: string };
type ProductRow = ProductState & { readonly sortKey: string; readonly searchText: string };

export interface ProductTables extends MessagingTables {
  readonly categories: CategoryRow;
  readonly products: ProductRow;
}

/** The last of a page in the order of the names; the next page starts behind it. */
export interface Position {
  readonly sortKey: string;
  readonly id: string;
}

interface PageOf {
  readonly limit: number;
  readonly after?: Position | undefined;
}

interface ProductFilter {
  /** Folded; each has to be found. */
  readonly words: readonly string[];
  readonly categoryId?: string | undefined;
}

export interface ProductReads {
  product(productId: string): Promise<ProductState | undefined>;
  category(categoryId: string): Promise<CategoryState | undefined>;
  /** The active ones, by name. */
  products(filter: ProductFilter, page: PageOf): Promise<readonly ProductState[]>;
  /** The active ones, by name. */
  categories(page: PageOf): Promise<readonly CategoryState[]>;
}

export interface ProductStore {
  /** Reads a product that nobody else changes before this transaction has ended. */
  takeProduct(productId: string): Promise<ProductState | undefined>;
  /** As `takeProduct`: nobody archives the category meanwhile, and nobody who took it earlier still adds a product. */
  takeCategory(categoryId: string): Promise<CategoryState | undefined>;
  insertProduct(product: ProductState): Promise<'written' | 'sku-taken'>;
  updateProduct(product: ProductState): Promise<'written' | 'sku-taken'>;
  insertCategory(category: CategoryState): Promise<'written' | 'slug-taken'>;
  updateCategory(category: CategoryState): Promise<'written' | 'slug-taken'>;
  hasActiveProducts(categoryId: string): Promise<boolean>;
  /** All products, archived ones too, in the order of their ids. */
  productsAfter(productId: string | undefined, limit: number): Promise<readonly ProductState[]>;
}

export function makeReads(read: Database<ProductTables>['read']): ProductReads {
  return {
    async product(productId) {
      const row = await read.selectFrom('products').selectAll().where('productId', '=', productId).executeTakeFirst();
      return row === undefined ? undefined : productOf(row);
    },
    async category(categoryId) {
      const row = await read.selectFrom('categories').selectAll().where('categoryId', '=', categoryId).executeTakeFirst();
      return row === undefined ? undefined : categoryOf(row);
    },
    async products({ words, categoryId }, { limit, after }) {
      let query = read.selectFrom('products').selectAll().where('status', '=', 'ACTIVE');
      if (categoryId !== undefined) query = query.where('categoryId', '=', categoryId);
      for (const word of words) query = query.where(contains('searchText', word));
      const behind = after === undefined ? undefined : ([after.sortKey, after.id] as const);
      const rows = await page(keyset(query, { by: ['sortKey', 'productId'], direction: 'asc', after: behind }), { limit }).execute();
      return rows.map(productOf);
    },
    async categories({ limit, after }) {
      const query = read.selectFrom('categories').selectAll().where('status', '=', 'ACTIVE');
      const behind = after === undefined ? undefined : ([after.sortKey, after.id] as const);
      const rows = await page(keyset(query, { by: ['sortKey', 'categoryId'], direction: 'asc', after: behind }), { limit }).execute();
      return rows.map(categoryOf);
    },
  };
}

export function makeStore(unit: Unit<ProductTables>): ProductStore {
  const { db } = unit;
  return {
    // An update that changes nothing locks its row.
    async takeProduct(productId) {
      const [row] = await db.updateTable('products').set((eb) => ({ revision: eb.ref('revision') })).where('productId', '=', productId).outputAll('inserted').execute();
      return row === undefined ? undefined : productOf(row);
    },
    async takeCategory(categoryId) {
      const [row] = await db.updateTable('categories').set((eb) => ({ revision: eb.ref('revision') })).where('categoryId', '=', categoryId).outputAll('inserted').execute();
      return row === undefined ? undefined : categoryOf(row);
    },
    insertProduct: (product) => unless('sku-taken', unit, ({ db: inner }) => inner.insertInto('products').values(productRow(product)).execute()),
    updateProduct: (product) => {
      const { productId, ...row } = productRow(product);
      return unless('sku-taken', unit, ({ db: inner }) => inner.updateTable('products').set(row).where('productId', '=', productId).execute());
    },
    insertCategory: (category) => unless('slug-taken', unit, ({ db: inner }) => inner.insertInto('categories').values(categoryRow(category)).execute()),
    updateCategory: (category) => {
      const { categoryId, ...row } = categoryRow(category);
      return unless('slug-taken', unit, ({ db: inner }) => inner.updateTable('categories').set(row).where('categoryId', '=', categoryId).execute());
    },
    async hasActiveProducts(categoryId) {
      const found = db.selectFrom('products').select('productId').where('categoryId', '=', categoryId).where('status', '=', 'ACTIVE').orderBy('productId');
      return (await page(found, { limit: 1 }).execute()).length > 0;
    },
    async productsAfter(productId, limit) {
      const all = db.selectFrom('products').selectAll();
      const rest = productId === undefined ? all : all.where('productId', '>', productId);
      return (await page(rest.orderBy('productId'), { limit }).execute()).map(productOf);
    },
  };
}

/** Only the SKU or the slug can be there already: ids are made new for each row. */
async function unless<Taken extends string>(taken: Taken, unit: Unit<ProductTables>, write: (inner: Unit<ProductTables>) => Promise<unknown>): Promise<'written' | Taken> {
  try {
    await unit.savepoint(write);
    return 'written';
  } catch (error) {
    if (isDatabaseError(error, 'unique-violation')) return taken;
    throw error;
  }
}

/** `[` is a wildcard on SQL Server. */
function contains(name: string, word: string): RawBuilder<boolean> {
  const literally = word.replaceAll(/[\\%_[]/g, String.raw`\$&`);
  return sql<boolean>`${sql.ref(name)} like ${`%${literally}%`} escape '\\'`;
}

function productRow(product: ProductState): ProductRow {
  return { ...product, sortKey: sortKeyOf(product.name), searchText: searchTextOf(product) };
}

function categoryRow(category: CategoryState): CategoryRow {
  return { ...category, sortKey: sortKeyOf(category.name) };
}

function productOf({ sortKey: _, searchText: __, ...product }: ProductRow): ProductState {
  return product;
}

function categoryOf({ sortKey: _, ...category }: CategoryRow): CategoryState {
  return category;
}

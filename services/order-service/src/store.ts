import { anyOf, insertOrUpdate, isDatabaseError, keyset, page, type Database, type MessagingTables, type Unit } from '@kada-mandiya/database';
import { isOrderLine, type OrderLine, type OrderStatus } from '@kada-mandiya/http-contracts/order-service';
import type { OrderState } from './order.ts';
import type { Placement, PricedProduct } from './placing.ts';

/** order-service's own copy of a product, as far as orders need it. */
export interface ProductCopy extends PricedProduct {
  readonly revision: number;
}

/** An order, and the correlation id under which everything about it is told. */
export interface KeptOrder {
  readonly order: OrderState;
  readonly correlationId: string;
}

interface OrderRow extends Omit<OrderState, 'items' | 'paymentIntentId' | 'cancellationReason' | 'paidAt'> {
  readonly items: string;
  readonly paymentIntentId: string | null;
  readonly cancellationReason: NonNullable<OrderState['cancellationReason']> | null;
  readonly paidAt: string | null;
}

export interface OrderTables extends MessagingTables {
  readonly products: ProductCopy;
  readonly orders: OrderRow & { readonly correlationId: string };
  readonly placements: Placement;
}

/** The last order of a page; the next page starts behind it. */
export interface Position {
  readonly createdAt: string;
  readonly orderId: string;
}

interface OrderFilter {
  readonly userId: string;
  readonly status?: OrderStatus | undefined;
}

export interface OrderReads {
  /** `undefined` for the order of somebody else too. */
  order(orderId: string, userId: string): Promise<OrderState | undefined>;
  /** The newest first. */
  orders(filter: OrderFilter, page: { readonly limit: number; readonly after?: Position | undefined }): Promise<readonly OrderState[]>;
}

export interface OrderStore {
  /** Reads an order that nobody else changes before this transaction has ended. */
  take(orderId: string): Promise<KeptOrder | undefined>;
  insert(kept: KeptOrder): Promise<void>;
  update(order: OrderState): Promise<void>;
  /** What stands behind a user's key. */
  placement(key: Pick<Placement, 'userId' | 'idempotencyKey'>): Promise<Placement | undefined>;
  /** Makes the key that of this placement, and of no other at the same time; in the place of an old one where there is one. */
  claim(placement: Placement, old: Placement | undefined): Promise<'claimed' | 'taken'>;
  /** Deletes at most some 1000 of the oldest placements up to that moment, and gives the number: 0 where none is left. */
  forgetPlacements(upTo: Date): Promise<number>;
  /** The copies of those products that are known. */
  products(productIds: readonly string[]): Promise<readonly PricedProduct[]>;
  /** Keeps a copy unless there is one of the same or a higher revision. */
  keepProduct(product: ProductCopy): Promise<void>;
}

export function makeReads(read: Database<OrderTables>['read']): OrderReads {
  return {
    async order(orderId, userId) {
      const row = await read.selectFrom('orders').selectAll().where('orderId', '=', orderId).where('userId', '=', userId).executeTakeFirst();
      return row === undefined ? undefined : orderOf(row).order;
    },
    async orders({ userId, status }, { limit, after }) {
      let query = read.selectFrom('orders').selectAll().where('userId', '=', userId);
      if (status !== undefined) query = query.where('status', '=', status);
      const behind = after === undefined ? undefined : ([after.createdAt, after.orderId] as const);
      const rows = await page(keyset(query, { by: ['createdAt', 'orderId'], direction: 'desc', after: behind }), { limit }).execute();
      return rows.map((row) => orderOf(row).order);
    },
  };
}

export function makeStore(unit: Unit<OrderTables>): OrderStore {
  return { ...orderQueries(unit), ...placementQueries(unit), ...productQueries(unit) };
}

function orderQueries({ db }: Unit<OrderTables>): Pick<OrderStore, 'take' | 'insert' | 'update'> {
  return {
    async take(orderId) {
      // An update that changes nothing locks its row.
      const [row] = await db.updateTable('orders').set((eb) => ({ updatedAt: eb.ref('updatedAt') })).where('orderId', '=', orderId).outputAll('inserted').execute();
      return row === undefined ? undefined : orderOf(row);
    },
    async insert({ order, correlationId }) {
      await db.insertInto('orders').values({ ...rowOf(order), correlationId }).execute();
    },
    async update(order) {
      const { status, paymentIntentId, cancellationReason, paidAt, updatedAt } = rowOf(order);
      await db.updateTable('orders').set({ status, paymentIntentId, cancellationReason, paidAt, updatedAt }).where('orderId', '=', order.orderId).execute();
    },
  };
}

function placementQueries(unit: Unit<OrderTables>): Pick<OrderStore, 'placement' | 'claim' | 'forgetPlacements'> {
  return {
    async placement({ userId, idempotencyKey }) {
      const row = await unit.db.selectFrom('placements').selectAll().where('userId', '=', userId).where('idempotencyKey', '=', idempotencyKey).executeTakeFirst();
      return row === undefined ? undefined : { ...row };
    },
    async claim(placement, old) {
      const { userId, idempotencyKey, ...rest } = placement;
      if (old !== undefined) {
        const update = unit.db.updateTable('placements').set(rest).where('userId', '=', userId).where('idempotencyKey', '=', idempotencyKey).where('orderId', '=', old.orderId);
        if ((await update.executeTakeFirstOrThrow()).numUpdatedRows > 0n) return 'claimed';
        // Another request's by now, or deleted for its age.
      }
      try {
        await unit.savepoint(({ db }) => db.insertInto('placements').values(placement).execute());
        return 'claimed';
      } catch (error) {
        if (isDatabaseError(error, 'unique-violation')) return 'taken';
        throw error;
      }
    },
    async forgetPlacements(upTo) {
      const old = unit.db.selectFrom('placements').select('placedAt').where('placedAt', '<=', upTo.toISOString()).orderBy('placedAt');
      const rows = await page(old, { limit: 1000 }).execute();
      const last = rows.at(-1);
      if (last === undefined) return 0;
      return Number((await unit.db.deleteFrom('placements').where('placedAt', '<=', last.placedAt).executeTakeFirstOrThrow()).numDeletedRows);
    },
  };
}

function productQueries(unit: Unit<OrderTables>): Pick<OrderStore, 'products' | 'keepProduct'> {
  return {
    async products(productIds) {
      const rows = await unit.db.selectFrom('products').selectAll().where('productId', 'in', anyOf(productIds)).execute();
      return rows.map(({ productId, name, amount, currency, status }) => ({ productId, name, amount, currency, status }));
    },
    async keepProduct({ productId, ...copy }) {
      const held = await unit.db.selectFrom('products').select('revision').where('productId', '=', productId).executeTakeFirst();
      if (held !== undefined && held.revision >= copy.revision) return;
      await insertOrUpdate(unit, {
        // Another replica may have written a higher one since.
        update: async ({ db }) => Number((await db.updateTable('products').set(copy).where('productId', '=', productId).where('revision', '<', copy.revision).executeTakeFirstOrThrow()).numUpdatedRows),
        insert: ({ db }) => db.insertInto('products').values({ productId, ...copy }).execute(),
      });
    },
  };
}

function rowOf({ items, paymentIntentId, cancellationReason, paidAt, ...order }: OrderState): OrderRow {
  return { ...order, items: JSON.stringify(items), paymentIntentId: paymentIntentId ?? null, cancellationReason: cancellationReason ?? null, paidAt: paidAt ?? null };
}

function orderOf({ items, paymentIntentId, cancellationReason, paidAt, correlationId, ...order }: OrderTables['orders']): KeptOrder {
  return {
    order: {
      ...order,
      items: linesIn(items),
      ...(paymentIntentId === null ? {} : { paymentIntentId }),
      ...(cancellationReason === null ? {} : { cancellationReason }),
      ...(paidAt === null ? {} : { paidAt }),
    },
    correlationId,
  };
}

function linesIn(text: string): readonly OrderLine[] {
  const lines: unknown = JSON.parse(text);
  if (Array.isArray(lines) && lines.every(isOrderLine)) return lines;
  throw new Error('the lines of an order in the database are not what was written');
}

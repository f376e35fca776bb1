import type { ServiceContract } from '@kada-mandiya/contract';
import { defineService, kitConfig, type Authenticate, type HandlerTools, type ServiceDefinition, type ServiceParts } from '../../src/index.ts';
import type { KitConfig } from '../../src/index.ts';
import { demo, type Demo, type OrdersContract } from '../events/demo-contracts.ts';
import { demoMigrations, demoReads, demoStore, type DemoDb, type DemoReads, type DemoStore } from '../events/demo-services.ts';
import { authenticate, bookId, library, type LibraryContract } from '../http/library.ts';

/** A library that lends books for a fee: HTTP of the library, events of the shop of the other tests. */
export interface LendingContract extends ServiceContract {
  readonly name: 'library-service';
  readonly openapi: object;
  readonly operations: LibraryContract['operations'];
  readonly publishes: OrdersContract['publishes'];
  readonly consumes: OrdersContract['consumes'];
}

export type LendingTools = HandlerTools<LendingContract, DemoStore, DemoReads>;
export type LendingParts = ServiceParts<LendingContract, DemoStore, DemoReads>;
export type LendingDefinition = ServiceDefinition<LendingContract, KitConfig, DemoDb, DemoStore, DemoReads>;

const book = { bookId, title: 'The Village in the Jungle', copies: 2 };

export const lendingParts: LendingParts = {
  handlers: {
    listBooks: async ({ query }, { store }) => {
      const entries = await store.entries();
      return { status: 200, body: { items: entries.map(({ id, changes }) => ({ bookId: id, title: 'Lent', copies: changes })), limit: query.limit } };
    },
    getFeaturedBook: () => ({ status: 200, body: book }),
    getBook: () => ({ status: 200, headers: { etag: '"1"' }, body: book }),
    changeBook: () => ({ status: 200, headers: { etag: '"2"' }, body: book }),
    removeBook: () => ({ status: 204 }),
    getLabel: () => ({ status: 200, contentType: 'text/plain', body: 'ගම්පෙරළිය' }),
    lendBook: ({ headers, caller, body }, { transaction }) =>
      transaction(async ({ store, publish }) => {
        const loanId = headers['idempotency-key'];
        await store.insert(loanId, body.items.length);
        await publish('order.placed', { orderId: loanId, amount: body.items.length });
        return { status: 201, headers: { location: `/loans/${loanId}` }, body: { loanId, userId: caller.id, items: body.items.length } };
      }),
    getShelf: () => ({ status: 200, body: { text: '' } }),
    receivePrinterEvent: () => ({ status: 200, body: { text: 'ok' } }),
  },
  reactions: { 'bill.paid': ({ data }, { store }) => store.change(data.orderId, data.amount) },
};

export interface LendingOptions {
  readonly shop?: Demo;
  readonly authenticate?: Authenticate;
  readonly parts?: Partial<LendingParts>;
  readonly connectsTo?: readonly string[];
}

export function lendingService({ shop = demo(), parts = {}, connectsTo = [] }: LendingOptions = {}): LendingDefinition {
  return defineService({
    contract: { ...library, publishes: shop.orders.publishes, consumes: shop.orders.consumes },
    topology: shop.topology,
    config: kitConfig,
    storage: { database: 'lending_db', migrations: demoMigrations, makeStore: demoStore, makeReads: demoReads },
    authenticate: () => authenticate,
    connectsTo: () => connectsTo,
    build: () => ({ ...lendingParts, ...parts }),
  });
}

import type { Consumption, EventContract, ServiceContract } from '@kada-mandiya/contract';
import { column, createInbox, createOutbox, messagingMigrations, openDatabase, type Database, type Inbox, type MessagingTables, type Migrations, type Outbox } from '@kada-mandiya/database';
import { temporaryPlace } from '@kada-mandiya/database/testing';
import type { OrderCreatedV1 } from '@kada-mandiya/event-contracts/order.created';
import { createUnits, type ServiceReactions, type Units } from '@kada-mandiya/service-kit';
import { silent, type Workbench } from '../messaging/workbench.ts';

/** A service that says that an order was created, and hears it too. */
export interface OrdersContract extends ServiceContract {
  readonly name: 'bench';
  readonly operations: Readonly<Record<string, never>>;
  readonly publishes: { readonly 'order.created': { readonly 1: EventContract<OrderCreatedV1> } };
  readonly consumes: { readonly 'order.created': Consumption<OrderCreatedV1> };
}

interface OrdersDb extends MessagingTables {
  readonly orders: { readonly id: string; readonly userId: string; readonly amount: number; readonly currency: string };
}

const migrations: Migrations = {
  ...messagingMigrations,
  '0001_orders': {
    async up(db) {
      await db.schema
        .createTable('orders')
        .addColumn('id', column.uuid, (c) => c.primaryKey())
        .addColumn('userId', column.uuid, (c) => c.notNull())
        .addColumn('amount', column.bigint, (c) => c.notNull())
        .addColumn('currency', column.text(3), (c) => c.notNull())
        .execute();
    },
  },
};

export interface OrdersStore {
  insert(order: OrderCreatedV1['data']): Promise<void>;
}

/** The parts of a service on a SQLite file of its own, as `launch` would make them. */
export interface OrdersService {
  readonly contract: OrdersContract;
  readonly database: Database<OrdersDb>;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly units: Units<OrdersContract, OrdersStore, null>;
}

export const reactions: ServiceReactions<OrdersContract, OrdersStore, null> = { 'order.created': ({ data }, { store }) => store.insert(data) };

/** Runs `work` with a service, whose file is deleted after it. */
export async function withService<T>({ event, consumption }: Workbench, work: (service: OrdersService) => Promise<T>, onPublished: () => void = () => undefined): Promise<T> {
  const { place, remove } = await temporaryPlace();
  const database = await openDatabase<OrdersDb>({ ...place, migrations });
  const contract: OrdersContract = { name: 'bench', operations: {}, publishes: { 'order.created': { 1: event } }, consumes: { 'order.created': consumption } };
  const outbox = createOutbox(database);
  const units = createUnits({ contract, database, outbox, makeStore: ({ db }) => storeOf(db), makeReads: () => null, logger: silent, onPublished });
  try {
    return await work({ contract, database, outbox, inbox: createInbox(database), units });
  } finally {
    await database.close();
    await remove();
  }
}

function storeOf(db: Parameters<Parameters<Database<OrdersDb>['transaction']>[0]>[0]['db']): OrdersStore {
  return {
    async insert({ orderId, userId, amount, currency }) {
      await db.insertInto('orders').values({ id: orderId, userId, amount, currency }).execute();
    },
  };
}

/** Deletes all that earlier rounds have left, so that each has the same start. */
export async function empty({ database, outbox, inbox }: OrdersService): Promise<void> {
  await outbox.purge(new Date(Date.now() + 60_000));
  await inbox.purge(new Date(Date.now() + 60_000));
  await database.transaction(({ db }) => db.deleteFrom('orders').execute());
}

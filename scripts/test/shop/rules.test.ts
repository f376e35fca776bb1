import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messagingMigrations, openDatabase, type Migrations } from '@kada-mandiya/database';
import { keptLog } from '@kada-mandiya/service-kit/testing';
import { service as authService } from '../../../services/auth-service/src/service.ts';
import { service as notificationService } from '../../../services/notification-service/src/service.ts';
import { service as orderService } from '../../../services/order-service/src/service.ts';
import { service as paymentService } from '../../../services/payment-service/src/service.ts';
import { service as productService } from '../../../services/product-service/src/service.ts';
import { service as userService } from '../../../services/user-service/src/service.ts';
import { serviceNames, type ServiceName } from '../../shop/parts.ts';
import { buy, keysOf, toldOf } from './purchases.ts';
import { startShopUnderTest, type ShopUnderTest } from './shop-under-test.ts';

interface Connection {
  /** Who has opened it. */
  readonly part: string;
  readonly port: number;
}

/** Who is at work, through everything asynchronous that they start. */
const atWork = new AsyncLocalStorage<string>();
const connections: Connection[] = [];
const original: unknown = Reflect.get(Socket.prototype, 'connect');

let stage: ShopUnderTest;
let folder: string;

const storages: Readonly<Record<ServiceName, { readonly database: string; readonly migrations: Migrations }>> = {
  'auth-service': authService.storage,
  'user-service': userService.storage,
  'product-service': productService.storage,
  'order-service': orderService.storage,
  'payment-service': paymentService.storage,
  'notification-service': notificationService.storage,
};

beforeAll(async () => {
  if (typeof original !== 'function') throw new Error('a socket cannot connect');
  const connect: CallableFunction = original;
  Reflect.set(Socket.prototype, 'connect', function noted(this: Socket, ...words: unknown[]): unknown {
    connections.push({ part: atWork.getStore() ?? 'the test', port: portIn(words) });
    const socket: unknown = Reflect.apply(connect, this, words);
    return socket;
  });
  folder = await mkdtemp(join(tmpdir(), 'kada-rules-'));
  stage = await startShopUnderTest({
    // Each finds a folder, and in it what it has made itself.
    environmentOf: (service) => ({ DATA_DIR: join(folder, service) }),
    loggerOf: (part) => {
      // The shop asks for it just before it starts the part.
      atWork.enterWith(part);
      return keptLog().logger;
    },
  });
  atWork.enterWith('the test');
  const { productId } = await stage.addProduct();
  const customer = await stage.newCustomer();
  const order = await buy(stage, customer, productId);
  await stage.settled();
  expect(keysOf(await stage.eventsOf(order))).toEqual(['order.created', 'payment.intent.created', 'payment.succeeded', 'order.paid']);
  expect(await toldOf(customer, order)).toEqual(['order-paid LOGGED']);
}, 60_000);

afterAll(async () => {
  await stage.remove();
  Reflect.set(Socket.prototype, 'connect', original);
  await rm(folder, { recursive: true });
});

describe('during a purchase', () => {
  test.each(serviceNames)('%s calls no other service: it connects to the broker, and payment-service to Stripe', (name) => {
    const { broker, sandbox } = stage.shop.surroundings;
    const stripe = name === 'payment-service' && sandbox !== undefined ? [sandbox.port] : [];
    expect(new Set(portsOf(name))).toEqual(new Set([Number(new URL(broker.url).port), ...stripe]));
  });

  test('the gateway alone connects to the services, and to nobody else', () => {
    const services = Object.values(stage.shop.services).map(({ url }) => Number(new URL(url).port));
    expect(services).toEqual(expect.arrayContaining([...portsOf('gateway')]));
    expect(new Set(portsOf('gateway')).size).toBeGreaterThan(3);
  });
});

describe('the database', () => {
  test.each(serviceNames)('of %s is the only one it can have used, and nobody else has put anything there', async (name) => {
    const { database, migrations } = storages[name];
    const files = (await readdir(join(folder, name))).filter((file) => file.endsWith('.sqlite'));
    expect(files).toEqual([`${database}.sqlite`]);
    expect(tablesIn(join(folder, name, `${database}.sqlite`))).toEqual(await tablesOf({ database, migrations }));
  });

  test('is another one for each service', () => {
    expect(new Set(Object.values(storages).map(({ database }) => database)).size).toBe(serviceNames.length);
  });
});

function portsOf(part: string): readonly number[] {
  return connections.filter((one) => one.part === part).map(({ port }) => port);
}

/** Of the arguments of `socket.connect`. */
function portIn([first, second]: readonly unknown[]): number {
  if (Array.isArray(first)) return portIn(first);
  if (typeof first === 'object' && first !== null) return Number(Reflect.get(first, 'port'));
  return Number(typeof first === 'number' ? first : second);
}

/** What a service's own migrations make, and the kit's. */
async function tablesOf({ database: name, migrations }: { readonly database: string; readonly migrations: Migrations }): Promise<readonly string[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kada-rules-'));
  try {
    const database = await openDatabase({ name, dataDir, migrations: { ...messagingMigrations, ...migrations } });
    await database.close();
    return tablesIn(join(dataDir, `${name}.sqlite`));
  } finally {
    await rm(dataDir, { recursive: true });
  }
}

function tablesIn(path: string): readonly string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database.prepare(`select name from sqlite_master where type = 'table' order by name`).all();
    return rows.map(({ name }) => String(name));
  } finally {
    database.close();
  }
}

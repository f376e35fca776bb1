import { createOutbox, openDatabase, type Outbox } from '@kada-mandiya/database';
import { connect, type Publisher } from '@kada-mandiya/rabbitmq-client';
import { startRelay } from '../../../src/events/index.ts';
import { demo } from '../demo-contracts.ts';
import { demoMigrations, demoParts, type DemoDb } from '../demo-services.ts';

/**
 * The orders service, which places one order and stops after the step that it is told:
 * `node orders-process.ts <broker url> <prefix> <step> <order id> <database name> <folder> <database url>`.
 */
const [brokerUrl = '', prefix = '', stopAt = '', orderId = '', name = '', dataDir, url] = process.argv.slice(2);

async function reach(step: string): Promise<void> {
  if (step !== stopAt) return;
  process.stdout.write('here\n');
  // The parent ends this process here.
  await new Promise(() => setInterval(() => undefined, 60_000));
}

const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore, child: () => silent };
function ignore(): void {
  // The parent listens to the steps only.
}

const { orders, topology } = demo({ prefix });
const database = await openDatabase<DemoDb>({ name, dataDir, url, migrations: demoMigrations });
const messaging = await connect({ url: brokerUrl, name: 'orders', topology, logger: silent });
const confirming = messaging.publisher();
const outbox = createOutbox(database);
const watchedOutbox: Outbox = {
  ...outbox,
  async claim(options) {
    const rows = await outbox.claim(options);
    if (rows.length > 0) await reach('claimed');
    return rows;
  },
  async markPublished(ids) {
    await reach('confirmed');
    const marked = await outbox.markPublished(ids);
    await reach('marked');
    return marked;
  },
};
const publisher: Pick<Publisher, 'send'> = {
  async send(message, options) {
    const confirmed = confirming.send(message, options);
    // It is written to the socket in this turn or the next, and its confirm is not looked at.
    await new Promise((resolve) => setImmediate(resolve));
    await reach('sent');
    await confirmed;
  },
};
const relay = startRelay({ outbox: watchedOutbox, publisher, contract: orders, owner: `process-${process.pid}`, logger: silent, pollMs: 3_600_000 });
const parts = demoParts({ contract: orders, database, logger: silent, onPublished: () => (stopAt === 'committed' ? undefined : relay.wake()) });
await parts.units.transaction(async ({ store, publish }) => {
  await store.insert(orderId, 100);
  await reach('inserted');
  await publish('order.placed', { orderId, amount: 100 });
  await reach('written');
});
await reach('committed');

import { setTimeout as delay } from 'node:timers/promises';
import { connect, type Channel, type ConfirmChannel } from 'amqplib';
import { startBroker } from '../../src/index.ts';

/**
 * Sends messages through a broker in this process and prints how the heap has grown, in bytes, after a garbage
 * collection. Run: node --expose-gc test/processes/flat-memory.ts COUNT [JOURNAL]
 */
const [, , count = '300000', journal] = process.argv;
const WARM_UP = 10_000;
const WINDOW = 500;

const broker = await startBroker(journal === undefined ? {} : { journal });
const connection = await connect(broker.url);
const publishing = await connection.createConfirmChannel();
const consuming = await connection.createChannel();
await publishing.assertQueue('flow', { durable: true });
await consuming.prefetch(WINDOW);

await flow(publishing, consuming, WARM_UP);
const before = await used();
await flow(publishing, consuming, Number(count));
const after = await used();
await connection.close();
await broker.close();
process.stdout.write(`${JSON.stringify({ messages: Number(count), before, after, grown: after - before })}\n`);

async function flow(out: ConfirmChannel, into: Channel, messages: number): Promise<void> {
  const done = Promise.withResolvers<undefined>();
  let received = 0;
  const { consumerTag } = await into.consume('flow', (message) => {
    if (message === null) return;
    received++;
    if (received % 10 === 0 || received === messages) into.ack(message, true);
    if (received === messages) done.resolve(undefined);
  });
  for (let sent = 0; sent < messages; sent += WINDOW) {
    const group = Math.min(WINDOW, messages - sent);
    for (let number = 0; number < group; number++) out.sendToQueue('flow', Buffer.alloc(256), { persistent: true });
    await out.waitForConfirms();
  }
  await done.promise;
  await into.cancel(consumerTag);
}

/** The least of several looks: the memory of buffers is given back some turns after a collection. */
async function used(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  let least = Infinity;
  for (let look = 0; look < 20; look++) {
    globalThis.gc();
    await delay(10);
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    least = Math.min(least, heapUsed + arrayBuffers);
  }
  return least;
}

// One client of a broker, in a process of its own: does what its parent asks for, tells what it saw, and ends.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const task = JSON.parse(process.argv[2]);
const events = JSON.parse(readFileSync(task.eventsFile, 'utf8'));
const { open } = await import(`./${task.client}.mjs`);

const modes = {
  /** Publishes with confirms, then consumes with acknowledgements; before, a few of each to warm up. */
  async throughput(client) {
    await passThrough(client, events.slice(0, 500));
    return passThrough(client, events);
  },

  /** A handler that fails for one event: when was it called? */
  async failing(client) {
    const calls = [];
    const stop = await client.consume(async () => {
      calls.push(Math.round(performance.now()));
      process.send({ calls });
      throw new Error('the handler failed');
    });
    await client.publish(events.slice(0, 1));
    await pause(task.watchMs);
    await stop();
    return { calls };
  },

  /** An event that no queue gets. */
  async unroutable(client) {
    return { seen: await client.publishUnroutable(events[0]) };
  },

  /** The parent has put something into the queue that breaks the contract, and then an event. */
  async invalid(client) {
    const bodies = [];
    const good = Promise.withResolvers();
    const stop = await client.consume((event) => {
      bodies.push(event);
      if (event?.eventId === events[0].eventId) good.resolve();
    });
    await client.publish(events.slice(0, 1));
    await Promise.race([good.promise, pause(task.watchMs)]);
    await stop();
    return { handled: bodies.some((event) => event?.eventId !== events[0].eventId) };
  },

  /** The parent cuts the connection: does a later event arrive? */
  async reconnect(client) {
    const ids = new Set();
    await client.consume((event) => void ids.add(event?.eventId));
    await client.publish(events.slice(0, 1));
    process.send({ ready: true });
    await new Promise((resolve) => process.once('message', resolve));
    const patience = AbortSignal.timeout(task.watchMs);
    let published = false;
    while (!patience.aborted && !published) {
      published = await Promise.race([client.publish(events.slice(1, 2)).then(() => true, () => false), pause(task.watchMs, false)]);
      await pause(50);
    }
    while (!patience.aborted && !ids.has(events[1].eventId)) await pause(20);
    return { published, consumed: ids.has(events[1].eventId) };
  },
};

async function passThrough(client, batch) {
  const first = performance.now();
  await client.publish(batch);
  const publishMs = performance.now() - first;
  const all = Promise.withResolvers();
  let seen = 0;
  let second = 0;
  const stop = await client.consume(() => {
    if (seen === 0) second = performance.now();
    seen += 1;
    if (seen === batch.length) all.resolve();
  });
  await all.promise;
  const consumeMs = performance.now() - second;
  await stop();
  return { publishMs, consumeMs };
}

const client = await open(task);
const result = await modes[task.mode](client);
process.send({ result });
await Promise.race([client.close(), pause(2000)]).catch(() => undefined);
process.exit(0);

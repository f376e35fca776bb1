import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { brokersUnderTest, embeddedBroker } from '../../../embedded-broker/test/brokers-under-test.ts';
import { applyTopology } from '../../src/topology-plan/index.ts';
import type { ChildTask } from './apply-child.ts';
import { brokerToChange, ids, timesById } from './broker-to-change.ts';
import type { BrokerToChange } from './broker-to-change.ts';
import { shopTopology } from './shop-topology.ts';

const main = 'order-service.order.paid';
const swap = `${main}.swap`;
const wanted = shopTopology();
const before = shopTopology({ mainArguments: { 'x-queue-type': 'quorum', 'x-max-length': 100_000 } });
const directBefore = shopTopology({ exchangeType: 'direct' });

describe.each(brokersUnderTest)('apply on $name', (underTest) => {
  let broker: BrokerToChange;

  beforeEach(async () => {
    broker = await brokerToChange(underTest);
  }, 20_000);

  afterEach(() => broker.dispose(), 20_000);

  const options = (): ChildTask['options'] => ({ ...broker.location, statisticsAgeMs: broker.statisticsAgeMs, patienceMs: 20_000 });

  test.each([
    { step: 'swap-declared', name: main, nth: 1 },
    { step: 'swap-bound', name: main, nth: 1 },
    { step: 'unbound', name: main, nth: 1 },
    { step: 'copied', name: main, nth: 1 },
    { step: 'copied', name: main, nth: 37 },
    { step: 'drained', name: main, nth: 1 },
    { step: 'deleted', name: main, nth: 1 },
    { step: 'declared', name: main, nth: 1 },
    { step: 'bound', name: main, nth: 1 },
    { step: 'swap-unbound', name: main, nth: 1 },
    { step: 'copied', name: swap, nth: 23 },
    { step: 'swap-drained', name: main, nth: 1 },
    { step: 'swap-deleted', name: main, nth: 1 },
  ])('killed after "$step" of $name ($nth) and run again: equal, and no message is lost', async (killAfter) => {
    await broker.declare(before);
    const sent = ids(60);
    await broker.publish('domain.events', 'order.paid', sent);

    expect(await runChild({ topology: wanted, options: options(), killAfter })).toBe('SIGKILL');
    // Events find a queue whatever state the killed run left behind.
    const meanwhile = ids(5, 'meanwhile');
    await broker.publish('domain.events', 'order.paid', meanwhile);
    await applyTopology(wanted, options());

    expect(await broker.plan(wanted)).toEqual([]);
    const times = timesById(await broker.takeAll(main));
    expect([...times.keys()].sort()).toEqual([...sent, ...meanwhile].sort());
    expect(Math.max(...times.values())).toBeLessThanOrEqual(2);
  }, 40_000);

  test.each([
    { step: 'exchange-swap-declared', name: 'domain.events', nth: 1 },
    { step: 'exchange-swap-bound', name: 'domain.events', nth: 1 },
    { step: 'exchange-deleted', name: 'domain.events', nth: 1 },
    { step: 'exchange-declared', name: 'domain.events', nth: 1 },
    { step: 'exchange-bound', name: 'domain.events', nth: 1 },
    { step: 'exchange-swap-deleted', name: 'domain.events', nth: 1 },
  ])('killed after "$step" and run again: equal, every binding is there', async (killAfter) => {
    await broker.declare(directBefore);
    expect(await runChild({ topology: wanted, options: options(), killAfter })).toBe('SIGKILL');
    await applyTopology(wanted, options());
    expect(await broker.plan(wanted)).toEqual([]);
    await broker.publish('domain.events', 'order.paid', ['one']);
    expect(timesById(await broker.takeAll(main))).toEqual(new Map([['one', 1]]));
  }, 40_000);

  test('two runs at once: one waits for the other, and every message is there once or twice', async () => {
    await broker.declare(before);
    await broker.publish('domain.events', 'order.paid', ids(300));
    const results = await Promise.all([1, 2].map(() => runChild({ topology: wanted, options: options() })));
    expect(results).toEqual([0, 0]);
    expect(await broker.plan(wanted)).toEqual([]);
    const times = timesById(await broker.takeAll(main));
    expect(times.size).toBe(300);
    expect(Math.max(...times.values())).toBeLessThanOrEqual(2);
  }, 40_000);

  test('a second run gives up in one line when the first one does not end', async () => {
    await broker.channel.assertQueue('kada.topology.lock', { exclusive: true, durable: false });
    const steps: string[] = [];
    const run = applyTopology(wanted, { ...options(), patienceMs: 250, onStep: (step) => void steps.push(step) });
    await expect(run).rejects.toThrow('another apply or prune is still running on this broker');
    expect(steps).toEqual(['waiting']);
  });

  test('an exchange gets another type while others publish: what they send arrives in all queues or is refused', async () => {
    const both = [shopTopology({ exchangeType: 'direct' }), shopTopology({ exchangeType: 'direct', service: 'mail-service' })];
    for (const topology of both) await broker.declare(topology);
    const [first, second] = [shopTopology(), shopTopology({ service: 'mail-service' })];
    const topology = {
      ...first,
      queues: [...first.queues, ...second.queues],
      bindings: [...first.bindings, ...second.bindings],
    };
    const publishing = publishUntilStopped(broker, { exchange: 'domain.events', routingKey: 'order.paid' });
    await publishing.sent(50);
    await applyTopology(topology, options());
    await publishing.sent(50);
    const confirmed = await publishing.stop();

    expect(await broker.plan(topology)).toEqual([]);
    for (const queue of [main, 'mail-service.order.paid']) {
      const times = timesById(await broker.takeAll(queue));
      expect(confirmed.filter((id) => !times.has(id))).toEqual([]);
      expect(Math.max(...times.values())).toBe(1);
    }
  }, 40_000);
});

// On RabbitMQ this cannot be asked: it confirms a message that is on its way into a queue while that is deleted.
test('on the embedded broker, what is published by the name of a queue until the instant of its deletion is kept', async () => {
  const broker = await brokerToChange(embeddedBroker);
  try {
    await broker.declare(before);
    let publishing: Publishing | undefined;
    let confirmed: string[] = [];
    await applyTopology(wanted, {
      ...broker.location,
      statisticsAgeMs: 0,
      onStep: async (step) => {
        if (step === 'drained') {
          publishing = publishUntilStopped(broker, { exchange: '', routingKey: main });
          await publishing.sent(5);
        }
        if (step === 'deleted') confirmed = (await publishing?.stop()) ?? [];
      },
    });
    expect(confirmed.length).toBeGreaterThanOrEqual(5);
    const times = timesById(await broker.takeAll(main));
    expect(confirmed.filter((id) => !times.has(id))).toEqual([]);
  } finally {
    await broker.dispose();
  }
}, 20_000);

/** Runs `apply` in a process of its own; the promise is its exit code or the signal that ended it. */
function runChild(task: ChildTask): Promise<number | string | null> {
  const script = join(import.meta.dirname, 'apply-child.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, JSON.stringify(task)], { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ?? code));
  });
}

interface Publishing {
  /** Resolves when so many more were confirmed. */
  sent(more: number): Promise<void>;
  /** @returns the ids of what the broker confirmed and did not return */
  stop(): Promise<string[]>;
}

/** Publishes `mandatory`, one message after another, on a new channel wherever the broker has closed the last one. */
function publishUntilStopped({ connection }: BrokerToChange, { exchange, routingKey }: { readonly exchange: string; readonly routingKey: string }): Publishing {
  const confirmed: string[] = [];
  const run = { stopped: false, next: 0 };
  const untilClosed = async (): Promise<void> => {
    const channel = await connection.createConfirmChannel();
    const state = { open: true, returns: 0 };
    channel.on('error', () => undefined);
    channel.on('return', () => (state.returns += 1));
    const closed = new Promise<'closed'>((resolve) => {
      channel.on('close', () => {
        state.open = false;
        resolve('closed');
      });
    });
    while (state.open && !run.stopped) {
      const id = `published-${String((run.next += 1))}`;
      const returnsBefore = state.returns;
      channel.publish(exchange, routingKey, Buffer.from(id), { messageId: id, mandatory: true });
      const answered = channel.waitForConfirms().then(
        () => 'confirmed' as const,
        () => 'refused' as const,
      );
      if ((await Promise.race([answered, closed])) === 'confirmed' && state.returns === returnsBefore) confirmed.push(id);
    }
    if (state.open) await channel.close();
  };
  const loop = (async () => {
    while (!run.stopped) await untilClosed();
  })();
  return {
    async sent(more) {
      const goal = confirmed.length + more;
      while (confirmed.length < goal) await new Promise((resolve) => setImmediate(resolve));
    },
    async stop() {
      run.stopped = true;
      await loop;
      return confirmed;
    },
  };
}

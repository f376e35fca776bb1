import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { createEnvelope } from '../src/index.ts';
import { noteFixture } from './note-event.ts';
import { benchOn, eventually } from './on-broker.ts';

const program = fileURLToPath(new URL('programs/journaled-broker.ts', import.meta.url));

interface BrokerProcess {
  readonly url: string;
  /** As when the machine loses power: nothing is said goodbye to. */
  kill(): Promise<void>;
}

async function brokerProcess(port: string, journal: string): Promise<BrokerProcess> {
  const child: ChildProcess = spawn(process.execPath, [program, port, journal], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const { stdout } = child;
  if (stdout === null) throw new Error('no output');
  let printed = '';
  stdout.on('data', (data: Buffer) => (printed += String(data)));
  await eventually(() => printed.includes('\n'));
  return {
    url: printed.trim(),
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

let broker: BrokerProcess;
const bench = benchOn(() => broker.url);
afterEach(async () => {
  await bench.clear();
  await broker.kill();
});

test('a broker that is killed and started again in the middle of load loses no confirmed event', async () => {
  const journal = await mkdtemp(join(tmpdir(), 'broker-restart-'));
  broker = await brokerProcess('0', journal);
  const { port } = new URL(broker.url);
  const fixture = noteFixture({ prefetch: 50 });
  const messaging = await bench.connect({ topology: fixture.topology });
  const handled = new Set<string>();
  const consumer = await messaging.consume(fixture.consumption, async ({ eventId }) => {
    await new Promise(setImmediate);
    handled.add(eventId);
  });
  const publisher = messaging.publisher({ window: 100 });
  const confirmed: string[] = [];
  for (let restarts = 0; restarts < 3; restarts += 1) {
    const before = confirmed.length;
    const sending = Array.from({ length: 400 }, async (_, number) => {
      const envelope = createEnvelope(fixture.event, { number, text: '' });
      await publisher.publish(fixture.event, envelope);
      confirmed.push(envelope.eventId);
    });
    await eventually(() => confirmed.length >= before + 50);
    await broker.kill();
    broker = await brokerProcess(port, journal);
    await Promise.all(sending);
  }
  expect(confirmed.length).toBe(1200);
  await eventually(() => confirmed.every((eventId) => handled.has(eventId)));
  await consumer.stop();
  expect(await bench.ready(fixture.consumption.queue)).toBe(0);
  await rm(journal, { recursive: true });
}, 60_000);

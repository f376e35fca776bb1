import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { createEnvelope } from '../src/index.ts';
import { noteFixture } from './note-event.ts';
import { describeOnBrokers } from './on-broker.ts';

const program = fileURLToPath(new URL('programs/die-while-handling.ts', import.meta.url));

describeOnBrokers((bench) => {
  /** Runs the service until it has handled `count` messages, or has died of one. */
  async function serve(routingKey: string, queue: string, count: number): Promise<readonly string[] | 'died'> {
    const child = spawn(process.execPath, [program, bench.url(), routingKey, queue], { stdio: ['pipe', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    const kinds: string[] = [];
    child.stdout.on('data', (data: Buffer) => {
      kinds.push(...String(data).split('\n').filter((line) => line !== '' && !line.startsWith('{')));
      if (kinds.length >= count) child.stdin.end();
    });
    await exited;
    return child.signalCode === 'SIGKILL' ? 'died' : kinds;
  }

  test('an event that kills each process that takes it is dead-lettered after the limit, and the next is handled', async () => {
    const fixture = noteFixture({ delaysMs: [] });
    const { queue, deadLetterQueue } = fixture.consumption;
    const messaging = await bench.connect({ topology: fixture.topology });
    const poison = createEnvelope(fixture.event, { number: 1, text: 'kill' });
    const publisher = messaging.publisher();
    await publisher.publish(fixture.event, poison);
    await publisher.publish(fixture.event, createEnvelope(fixture.event, { number: 2, text: 'harmless' }));

    const lives: unknown[] = [];
    for (let life = 0; life < 4; life += 1) lives.push(await serve(fixture.event.routingKey, queue, 2));
    expect(lives).toEqual(['died', 'died', 'died', ['dead-lettered', 'done']]);
    const letters = await messaging.deadLetters.read(deadLetterQueue);
    expect(letters).toMatchObject([
      { messageId: poison.eventId, kind: 'poison', reason: 'delivered more than 2 times without an answer', queue },
    ]);
  }, 60_000);
});

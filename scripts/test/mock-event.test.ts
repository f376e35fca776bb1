import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBroker, type Broker } from '@kada-mandiya/embedded-broker';
import { allEvents, orderCreatedV1 } from '@kada-mandiya/event-contracts';
import { parseMockEventCommand, type MockEvent } from '../mock-event/arguments.ts';
import { changed, withFreshIds } from '../mock-event/change-value.ts';
import { makeEvents } from '../mock-event/make-events.ts';
import { runMockEvent } from '../mock-event/run.ts';
import { runReplay } from '../replay/run.ts';
import { runTap } from '../tap/run.ts';
import { tappedEvent } from '../tap/tapped-event.ts';

function listener(): { readonly log: (line: string) => void; readonly error: (line: string) => void; readonly lines: string[]; readonly errors: string[] } {
  const lines: string[] = [];
  const errors: string[] = [];
  return { lines, errors, log: (line) => void lines.push(line), error: (line) => void errors.push(line) };
}

/** The id of an event in a line of the tap. */
function idOf(line: unknown): unknown {
  return typeof line === 'object' && line !== null && 'envelope' in line && typeof line.envelope === 'object' && line.envelope !== null && 'eventId' in line.envelope ? line.envelope.eventId : undefined;
}

const plain: MockEvent = { kind: 'publish', routingKey: 'order.created', changes: [], generate: false, freshIds: false, count: 1, dryRun: false };

describe('what npm run mock:event is told', () => {
  test.each<[string[], Partial<MockEvent>]>([
    [['order.created'], {}],
    [['order.created', '--version', '2'], { version: 2 }],
    [['order.created', '--set', 'data.amount=500', '--set', 'data.currency=USD'], { changes: [{ path: ['data', 'amount'], value: 500 }, { path: ['data', 'currency'], value: 'USD' }] }],
    [['order.created', '--set', 'data.name=a=b'], { changes: [{ path: ['data', 'name'], value: 'a=b' }] }],
    [['order.created', '--generate', '--seed', '7'], { generate: true, seed: 7 }],
    [['order.created', '--count', '3', '--rate', '0.5'], { count: 3, rate: 0.5, freshIds: true }],
  ])('%j', (args, expected) => {
    expect(parseMockEventCommand(args)).toEqual({ ...plain, ...expected });
  });

  test.each([
    [['order.created', 'order.paid'], /one routing key/],
    [['order.created', '--count', '0'], /--count takes a whole number from 1/],
    [['order.created', '--count', 'x'], /--count/],
    [['order.created', '--rate', '0'], /--rate takes a number/],
    [['order.created', '--set', 'amount'], /PATH=VALUE/],
    [['order.created', '--set', 'data..amount=1'], /PATH=VALUE/],
    [['order.created', '--count', '-1'], /--count=-/],
    [['order.created', '--sett', 'amount=1'], /^there is no option --sett$/],
  ])('%j is refused', (args, message) => {
    expect(parseMockEventCommand(args)).toEqual({ kind: 'wrong', message: expect.stringMatching(message) });
  });
});

describe('a value that is changed', () => {
  test.each([
    ['a.b', 2, { a: { b: 1, c: 3 } }, { a: { b: 2, c: 3 } }],
    ['a.1', 'x', { a: [1, 2] }, { a: [1, 'x'] }],
    ['a.2', 3, { a: [1, 2] }, { a: [1, 2, 3] }],
    ['new.deep', true, {}, { new: { deep: true } }],
  ])('%s', (path, value, before, after) => {
    expect(changed(before, { path: path.split('.'), value })).toEqual(after);
  });

  test.each([
    ['a.b', { a: 'text' }],
    ['a.b', { a: null }],
    ['a.5', { a: [1] }],
  ])('%s leads nowhere in %j', (path, before) => {
    expect(() => changed(before, { path: path.split('.'), value: 1 })).toThrow(/--set a\./);
  });

  test('ids are made anew, and equal ones stay equal', () => {
    const one = '23b5222d-452c-4bab-a3db-622e20c87508';
    let number = 0;
    const fresh = withFreshIds({ a: one, b: [one, 'text'], c: '88ac19b5-d8f5-431f-b2a2-058e41c73065' }, () => `id-${(number += 1)}`);
    expect(fresh).toEqual({ a: 'id-1', b: ['id-1', 'text'], c: 'id-2' });
  });
});

describe('made-up events', () => {
  test.each(allEvents.map((contract) => [contract.message, contract] as const))('of %s are what a producer may send, and the same again for a seed', async (_, contract) => {
    const made = await Array.fromAsync(makeEvents(contract, { ...plain, generate: true, seed: 1, count: 25 }));
    const again = await Array.fromAsync(makeEvents(contract, { ...plain, generate: true, seed: 1, count: 25 }));
    expect(made.every(contract.isStrict)).toBe(true);
    expect(again.map(({ data }) => data)).toEqual(made.map(({ data }) => data));
    expect(new Set(made.map(({ data }) => JSON.stringify(data))).size).toBeGreaterThan(5);
  });

  test('a change that the contract does not allow is refused with its path', async () => {
    const wrong = makeEvents(orderCreatedV1, { ...plain, changes: [{ path: ['data', 'amount'], value: -5 }] });
    await expect(Array.fromAsync(wrong)).rejects.toThrow(/data\.amount/);
  });
});

describe('what passes', () => {
  const judge = (routingKey: string, content: unknown): readonly string[] =>
    tappedEvent({ routingKey, content: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)), at: new Date() }, { contracts: allEvents, reveal: false }).faults;
  const [example] = orderCreatedV1.examples;

  test.each([
    ['order.created', example, []],
    ['order.created', { ...example, data: { ...example?.data, orderId: 1 } }, [expect.stringContaining('data.orderId')]],
    ['order.created', { ...example, version: 9 }, ['no contract has version 9 (they have 1)']],
    ['order.lost', example, ['no contract knows this routing key']],
    ['order.created', '{', ['is no event: the envelope is missing or broken']],
  ])('%s is judged', (routingKey, content, faults) => {
    expect(judge(routingKey, content)).toEqual(faults);
  });

});

describe('on a broker', () => {
  let broker: Broker;
  let folder: string;
  beforeAll(async () => {
    broker = await startBroker();
    folder = mkdtempSync(join(tmpdir(), 'kada-tap-'));
  });
  afterAll(async () => {
    await broker.close();
    rmSync(folder, { recursive: true });
  });

  /** Taps until so many have passed; what is given runs when the tap is open. */
  const tapped = async (args: readonly string[], then: (environment: Readonly<Record<string, string>>) => Promise<unknown>): Promise<readonly string[]> => {
    const environment = { AMQP_URL: broker.url };
    const output = listener();
    const { promise: opened, resolve } = Promise.withResolvers<unknown>();
    const tapping = runTap(args, { environment, output, signal: new AbortController().signal, onOpen: () => resolve(undefined) });
    await opened;
    await then(environment);
    expect(await tapping).toBe(0);
    return output.lines;
  };

  test('mock:event is seen by the tap, valid, with sensitive data hidden; what was recorded is replayed under the same ids', async () => {
    const record = join(folder, 'events.jsonl');
    const lines = await tapped(['user.*', 'order.created', '--json', '--count', '3', '--record', record], async (environment) => {
      expect(await runMockEvent(['order.created', '--count', '2', '--set', 'data.amount=500'], environment, listener())).toBe(0);
      expect(await runMockEvent(['order.paid'], environment, listener())).toBe(0);
      expect(await runMockEvent(['user.registered', '--set', 'correlationId=one-of-mine'], environment, listener())).toBe(0);
    });
    const seen = lines.map((line): unknown => JSON.parse(line));
    expect(seen).toEqual([
      expect.objectContaining({ routingKey: 'order.created', faults: [] }),
      expect.objectContaining({ routingKey: 'order.created', faults: [] }),
      expect.objectContaining({ routingKey: 'user.registered', faults: [], payload: expect.objectContaining({ correlationId: 'one-of-mine', data: expect.objectContaining({ email: '[hidden]' }) }) }),
    ]);

    const again = await tapped(['order.created', '--json', '--count', '2'], async (environment) => {
      expect(await runReplay(['--file', record, 'order.created'], environment, listener())).toBe(0);
    });
    const ids = (from: readonly unknown[]): unknown[] => from.map((event) => idOf(event));
    expect(ids(again.map((line): unknown => JSON.parse(line)))).toEqual(ids(seen).slice(0, 2));
  });

  test('a line of a recording that is no event is told and left out', async () => {
    const file = join(folder, 'broken.jsonl');
    writeFileSync(file, '{"x":1}\nno json\n');
    const output = listener();
    expect(await runReplay(['--file', file], { AMQP_URL: broker.url }, output)).toBe(1);
    expect(output.errors).toEqual([expect.stringContaining('line 1'), expect.stringContaining('line 2')]);
  });

  test.each([
    ['', [expect.stringMatching(/is empty$/)]],
    ['\u0000\n'.repeat(500), [...Array.from({ length: 10 }, (_, index) => expect.stringContaining(`line ${index + 1} of`)), 'replay: and 490 more lines of it']],
  ])('a file that is no recording is said in a few lines', async (text, told) => {
    const file = join(folder, 'strange.jsonl');
    writeFileSync(file, text);
    const output = listener();
    expect(await runReplay(['--file', file], { AMQP_URL: broker.url }, output)).toBe(1);
    expect(output.errors).toEqual(told);
  });

  test.each([
    [['order.lost'], /^mock:event: the contracts have no order\.lost; they have .*order\.created/],
    [['order.created', '--version', '9'], /^mock:event: the contracts have no version 9 of order\.created; they have 1$/],
    [['order.created', '--rate', '0'], /^mock:event: --rate takes a number/],
  ])('mock:event %j is refused in one line', async (args, line) => {
    const output = listener();
    expect(await runMockEvent(args, { AMQP_URL: broker.url }, output)).toBe(1);
    expect(output.errors).toEqual([expect.stringMatching(line)]);
    expect(output.errors[0]).not.toContain('\n');
  });

  test('a broker that is not there is one line and exit code 1', async () => {
    for (const run of [
      (output: ReturnType<typeof listener>) => runMockEvent(['order.created'], { AMQP_URL: 'amqp://127.0.0.1:1' }, output),
      (output: ReturnType<typeof listener>) => runTap([], { environment: { AMQP_URL: 'amqp://127.0.0.1:1' }, output, signal: new AbortController().signal }),
      (output: ReturnType<typeof listener>) => runReplay(['--file', join(folder, 'none')], { AMQP_URL: 'amqp://127.0.0.1:1' }, output),
    ]) {
      const output = listener();
      expect(await run(output)).toBe(1);
      expect(output.errors).toEqual([expect.stringMatching(/^[^\n]*Cannot connect to the broker at amqp:\/\/127\.0\.0\.1:1[^\n]*$/)]);
    }
  });
});

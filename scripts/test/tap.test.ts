import { describe, expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { allEvents, orderCreatedV1, userRegisteredV1 } from '@kada-mandiya/event-contracts';
import { startBroker } from '@kada-mandiya/embedded-broker';
import { runMockEvent } from '../mock-event/run.ts';
import { parseTapCommand } from '../tap/arguments.ts';
import { printEvent } from '../tap/print-event.ts';
import { runTap } from '../tap/run.ts';
import { tappedEvent, type TappedEvent } from '../tap/tapped-event.ts';

const plain = (_: unknown, text: string): string => text;

function passed(content: unknown, { routingKey = 'order.created', reveal = false } = {}): TappedEvent {
  return tappedEvent({ routingKey, content: Buffer.from(JSON.stringify(content)), at: new Date() }, { contracts: allEvents, reveal });
}

describe('what the tap shows', () => {
  const [order] = orderCreatedV1.examples;
  const [user] = userRegisteredV1.examples;

  test('of personal data is nothing, as a line and as JSON, but with --reveal', () => {
    const [hidden, revealed] = [false, true].map((reveal) => passed(user, { routingKey: 'user.registered', reveal }));
    const shown = (event: TappedEvent | undefined): string => (event === undefined ? '' : JSON.stringify(event) + printEvent(event, { paint: plain, data: true }));

    expect(shown(hidden)).toContain('[hidden]');
    expect(shown(hidden)).not.toContain(user?.data.email);
    expect(shown(revealed)).toContain(user?.data.email);
  });

  test('commands no terminal, whatever a stranger sent', () => {
    const correlationId = '\u001B[31mred\nnext\u009B2J\u202E';
    const event = passed({ ...order, correlationId, occurredAt: 'never', data: { '\u009Bm': '\u202E' } }, { routingKey: 'order.created\u001B]0;title\u0007' });
    const text = printEvent(event, { paint: plain, data: true });

    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).not.toContain('NaN');
  });

  test.each([[200], [150], [120], [100], [80], [70]])('fits a terminal of %i columns, each with its key, its verdict and its correlation', (columns) => {
    const line = stripVTControlCharacters(printEvent(passed(order), { paint: plain, data: false, columns }));

    expect(line.length).toBeLessThanOrEqual(columns);
    expect(line).toMatch(new RegExp(`order\\.created v1 .*valid .*${order?.correlationId.slice(0, 8)}`));
  });

  test('has everything where the output is no terminal', () => {
    expect(printEvent(passed(order), { paint: plain, data: false })).toContain(`event ${order?.eventId}`);
  });
});

test.each([
  [['--count', '0'], '--count takes a whole number from 1, not "0"'],
  [['--count', '-1'], '--count takes a value; one that begins with - is written --count=-…'],
  [['--nope'], 'there is no option --nope'],
  [['x'.repeat(256)], 'a routing key has at most 255 bytes, not 256'],
])('%j is refused in one line', async (args, message) => {
  const errors: string[] = [];

  expect(parseTapCommand(args)).toEqual({ kind: 'wrong', message });
  expect(await runTap(args, { environment: {}, output: { log: () => undefined, error: (line: string) => void errors.push(line) }, signal: AbortSignal.abort() })).toBe(1);
  expect(errors).toEqual([`tap: ${message} (npm run tap -- --help says what there is)`]);
});

test('a broker that is started again is tapped again; a signal ends the tap with 0', async () => {
  const first = await startBroker();
  const environment = { AMQP_URL: first.url };
  const output = { lines: [] as string[], errors: [] as string[], log: (line: string) => void output.lines.push(line), error: (line: string) => void output.errors.push(line) };
  const opened = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const interrupted = new AbortController();
  let times = 0;
  const tapping = runTap(['--count', '2'], { environment, output, signal: interrupted.signal, onOpen: () => opened[times++]?.resolve(undefined) });
  const silent = { log: () => undefined, error: () => undefined };
  await opened[0]?.promise;
  expect(await runMockEvent(['order.created'], environment, silent)).toBe(0);
  await first.close();
  const second = await startBroker({ port: Number(new URL(first.url).port) });
  await opened[1]?.promise;
  expect(await runMockEvent(['order.paid'], environment, silent)).toBe(0);

  expect(await tapping).toBe(0);
  expect(output.lines.map((line) => / ([a-z.]+) v1 /.exec(stripVTControlCharacters(line))?.[1])).toEqual(['order.created', 'order.paid']);
  expect(output.errors).toContain('tap: the broker went away; waiting until it is back (Ctrl-C ends it)');

  const open = Promise.withResolvers<undefined>();
  const waiting = runTap([], { environment, output, signal: interrupted.signal, onOpen: () => open.resolve(undefined) });
  await open.promise;
  interrupted.abort();
  expect(await waiting).toBe(0);
  await second.close();
});

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connect } from '@kada-mandiya/rabbitmq-client';
import { topology } from '../../generated/event-contracts/src/topology.ts';
import { userRegisteredV1 } from '../../generated/event-contracts/src/user.registered/index.ts';
import { userService } from '../../generated/service-contracts/src/user-service.ts';
import { brokersUnderTest } from '../../packages/embedded-broker/test/brokers-under-test.ts';
import { brokerToChange, ids } from '../../packages/rabbitmq-client/test/topology-plan/broker-to-change.ts';
import type { BrokerToChange } from '../../packages/rabbitmq-client/test/topology-plan/broker-to-change.ts';
import { parseDlqCommand } from '../dlq/arguments.ts';
import { payloadOf } from '../dlq/payload.ts';
import { letterText, shownLetter } from '../dlq/report.ts';
import { runDlq } from '../dlq/run.ts';
import { runCommand, runScript } from './run-script.ts';
import type { Ran } from './run-script.ts';

const consumption = userService.consumes['user.registered'];
const dlq = 'user-service.user.registered.dlq';
const main = 'user-service.user.registered';
const [event] = userRegisteredV1.examples;
if (event === undefined) throw new Error('user.registered has no example');

const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => silent };

function nothing(): void {
  // Tests read the output of the command.
}

describe.each(brokersUnderTest)('npm run dlq on $name', (underTest) => {
  let broker: BrokerToChange;

  beforeEach(async () => {
    broker = await brokerToChange(underTest);
    await broker.declare(topology);
  }, 20_000);

  afterEach(() => broker.dispose(), 20_000);

  const run = (...args: string[]): Promise<Ran> => 
    runCommand((output) => runDlq(args, { AMQP_URL: broker.location.amqpUrl }, output));

  /** A dead letter as the client makes it: a handler that fails, of an event without retries. */
  const deadLetter = async (): Promise<void> => {
    const messaging = await connect({ url: broker.location.amqpUrl, name: 'user-service', logger: silent });
    const consumer = await messaging.consume({ ...consumption, retries: [] }, () => Promise.reject(new Error('no such table\nforged line')));
    await messaging.publisher().publish(userRegisteredV1, event);
    while ((await broker.channel.checkQueue(dlq)).messageCount === 0) await new Promise((resolve) => setImmediate(resolve));
    await consumer.stop();
    await messaging.close();
  };

  test('list shows every dead-letter queue of the contracts, how many, since when and why', async () => {
    await deadLetter();
    const listed = await run('list');
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(listed.stdout.match(/\.dlq /g)).toHaveLength(topology.bindings.length);
    expect(listed.stdout).toMatch(/user-service\.user\.registered\.dlq +1 +\d{4}-\d\d-\d\dT[\d:.]+Z +no such table/);
  }, 20_000);

  test('show tells all of a message, hides what is sensitive, and takes nothing out', async () => {
    await deadLetter();
    const shown = await run('show', dlq);
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toContain(`user.registered  ${event.eventId}`);
    expect(shown.stdout).toContain(event.correlationId);
    expect(shown.stdout).toMatch(/why +failed: no such table/);
    expect(shown.stdout).toContain('"email": "[hidden]"');
    expect(shown.stdout).not.toContain(event.data.email);
    expect(shown.stdout).toContain(`1 of 1 message in ${dlq}`);
    const revealed = await run('show', dlq, '--json', '--reveal');
    const letter: unknown = JSON.parse(revealed.stdout);
    expect(letter).toMatchObject({ eventId: event.eventId, eventType: 'user.registered', attempts: 1, kind: 'failed', queue: main, service: 'user-service', payload: event });
    expect((await run('show', dlq, '--limit', '1')).stdout).toContain('1 of 1 message');
  }, 30_000);

  test('redrive puts one event back into the queue that it came from, and says what is not there', async () => {
    await deadLetter();
    const hint = `npm run dlq -- show ${dlq} shows what is`;
    expect(await run('redrive', dlq, '--event', 'another')).toMatchObject({ code: 1, stdout: '0 redriven, 0 kept\n', stderr: `dlq: not in ${dlq}: another; ${hint}\n` });
    const three = ['--event', 'another', '--event', event.eventId, '--event', 'a\nthird'];
    expect(await run('redrive', dlq, ...three)).toMatchObject({ code: 1, stdout: '1 redriven, 0 kept\n', stderr: `dlq: not in ${dlq}: another, a\\u000athird; ${hint}\n` });
    await broker.takeAll(main);
    await deadLetter();
    expect(await run('redrive', dlq, '--event', event.eventId)).toMatchObject({ code: 0, stdout: '1 redriven, 0 kept\n', stderr: '' });
    expect(await broker.takeAll(main)).toHaveLength(1);
    expect(await broker.takeAll(dlq)).toHaveLength(0);
  }, 30_000);

  test('redrive takes no more than its limit, and says what had to stay', async () => {
    await broker.publish('', dlq, ids(3), { headers: { 'x-kada-queue': main } });
    expect(await run('redrive', dlq, '--limit', '2')).toMatchObject({ code: 0, stdout: '2 redriven, 0 kept\n' });
    expect(await broker.takeAll(main)).toHaveLength(2);
    await broker.publish('', dlq, ['stranger']);
    const kept = await run('redrive', dlq);
    expect(kept).toMatchObject({ code: 1, stdout: expect.stringMatching(/^stays {5}stranger: .+\n1 redriven, 1 kept\n$/) });
  }, 30_000);

  test('purge asks for --yes, then deletes', async () => {
    await broker.publish('', dlq, ids(3));
    expect(await run('purge', dlq)).toMatchObject({ code: 1, stderr: `dlq: this would delete 3 messages of ${dlq} for ever; add --yes\n` });
    expect(await run('purge', dlq, '--yes')).toMatchObject({ code: 0, stdout: `3 messages deleted from ${dlq}\n` });
    expect(await broker.takeAll(dlq)).toHaveLength(0);
  }, 30_000);

  test('purging an empty queue says that it is empty', async () => {
    const empty = { code: 0, stdout: `${dlq} is empty: nothing to delete\n`, stderr: '' };
    expect(await run('purge', dlq)).toEqual(empty);
    expect(await run('purge', dlq, '--yes')).toEqual(empty);
    await broker.publish('', dlq, ids(1));
    expect(await run('purge', dlq, '--yes')).toMatchObject({ code: 0, stdout: `1 message deleted from ${dlq}\n` });
  }, 30_000);

  test('an unknown queue: the nearest is suggested; a queue of contracts of before can be looked at', async () => {
    const nearest = /^dlq: there is no dead-letter queue .*: did you mean user-service\.user\.registered\.dlq\?\n$/;
    expect(await run('show', 'user-service.user.registred.dlq')).toMatchObject({ code: 1, stderr: expect.stringMatching(nearest) });
    expect(await run('purge', main, '--yes')).toMatchObject({ code: 1, stderr: expect.stringMatching(nearest) });
    await broker.channel.assertQueue('gone-service.user.registered.dlq', { durable: true });
    expect(await run('show', 'gone-service.user.registered.dlq')).toMatchObject({ code: 0 });
    await broker.channel.deleteQueue(dlq);
    expect(await run('show', dlq)).toMatchObject({ code: 1, stderr: `dlq: ${dlq} is not on the broker: npm run topology -- apply makes it\n` });
    expect((await run('list')).stdout).toMatch(/user-service\.user\.registered\.dlq +not there/);
  }, 30_000);
});

test('a broker that is not there is one line and exit code 1', async () => {
  const ran = await runScript('dlq.ts', ['list'], { AMQP_URL: 'amqp://127.0.0.1:1' });
  expect(ran).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^dlq: Cannot connect to the broker at amqp:\/\/127\.0\.0\.1:1: .*\n$/) });
}, 20_000);

test.each([
  [[], 'say list, show, redrive or purge'],
  [['drop'], '"drop" is neither list, show, redrive nor purge'],
  [['list', 'q'], 'unexpected argument "q"'],
  [['show'], 'show needs the name of a dead-letter queue'],
  [['show', 'a', 'b'], 'unexpected argument "b"'],
  [['show', 'q', '--limit', '0'], '--limit needs a number from 1'],
  [['list', '--reveal'], 'list takes no --reveal'],
  [['redrive', 'q', '--yes'], 'redrive takes no --yes'],
  [['redrive', 'q', '--limit', '1', '--event', 'a'], 'redrive takes --limit or --event, not both'],
] as const)('dlq %j is refused: %s', (args, message) => {
  expect(parseDlqCommand(args)).toEqual({ kind: 'wrong', message });
});

describe('what is shown of a payload', () => {
  const sensitive = [['data', 'email'], ['data', 'cards', '*', 'number']];
  const options = { reveal: false, events: [{ sensitive }] };
  const shown = (value: unknown, valid: boolean): unknown => payloadOf(Buffer.from(JSON.stringify(value)), { sensitive, valid }, options);

  test('in a valid event, the marked places are hidden and nothing else', () => {
    const body = { email: 'kept', data: { email: 'a@b', name: 'n', cards: [{ number: 1, kind: 'x' }] } };
    expect(shown(body, true)).toEqual({ json: { email: 'kept', data: { email: '[hidden]', name: 'n', cards: [{ number: '[hidden]', kind: 'x' }] } } });
  });

  test('in an invalid one, everything with the name of a marked field, wherever it stands', () => {
    const body = { email: 'a@b', data: [{ email: ['a@b'], more: { number: 1 } }], kept: true };
    expect(shown(body, false)).toEqual({ json: { email: '[hidden]', data: [{ email: '[hidden]', more: { number: '[hidden]' } }], kept: true } });
  });

  test.each(['no json', '"a text"', '42'])('of %s only the size', (body) => {
    const hiddenBody = payloadOf(Buffer.from(body), { sensitive, valid: false }, options);
    expect(hiddenBody).toEqual({ text: `${String(body.length)} bytes that are no JSON object: --reveal shows them` });
    expect(JSON.stringify(payloadOf(Buffer.from(body), { sensitive, valid: false }, { ...options, reveal: true }))).not.toContain('bytes');
  });

  test('control characters of a message command no terminal and forge no line', () => {
    const letter = { kind: 'invalid', reason: 'bad\n0 messages\u001b[2J\u202e', redriven: 0, history: [], headers: {}, content: Buffer.from('') };
    const text = letterText(shownLetter(letter, { text: 'x\u001b]0;' }));
    expect(text).toContain(String.raw`bad\u000a0 messages\u001b[2J\u202e`);
    expect(text).not.toContain('\u001b');
  });
});

import { connect, type ChannelModel } from 'amqplib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startBroker, type Broker } from '@kada-mandiya/embedded-broker';
import { leftBehind, newNames } from '../left-behind.ts';
import { connectTo, namesOf, type RealBroker } from '../real-broker.ts';

let running: Broker;
let broker: RealBroker;
let connection: ChannelModel;

beforeEach(async () => {
  running = await startBroker({ managementPort: 0 });
  const { url, managementUrl = '' } = running;
  broker = { url, managementUrl, line: '' };
  connection = await connect(url);
  await declare('old');
});
afterEach(async () => {
  await connection.close();
  await running.close();
});

async function declare(queue: string): Promise<void> {
  const channel = await connection.createChannel();
  await channel.assertQueue(queue);
  await channel.close();
}

test('a broker is reached, with its management API where that is given', async () => {
  const { url, managementUrl = '' } = running;
  const reached = await connectTo({ amqpUrl: url, managementUrl });
  expect(reached).toMatchObject({ reached: true, url, managementUrl });
  expect(reached.line).toContain(`at ${url.replace('guest:guest@', '')}, with its management API at ${managementUrl}`);
  expect(await connectTo({ amqpUrl: url })).toMatchObject({ reached: true, line: expect.stringMatching(/, without a management API$/) });
  expect(await connectTo({ amqpUrl: url, managementUrl: url.replace('amqp', 'http') })).not.toHaveProperty('managementUrl');
});

test('a wrong password is one line, without it', async () => {
  const { reached, line } = await connectTo({ amqpUrl: running.url.replace('guest:guest', 'guest:secret') });
  expect(reached).toBe(false);
  expect(line).toMatch(/^Cannot connect to the broker at amqp:\/\/127\.0\.0\.1:\d+: it refuses user "guest" with this password$/);
});

test('what is there now and was not before is left behind', () => {
  expect(newNames(new Set(['queues a', 'queues b']), new Set(['queues b', 'queues c']))).toEqual(['queues c']);
});

test('a run that leaves nothing behind says so, with the numbers', async () => {
  const before = await namesOf(broker);
  expect([...(before ?? [])]).toEqual(expect.arrayContaining(['queues old', 'exchanges amq.topic']));
  expect(await leftBehind(broker, before)).toEqual({ clean: true, line: 'Queues before: 1, after: 1. Nothing was left behind.' });
});

test('a queue that is left behind is named', async () => {
  const before = await namesOf(broker);
  await declare('new');
  const { clean, line } = await leftBehind(broker, before, 1);
  expect(clean).toBe(false);
  expect(line).toContain('Queues before: 1, after: 2.');
  expect(line).toContain('queues new');
});

test('without a management API it says that it did not look', async () => {
  const { url, line } = broker;
  expect(await namesOf({ url, line })).toBeUndefined();
  expect((await leftBehind({ url, line }, undefined)).line).toContain('Not checked');
});

import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { leftBehind, namesOf, newNames } from '../left-behind.ts';
import type { RealBroker } from '../real-broker.ts';

/** As much of a management API as lists things. */
let listed: Record<string, string[]> = {};
let server: Server;
let broker: RealBroker;

beforeEach(async () => {
  listed = { queues: ['old'], exchanges: ['amq.topic'], policies: [] };
  server = createServer((request, response) => {
    const [, , kind = '', virtualHost] = (request.url ?? '').split('/');
    const names = virtualHost === '%2F' ? (listed[kind] ?? []) : [];
    response.end(JSON.stringify(names.map((name) => ({ name }))));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  broker = { url: 'amqp://guest:guest@127.0.0.1:5672', line: '', managementUrl: `http://127.0.0.1:${port}` };
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test('what is there now and was not before is left behind', () => {
  expect(newNames(new Set(['queues a', 'queues b']), new Set(['queues b', 'queues c']))).toEqual(['queues c']);
});

test('a run that leaves nothing behind says so, with the numbers', async () => {
  const before = await namesOf(broker);
  expect(before).toEqual(new Set(['queues old', 'exchanges amq.topic']));
  expect(await leftBehind(broker, before)).toEqual({ clean: true, line: 'Queues before: 1, after: 1. Nothing was left behind.' });
});

test('a queue that is left behind is named', async () => {
  const before = await namesOf(broker);
  listed = { ...listed, queues: ['old', 'new'] };
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

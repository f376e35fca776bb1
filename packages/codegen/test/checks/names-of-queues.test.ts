import { expect, test } from '@jest/globals';
import { queueNames } from '../../src/checks/queue-names.ts';
import type { Problem } from '../../src/diagnostics/problem.ts';
import type { Contract } from '../../src/ir/contract.ts';

/** A contract in which one service receives one event. */
function contractWith(service: string, routingKey: string, delaysMs: readonly number[]): Contract {
  const origin = { file: `asyncapi/${routingKey}.yaml`, path: ['operations', 'take'] };
  const operation = { id: 'take', origin, action: 'receive', service, messages: ['PlacedV1'], listsMessages: true } as const;
  const channel = { id: routingKey, address: routingKey, origin, messages: [], operations: [operation] };
  const document = { name: routingKey, origin, title: '', version: '', channels: [channel], schemas: [] };
  const use = { routingKey, version: 1, message: 'PlacedV1', operation: 'take', retry: { delaysMs }, prefetch: 1 };
  return {
    settings: { profile: 'kada-mandiya' },
    eventDocuments: [document],
    apis: [],
    services: [{ name: service, publishes: [], consumes: [use] }],
    schemas: new Map(),
  };
}

function messagesOf(contract: Contract): readonly Problem['message'][] {
  return [...queueNames(contract)].map(({ message }) => message);
}

test('the longest of a consumption\'s queue names fits into the 255 bytes of AMQP', () => {
  const roomFor = (key: string): string => key.padEnd(255 - 'a.'.length - '.retry.1000ms'.length, 'x');
  expect(messagesOf(contractWith('a', roomFor('k'), [1000]))).toEqual([]);
  expect(messagesOf(contractWith('a', roomFor('k'), [10_000]))).toEqual([expect.stringMatching(/retry\.10000ms" is longer than 255 bytes$/)]);
  expect(messagesOf(contractWith('a', roomFor('k').replace('xx', 'ඞ'), [1000]))).toEqual([expect.stringContaining('longer than 255')]);
});

test.each(['order.dlq', 'order.swap', 'order.retry.5ms', 'order.*', '#', '.order', 'order.'])('%s is no routing key', (key) => {
  expect(messagesOf(contractWith('order-service', key, []))).toHaveLength(1);
});

test.each(['dlq', 'order.dlq.created', 'order.retry.ms', 'order.swapped', 'order.a*b', 'order.retry'])('%s is one', (key) => {
  expect(messagesOf(contractWith('order-service', key, [1, 1, 2]))).toEqual([]);
});

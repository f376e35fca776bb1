import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import type { Contract } from '../../src/ir/contract.ts';
import { diagnoseFolder } from './diagnose-folder.ts';

let contract: Contract | undefined;
beforeAll(async () => {
  const read = await diagnoseFolder(join(import.meta.dirname, '../fixtures/good-specs/shop'));
  expect(read.diagnostics).toEqual([]);
  contract = read.contract;
});

test('the configuration names profile and scope', () => {
  expect(contract?.settings).toEqual({ profile: 'kada-mandiya', scope: '@acme' });
});

test('a service is what its API and all event documents say of it', () => {
  const [one, two] = ['OrderPlacedV1', 'OrderPlacedV2'].map((message, index) => ({
    routingKey: 'order.placed',
    version: index + 1,
    message,
  }));
  expect(contract?.services).toEqual([
    {
      name: 'order-service',
      api: 'order-service',
      publishes: [one, two],
      consumes: [{ ...two, operation: 'thank', retry: { delaysMs: [60_000, 3_600_000] }, prefetch: 5 }],
    },
    {
      name: 'payment-service',
      api: 'payment-service',
      publishes: [],
      consumes: [{ ...one, operation: 'collect', retry: { delaysMs: [1000, 5000, 30_000] }, prefetch: 50 }],
    },
  ]);
});

test('a message knows its envelope, its version and its data', () => {
  const [channel] = contract?.eventDocuments[0]?.channels ?? [];
  const envelopes = channel?.messages.map(({ envelope }) => envelope);
  expect(envelopes).toMatchObject(
    [1, 2].map((version) => ({
      eventType: 'order.placed',
      version,
      base: { name: 'Envelope', id: 'asyncapi/common/envelope.yaml#/components/schemas/Envelope' },
      data: { name: 'OrderPlacedV1Data', id: 'asyncapi/order.placed.yaml#/components/schemas/OrderPlacedV1Data' },
    })),
  );
  expect(channel?.exchange).toMatchObject({ name: 'acme.events', type: 'topic', durable: true, autoDelete: false });
});

test('schemas of other files are among those of a document, under their own names', () => {
  expect(contract?.eventDocuments[0]?.schemas.map(({ name }) => name)).toEqual([
    'OrderPlacedV1',
    'OrderPlacedV2',
    'OrderPlacedV1Data',
    'Envelope',
    'Id',
  ]);
  expect(contract?.apis[0]?.schemas.map(({ name }) => name)).toEqual(['Order', 'Problem', 'Id']);
});

test('an operation has its roles, rate limit and reach', () => {
  expect(contract?.apis[0]?.operations).toMatchObject([
    {
      id: 'readOrder',
      security: [['bearer']],
      roles: ['admin', 'customer'],
      rateLimit: { limit: 10, windowSeconds: 60, by: 'user' },
      internal: true,
    },
  ]);
});

test('comments, white space and the order of files change nothing but places', () => {
  expect(contract?.eventDocuments[0]?.origin).toEqual({ file: 'asyncapi/order.placed.yaml', path: [] });
  expect(JSON.stringify(contract)).not.toContain('"range"');
});

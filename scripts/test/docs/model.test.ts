import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { readSpecFiles } from '@kada-mandiya/codegen';
import { mapGraph } from '../../docs/map/graph.ts';
import { fieldsOf } from '../../docs/model/fields.ts';
import { readLog } from '../../docs/model/history.ts';
import { systemOf, viewOf, type System } from '../../docs/model/system.ts';
import { storagesOf } from '../../docs/model/tables.ts';
import { readSystem } from '../../docs/read-system.ts';

const root = resolve(import.meta.dirname, '../../..');
let system: System;

beforeAll(async () => {
  ({ system } = await readSystem(join(root, 'specs')));
});

function event(key: string): System['events'][number] {
  const found = system.events.find((one) => one.key === key);
  if (found === undefined) throw new Error(`there is no ${key}`);
  return found;
}

describe('the system', () => {
  test('knows who publishes and who consumes an event, and how', () => {
    const { producers, consumers, exchange } = event('order.created');
    expect(exchange).toBe('domain.events');
    expect(producers.map(({ service, versions }) => [service, versions])).toEqual([['order-service', [1]]]);
    expect(consumers.map(({ service, queue, deadLetters, consumption }) => [service, queue, deadLetters, consumption.retry.delaysMs])).toEqual([
      ['payment-service', 'payment-service.order.created', 'payment-service.order.created.dlq', [2000, 15_000, 60_000, 300_000, 900_000]],
    ]);
  });

  test('knows what must not be logged', () => {
    expect(event('user.registered').versions[0]?.sensitive).toEqual(['data.email', 'data.name']);
  });

  test('is seen by a service without what is between others', () => {
    const order = system.services.find(({ name }) => name === 'order-service');
    const seen = viewOf(system, order ?? system.services[0] ?? { name: '', operations: [], publishes: [], consumes: [] });
    const queues = mapGraph(seen).boxes.filter(({ kind }) => kind === 'queue').map(({ label }) => label);
    expect(queues).toContain('order-service.payment.failed');
    expect(queues).not.toContain('notification-service.payment.failed');
    expect(queues).toContain('notification-service.order.paid');
  });
});

describe('the fields of a schema', () => {
  test('are told from the outside in, each with all that is asked of it', () => {
    const data = event('order.created').versions[0]?.message.envelope?.data.id ?? '';
    const fields = fieldsOf(data, system.contract.schemas);
    expect(fields.map(({ path }) => path)).toEqual(['orderId', 'userId', 'amount', 'currency', 'items', 'items[].productId', 'items[].name', 'items[].unitAmount', 'items[].quantity', 'items[].amount']);
    expect(fields.find(({ path }) => path === 'items')).toMatchObject({ type: 'list of OrderLine', required: true, depth: 0, constraints: ['1 to 50 items'] });
    expect(fields.find(({ path }) => path === 'items[].quantity')).toMatchObject({ type: 'integer · Quantity', depth: 1, constraints: ['1 to 99'] });
  });

  test('of a schema in itself end', () => {
    const yaml = `
asyncapi: 3.0.0
info: { title: t, version: '1' }
channels: { c: { address: a.b, messages: { M: { payload: { $ref: '#/components/schemas/Tree' } } } } }
components:
  schemas:
    Tree: { type: object, required: [name], properties: { name: { type: string, const: x }, children: { type: array, items: { $ref: '#/components/schemas/Tree' } } } }
`;
    const { contract } = readSpecFiles('specs', new Map([['a.yaml', Buffer.from(yaml)]]));
    const schemas = contract?.schemas ?? new Map();
    const id = contract?.eventDocuments[0]?.schemas[0]?.id ?? '';
    expect(fieldsOf(id, schemas).map(({ path, type, required, constraints }) => [path, type, required, constraints])).toEqual([
      ['name', 'string', true, ['is "x"']],
      ['children', 'list of Tree', false, []],
    ]);
    expect(systemOf(contract ?? system.contract).events.map(({ key, versions }) => [key, versions])).toEqual([['a.b', []]]);
  });
});

test('the tables of a service are those of its migrations, with the types that these name', async () => {
  const storages = await storagesOf(root, ['order-service', 'nowhere-service']);
  expect([...storages.keys()]).toEqual(['order-service']);
  const { database, tables } = storages.get('order-service') ?? { database: '', tables: [] };
  expect([database, tables.map(({ name }) => name)]).toEqual(['order_db', ['orders', 'placements', 'products']]);
  const column = (name: string): unknown => tables[0]?.columns.find((one) => one.name === name);
  expect(column('orderId')).toEqual({ name: 'orderId', type: 'uuid', required: true, key: true });
  expect(column('items')).toMatchObject({ type: 'json' });
  expect(column('status')).toMatchObject({ type: 'text(16)', required: true });
  expect(column('paidAt')).toMatchObject({ type: 'instant', required: false, key: false });
  expect(tables[1]?.columns.filter(({ key }) => key).map(({ name }) => name)).toEqual(['userId', 'idempotencyKey']);
});

test('the history of a file is read from the log of git', () => {
  const entry = (head: readonly string[], ...files: readonly string[]): string => `\u0001${head.join('\u0000')}\n\n${files.join('\n')}\n`;
  const log = entry(['b2', '2026-03-02', 'fix(specs): a: b'], 'specs/a.yaml', 'specs/b.yaml') + entry(['a1', '2026-03-01', 'feat: x'], 'specs/a.yaml');
  expect(readLog(log)).toEqual(
    new Map([
      ['specs/a.yaml', [{ commit: 'b2', date: '2026-03-02', subject: 'fix(specs): a: b' }, { commit: 'a1', date: '2026-03-01', subject: 'feat: x' }]],
      ['specs/b.yaml', [{ commit: 'b2', date: '2026-03-02', subject: 'fix(specs): a: b' }]],
    ]),
  );
  expect(readLog('').size).toBe(0);
});

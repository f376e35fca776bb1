import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { gatewayContract } from '../../../src/emitters/gateway/emitter.ts';
import { httpContracts } from '../../../src/emitters/http/emitter.ts';
import { serviceContracts } from '../../../src/emitters/services/emitter.ts';
import type { Contract } from '../../../src/ir/contract.ts';
import { stableHash } from '../../../src/output/stable-hash.ts';
import { contractFrom, readAll, specsOf } from './emitting.ts';

// A text is cached under the hash of its file's input: where the text changes, the input must have changed.

type Specs = Readonly<Record<string, string>>;

interface File {
  readonly hash: string;
  readonly text: string;
}

let specs: Specs;
let before: ReadonlyMap<string, File>;

function contractOfTexts(texts: Specs): Contract {
  return contractFrom(Object.fromEntries(Object.entries(texts).map(([file, text]) => [file, parse(text) as object])));
}

async function filesOf(texts: Specs): Promise<ReadonlyMap<string, File>> {
  const contract = contractOfTexts(texts);
  const planned = [httpContracts, serviceContracts, gatewayContract].flatMap((emitter) => [...emitter(contract)]);
  const printed = planned.map(async (file) => [file.path, { hash: stableHash(file.input), text: await file.print() }] as const);
  return new Map(await Promise.all(printed));
}

/** The specs with a text in one file replaced by another. */
function edited(file: string, from: string, to: string): Specs {
  const text = specs[file] ?? '';
  if (!text.includes(from)) throw new Error(`no ${from} in ${file}`);
  return { ...specs, [file]: text.replace(from, to) };
}

beforeAll(async () => {
  specs = Object.fromEntries(await readAll(specsOf('http-shop')));
  before = await filesOf(specs);
});

const orders = 'openapi/order-service.yaml';
const payments = 'openapi/payment-service.yaml';

const edits: readonly (readonly [what: string, file: string, from: string, to: string])[] = [
  ['the scope', 'kada-codegen.yaml', '@shop', '@bazaar'],
  ['a title of a document', orders, 'title: Order service', 'title: Orders'],
  ['a version of a document', payments, 'version: 1.10.0', 'version: 1.11.0'],
  ['a license', payments, 'name: MIT', 'name: ISC'],
  ['an id of an operation', orders, 'operationId: readOrder', 'operationId: getOrder'],
  ['a summary of an operation', orders, 'summary: Place an order', 'summary: Order something'],
  ['a path', orders, '/orders/export:', '/orders/all:'],
  ['a tag', orders, 'tags: [Orders]', 'tags: [Sales]'],
  ['a description of a tag', orders, "description: One's own.", 'description: Orders.'],
  ['roles', orders, 'x-roles: [admin]', 'x-roles: [admin, clerk]'],
  ['a rate limit', orders, 'limit: 60', 'limit: 61'],
  ['what is internal', orders, 'x-internal: true', 'x-internal: false'],
  ['a raw body', payments, 'x-raw-body: true', 'x-raw-body: false'],
  ['security', payments, 'security: []', 'security: [{ bearerAuth: [] }]'],
  ['a name of a parameter', orders, 'name: Idempotency-Key', 'name: Request-Key'],
  ['a type of a parameter', orders, 'minimum: 1, maximum: 100, default: 20', 'enum: [10, 20], default: 20'],
  ['a default', orders, 'maximum: 100, default: 20', 'maximum: 100'],
  ['a status', orders, "'409': {", "'412': {"],
  ['a media type', payments, 'application/merge-patch+json', 'application/json-patch+json'],
  ['a response header', orders, 'ETag: { required: true', 'ETag: { required: false'],
  ['a shared response header', 'openapi/common/problem.yaml', 'WWW-Authenticate:', 'X-Authenticate:'],
  ['an example', orders, 'orderId,amount', 'orderId;amount'],
  ['a name of a schema', orders, '    OrderPage:', '    PageOfOrders:'],
  ['a property', orders, 'paidAt: {', 'payedAt: {'],
  ['what is required', orders, 'required: [orderId, status, amount, note]', 'required: [orderId, status, amount]'],
  ['a pattern', orders, 'minLength: 16', 'pattern: "^[a-z]+$"'],
  ['an enum', orders, 'enum: [PENDING_PAYMENT, PAID', 'enum: [PENDING, PAID'],
  ['a shared schema', 'openapi/common/problem.yaml', 'detail: { type: string }', 'detail: { type: [string, "null"] }'],
  ['a format', 'openapi/common/problem.yaml', 'format: uri-reference', 'format: uri'],
  ['a retry policy', 'asyncapi/payment.succeeded.yaml', 'delaysMs: [500]', 'delaysMs: [500, 700]'],
  ['a prefetch', 'asyncapi/payment.succeeded.yaml', 'x-prefetch: 50', 'x-prefetch: 51'],
  ['a producer', 'asyncapi/payment.succeeded.yaml', 'x-service: payment-service', 'x-service: money-service'],
];

/** The specs with a schema's references following its new name. */
function consistent(texts: Specs): Specs {
  return Object.fromEntries(Object.entries(texts).map(([file, text]) => [file, text.replaceAll('schemas/OrderPage', 'schemas/PageOfOrders')]));
}

describe('an edit of', () => {
  test.each(edits)('%s changes the input of every file whose text it changes', async (what, file, from, to) => {
    const texts = edited(file, from, to);
    const after = await filesOf(what === 'a name of a schema' ? consistent(texts) : texts);
    const changed = [...after].filter(([path, { text }]) => before.get(path)?.text !== text).map(([path]) => path);
    const stale = changed.filter((path) => before.get(path)?.hash === after.get(path)?.hash);
    expect(changed).not.toEqual([]);
    expect(stale).toEqual([]);
  });

  test('one document leaves the inputs of other services alone', async () => {
    const after = await filesOf(edited(orders, 'paidAt: {', 'payedAt: {'));
    const isOthers = (path: string): boolean => path.includes('payment-service');
    const touched = [...after].filter(([path, { hash }]) => before.get(path)?.hash !== hash).map(([path]) => path);
    expect(touched.filter(isOthers)).toEqual([]);
    expect(touched.length).toBeGreaterThan(4);
  });

  test('nothing but the order of keys changes nothing', async () => {
    const reversed = Object.fromEntries(
      Object.entries(specs).map(([file, text]) => [file, JSON.stringify(reverseKeys(parse(text)))]),
    );
    const after = await filesOf(reversed);
    expect([...after].filter(([path, { hash }]) => before.get(path)?.hash !== hash).map(([path]) => path)).toEqual([]);
    expect([...after].filter(([path, { text }]) => before.get(path)?.text !== text).map(([path]) => path)).toEqual([]);
  });
});

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, item]) => [key, reverseKeys(item)]));
}

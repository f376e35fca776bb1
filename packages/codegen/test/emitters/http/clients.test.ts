import { beforeAll, expect, test } from '@jest/globals';
import { httpContracts } from '../../../src/emitters/http/emitter.ts';
import { runModule, workspace } from './compiling.ts';
import { contractOf, emit, specsOf } from './emitting.ts';

// Generated clients, run in Node against a server that notes what it is sent and answers what the test says.

const script = `
import { createServer } from 'node:http';
import { createPublicApiClient } from '@shop/http-contracts/public-api';
import { createPaymentServiceClient } from '@shop/http-contracts/payment-service/client';

const seen: unknown[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => {
    const { authorization, 'content-type': contentType, 'idempotency-key': key } = request.headers;
    seen.push({ method: request.method, url: request.url, authorization, contentType, key, body });
    const problem = request.url === '/orders/o%2F1';
    response.writeHead(problem ? 401 : 200, { 'content-type': problem ? 'application/problem+json' : 'application/json' });
    response.end(JSON.stringify(problem ? { status: 401, title: 'Unauthorized' } : { orderId: 'o-1', status: 'OPEN' }));
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
const baseUrl = 'http://127.0.0.1:' + String(typeof address === 'object' ? address?.port : '');

const shop = createPublicApiClient({ baseUrl, headers: { Authorization: 'Bearer t' } });
const payments = createPaymentServiceClient({ baseUrl });
const answers = [
  await shop.POST('/orders', {
    params: { header: { 'Idempotency-Key': '6baff168-e56f-4c21' } },
    body: { items: [{ productId: 'p-1', quantity: 2 }] },
  }),
  await shop.GET('/orders', { params: { query: { limit: 5, tag: ['a', 'b'] } } }),
  await shop.GET('/orders/{orderId}', { params: { path: { orderId: 'o/1' } } }),
  await shop.PATCH('/payments/{orderId}', { params: { path: { orderId: 'o-1' } }, body: { note: null } }),
  await payments.PATCH('/payments/{orderId}', { params: { path: { orderId: 'o-1' } }, body: { note: 'x' } }),
];
server.close();
server.closeAllConnections();
console.log(JSON.stringify({ seen, answers: answers.map(({ data, error }) => ({ data, error })) }));
`;

let result: { seen: readonly unknown[]; answers: readonly unknown[] };

beforeAll(async () => {
  const generated = await emit(await contractOf(specsOf('http-shop')), [httpContracts]);
  const dir = await workspace(new Map([...generated, ['main.ts', script]]), { '@shop/http-contracts': 'http-contracts' });
  result = (await runModule(dir, 'main.ts')) as typeof result;
}, 30_000);

test('a body is JSON, under the media type that the operation takes', () => {
  expect(result.seen).toMatchObject([
    { method: 'POST', url: '/orders', contentType: 'application/json', body: '{"items":[{"productId":"p-1","quantity":2}]}' },
    { method: 'GET' },
    { method: 'GET' },
    { method: 'PATCH', url: '/payments/o-1', contentType: 'application/merge-patch+json', body: '{"note":null}' },
    { method: 'PATCH', url: '/payments/o-1', contentType: 'application/merge-patch+json', body: '{"note":"x"}' },
  ]);
});

test('parameters go where they belong, and the headers of all requests along', () => {
  expect(result.seen).toMatchObject([
    { authorization: 'Bearer t', key: '6baff168-e56f-4c21' },
    { authorization: 'Bearer t', url: '/orders?limit=5&tag=a&tag=b' },
    { authorization: 'Bearer t', url: '/orders/o%2F1' },
    { authorization: 'Bearer t' },
    {},
  ]);
});

test('an answer is data, a problem is an error, and neither is thrown', () => {
  expect(result.answers[0]).toEqual({ data: { orderId: 'o-1', status: 'OPEN' } });
  expect(result.answers[2]).toEqual({ error: { status: 401, title: 'Unauthorized' } });
});

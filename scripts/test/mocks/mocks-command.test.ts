import { describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceContract } from '@kada-mandiya/contract';
import { productService } from '@kada-mandiya/http-contracts';
import * as contracts from '@kada-mandiya/service-contracts';
import { runScript } from '../run-script.ts';
import { examplesOf } from '../shop/example-request.ts';
import { askMock, predicateFor } from './ask-mock.ts';
import { startMocksProcess } from './mocks-process.ts';

const specs = join(import.meta.dirname, '../../../specs');
const none = { params: {}, query: {}, headers: {} };
const all: readonly ServiceContract[] = Object.values(contracts);
const operations = all.flatMap((contract) => Object.values(contract.operations).filter(({ internal }) => !internal).map((operation) => ({ contract, operation })));
const tea = 'e25a5fd5-0245-4a9f-b60d-4fa2e1b9661e';

describe('npm run mocks', () => {
  test('--only serves what is named, --dynamic makes up answers that are as the contract says', async () => {
    const mocks = await startMocksProcess(['--only', 'order-service', '--only', 'product-service,public', '--dynamic']);
    expect(Object.keys(mocks.urls)).toEqual(['public', 'product-service', 'order-service']);
    const answers: string[] = [];
    for (const { contract, operation } of operations) {
      const [request] = examplesOf(contract, operation).requests;
      const { status, body } = await askMock(mocks.urls.public ?? '', operation, request ?? none);
      expect([operation.id, status]).toEqual([operation.id, Math.min(...operation.statuses)]);
      if (status !== 204 && predicateFor(contract, operation, status)?.(JSON.parse(body)) !== true) answers.push(`${operation.id}: ${body}`);
    }
    expect(answers).toEqual([]);
    const read = async (): Promise<string> => (await fetch(`${mocks.urls['product-service'] ?? ''}/products/${tea}`)).text();
    expect(await read()).not.toBe(await read());
    expect(await mocks.stop()).toBe(0);
  });

  test('an API that is not there is said, with those that are', async () => {
    const { code, stderr } = await runScript('mocks.ts', ['--only', 'stock-service'], {});
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^mocks: there is no 'stock-service'; there are public, .*order-service.*\n$/)]);
  });

  test('a port that is taken is one line, and nothing is left running', async () => {
    const taken = createServer();
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const { code, stdout, stderr } = await runScript('mocks.ts', ['--only', 'public', '--port-base', String(port)], {});
    taken.close();
    expect([code, stdout, stderr]).toEqual([1, '', `mocks: port ${port}, for public, is in use: stop what listens there, or choose other ports with --port-base\n`]);
  });
});

test('a changed spec is served at once at the same address; a broken one is shown at its place, and the last good one goes on', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'kada-specs-'));
  await cp(specs, copy, { recursive: true });
  const file = join(copy, 'openapi/product-service.yaml');
  const good = await readFile(file, 'utf8');
  const mocks = await startMocksProcess(['--specs', copy, '--only', 'public,product-service']);
  const nameAt = async (url = ''): Promise<string | undefined> => {
    const product: unknown = await (await fetch(`${url}/products/${tea}`)).json();
    return productService.isProduct(product) ? product.name : undefined;
  };
  const names = (): Promise<readonly (string | undefined)[]> => Promise.all([mocks.urls.public, mocks.urls['product-service']].map(nameAt));

  const restarted = Promise.all([mocks.said(/^public: restarted/), mocks.said(/^product-service: restarted/)]);
  await writeFile(file, good.replaceAll('Ceylon Black Tea BOPF 400 g', 'Tea of another name'));
  await restarted;
  expect(await names()).toEqual(['Tea of another name', 'Tea of another name']);

  const broken = Promise.all([mocks.said(/openapi\/product-service\.yaml:\d+:\d+ error /), mocks.said(/go on with the last good ones/)]);
  await writeFile(file, good.replace('operationId: getProduct', 'operationId: listProducts'));
  await broken;
  expect(await names()).toEqual(['Tea of another name', 'Tea of another name']);

  const back = Promise.all([mocks.said(/^The specs are good again/), mocks.said(/^public: restarted/), mocks.said(/^product-service: restarted/)]);
  await writeFile(file, good);
  await back;
  expect(await names()).toEqual(['Ceylon Black Tea BOPF 400 g', 'Ceylon Black Tea BOPF 400 g']);
  expect(await mocks.stop()).toBe(0);
  await rm(copy, { recursive: true });
});

import { beforeAll, expect, test } from '@jest/globals';
import { gatewayContract } from '../../../src/emitters/gateway/emitter.ts';
import type { Contract } from '../../../src/ir/contract.ts';
import { runModule, workspace } from '../http/compiling.ts';
import { contractOf, emit, ownSpecs } from '../http/emitting.ts';

// Prism, in a process of its own, asked for each operation of the public document and each answer of the gateway.

const script = `
import { readFileSync } from 'node:fs';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import { createClientFromOperations } from '@stoplight/prism-http/dist/client.js';

const quiet = { child: () => quiet, trace() {}, debug() {}, info() {}, success() {}, warn() {}, error() {} };
const file = new URL('gateway/openapi.json', import.meta.url).pathname;
const operations = await getHttpOperationsFromSpec(file);
const config = { validateRequest: false, validateResponse: true, checkSecurity: false, errors: false, isProxy: false, logger: quiet };
const prism = createClientFromOperations(operations, { ...config, mock: { dynamic: false } });
const asked = [];
for (const [path, item] of Object.entries(JSON.parse(readFileSync(file, 'utf8')).paths)) {
  for (const [method, { operationId, responses }] of Object.entries(item)) {
    for (const code of Object.keys(responses).filter((status) => ['413', '429', '502', '504'].includes(status))) {
      const url = path.replaceAll(/\\{[^}]*\\}/g, '23b5222d-452c-4bab-a3db-622e20c87508');
      const { status, data, violations } = await prism.request(url, { method, headers: {} }, { ...config, mock: { dynamic: false, code } });
      asked.push({ operationId, code, status, body: data, violations: violations.output });
    }
  }
}
console.log(JSON.stringify({ loaded: operations.length, asked }));
process.exit();
`;

interface Asked {
  readonly operationId: string;
  readonly code: string;
  readonly status: number;
  readonly body: unknown;
  readonly violations: readonly unknown[];
}

let contract: Contract;
let result: { readonly loaded: number; readonly asked: readonly Asked[] };

beforeAll(async () => {
  contract = await contractOf(ownSpecs);
  const dir = await workspace(new Map([...(await emit(contract, [gatewayContract])), ['main.ts', script]]));
  result = (await runModule(dir, 'main.ts')) as typeof result;
}, 60_000);

test('Prism loads the public document, with every public operation', () => {
  const operations = contract.apis.flatMap((api) => api.operations).filter(({ internal }) => !internal);
  expect(result.loaded).toBe(operations.length);
});

test('it answers each of the gateway’s errors with an example that is valid', () => {
  expect(result.asked.length).toBeGreaterThan(3 * result.loaded);
  for (const { operationId, code, status, body, violations } of result.asked) {
    expect({ operationId, status, body, violations }).toEqual({
      operationId,
      status: Number(code),
      body: expect.objectContaining({ status: Number(code) }),
      violations: [],
    });
  }
});

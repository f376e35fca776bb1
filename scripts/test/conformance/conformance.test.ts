import { describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import type { OperationContract, ServiceContract } from '@kada-mandiya/contract';
import { publicApi } from '@kada-mandiya/gateway-contract';
import * as contracts from '@kada-mandiya/service-contracts';
import { examplesOf, record } from '../shop/example-request.ts';
import { runScript } from '../run-script.ts';

// A service that answers with the examples of the contract, but for what a request tells it to break.

interface Sent {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

type Received = z.infer<typeof Answers>[number];

const all: readonly ServiceContract[] = Object.values(contracts);
const operations = all.flatMap((contract) => Object.values(contract.operations).filter(({ internal }) => !internal).map((operation) => ({ contract, operation })));

/** The example of a request, with what is to be broken in the answer. */
function requestOf({ contract, operation }: (typeof operations)[number], breaks = 'nothing'): Sent {
  const { requests: [request] } = examplesOf(contract, operation);
  if (request === undefined) throw new Error(`${operation.id} has no example`);
  const filled = Object.entries(request.params).reduce((at, [name, value]) => at.replaceAll(`{${name}}`, String(value)), operation.path);
  return {
    path: filled,
    method: operation.method.toUpperCase(),
    headers: {
      ...Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      'x-operation': operation.id,
      'x-break': breaks,
      ...(operation.secured && { authorization: 'Bearer anything' }),
      ...(request.contentType !== undefined && { 'content-type': request.contentType }),
    },
    ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
  };
}

interface Success {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What the contract shows as an operation's success. */
function successOf({ path, method, statuses }: OperationContract): Success {
  const status = Math.min(...statuses);
  const response = at(publicApi, 'paths', path, method, 'responses', String(status));
  const headers = Object.keys(record(at(response, 'headers'))).map((name): [string, string] => [name, String(at(response, 'headers', name, 'example'))]);
  const [example] = Object.values(record(at(response, 'content', 'application/json', 'examples')));
  return { status, headers: Object.fromEntries(headers), body: record(example).value };
}

/** A place in the public document; references are followed. */
function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce((inner, key) => followed(record(inner)[key]), value);
}

function followed(value: unknown): unknown {
  const { $ref } = record(value);
  return typeof $ref === 'string' ? at(publicApi, ...$ref.slice(2).split('/')) : value;
}

const problem = { type: 'about:blank', title: 'Bad Request', status: 400, correlationId: 'ef09d1d3-ebf5-4bd7-bd75-2b6e7ab95b0e' };

/** The answer that a request asks for. */
function answerTo({ 'x-operation': id, 'x-break': breaks }: IncomingHttpHeaders): Success {
  const found = operations.find(({ operation }) => operation.id === id);
  if (found === undefined) return { status: 200, headers: {}, body: {} };
  const { status, headers, body } = successOf(found.operation);
  switch (breaks) {
    case 'body':
      return { status, headers, body: {} };
    case 'headers':
      return { status, headers: {}, body };
    case 'status':
      return { status: 418, headers, body };
    case 'refuse':
      return { status: 400, headers: { 'content-type': 'application/problem+json', 'x-correlation-id': problem.correlationId }, body: problem };
    default:
      return { status, headers, body };
  }
}

interface Outcome {
  readonly code: number | null;
  readonly report: string;
  readonly answers: readonly Received[];
}

async function throughPrism(requests: readonly Sent[]): Promise<Outcome> {
  const server = createServer((incoming, response) => {
    const { status, headers, body } = answerTo(incoming.headers);
    incoming.resume();
    response.writeHead(status, { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers }).end(body === undefined ? undefined : JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const upstream = `http://127.0.0.1:${typeof address === 'object' ? String(address?.port) : ''}`;
  const sender = join(import.meta.dirname, 'fixtures/send-requests.js');
  const { code, stdout, stderr } = await runScript('conformance.ts', ['--upstream', upstream, process.execPath, sender], { REQUESTS: JSON.stringify(requests) });
  server.close();
  server.closeAllConnections();
  const [, answers, report = ''] = /^answers: (.*)\n([^]*)$/.exec(stdout) ?? [];
  if (answers === undefined) throw new Error(stderr + stdout);
  return { code, report, answers: Answers.parse(JSON.parse(answers)) };
}

const Answers = z.array(z.object({ status: z.number(), type: z.string().nullable(), body: z.string() }));

describe('a service that keeps its contract', () => {
  test('passes with every operation; a refused request is no violation', async () => {
    const invalid = { ...requestOf(operationNamed('placeOrder'), 'refuse'), body: '{"items":[]}' };
    const unreadable = { ...requestOf(operationNamed('login'), 'refuse'), body: '{"email"' };
    const { code, report, answers } = await throughPrism([...operations.map((one) => requestOf(one)), invalid, unreadable]);
    expect(report).toContain('No request and no answer was against the contract.');
    expect(report).toContain(`${operations.length + 2} requests for ${operations.length} of ${operations.length} operations`);
    expect(report).toContain('as it says: 2.');
    expect([code, ...answers.map(({ status }) => status)]).toEqual([0, ...operations.map(({ operation }) => Math.min(...operation.statuses)), 400, 400]);
  });
});

describe('a service that breaks it', () => {
  test('is caught in the body, the status and the headers of every operation that has them', async () => {
    const withBody = operations.filter(({ operation }) => successOf(operation).body !== undefined);
    const withHeaders = operations.filter(({ operation }) => Object.keys(successOf(operation).headers).length > 0);
    const planted = [
      ...withBody.map((one) => ({ ...one, breaks: 'body', said: / answers what its contract does not say: body\/\w+ is required/ })),
      ...operations.map((one) => ({ ...one, breaks: 'status', said: /418 +\d+ +answers what its contract does not say: Unable to match the returned status/ })),
      ...withHeaders.map((one) => ({ ...one, breaks: 'headers', said: / answers what its contract does not say: headers\/\S+ is required/ })),
    ];
    expect([withBody.length, withHeaders.length]).toEqual([operations.length - 1, expect.any(Number)]);
    const { code, report, answers } = await throughPrism(planted.map((one) => requestOf(one, one.breaks)));
    expect([code, answers.filter(({ status, type }) => status !== 500 || type !== 'application/problem+json')]).toEqual([1, []]);
    const lines = report.split('\n');
    for (const { operation, said } of planted) expect(lines.filter((line) => line.includes(`(${operation.id})`) && said.test(line))).not.toEqual([]);
    expect(report).toContain(`Against the contract: ${planted.length}.`);
  });

  test('is caught where it takes what the contract forbids, and so is a client that asks for what is in no contract', async () => {
    const placing = requestOf(operationNamed('placeOrder'));
    const { code, report, answers } = await throughPrism([
      { ...placing, body: '{"items":[],"price":1}' },
      { ...requestOf(operationNamed('login')), body: '{"email"' },
      { ...placing, headers: { ...placing.headers, authorization: '' } },
      { ...placing, path: '/stock' },
    ]);
    expect([code, answers.map(({ status }) => status)]).toEqual([1, [500, 500, 500, 500]]);
    for (const said of [/\(placeOrder\) .*though the request's body\/price must NOT have additional properties/, /\(login\) .*though the request's body is not JSON/, /\(placeOrder\) .*needs an access token/, /POST \/stock .*is in no contract/]) expect(report).toMatch(said);
  });

  test('has shown nothing where nothing was asked', async () => {
    expect(await throughPrism([])).toMatchObject({ code: 1, report: expect.stringContaining('Nothing was seen') });
  });
});

function operationNamed(id: string): (typeof operations)[number] {
  const found = operations.find(({ operation }) => operation.id === id);
  if (found === undefined) throw new Error(`there is no operation ${id}`);
  return found;
}

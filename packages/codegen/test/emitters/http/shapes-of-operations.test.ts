import { describe, expect, test } from '@jest/globals';
import { httpContracts } from '../../../src/emitters/http/emitter.ts';
import type { JsonObject } from '../../../src/ir/json.ts';
import { contractFrom, emit, house } from './emitting.ts';

const components: JsonObject = {
  schemas: { Order: { type: 'object' }, Limit: { type: 'integer', default: 20 } },
  securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
};
const json: JsonObject = { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } };
const problem: JsonObject = { description: 'No.', content: { 'application/problem+json': { schema: { type: 'object' } } } };
const nothing: JsonObject = { 204: { description: 'Nothing.' } };

/** The shape of an operation as it is printed, on one line. */
async function shapeOf(operation: JsonObject, profile: Readonly<Record<string, object>> = {}): Promise<string> {
  const paths = { '/a': { post: { operationId: 'act', responses: nothing, ...operation } } };
  const document = { openapi: '3.1.0', info: { title: 'A', version: '1.0.0' }, paths, components };
  const texts = await emit(contractFrom({ ...profile, 'a-service.yaml': document }), [httpContracts]);
  const text = texts.get('http-contracts/src/a-service/operations.ts') ?? '';
  const [, shape = ''] = /act: (\{[\s\S]*?\n {2}\});/.exec(text) ?? [];
  return shape.replace(/\s+/g, ' ');
}

function parameter(name: string, place: string, more: JsonObject = {}): JsonObject {
  return { name, in: place, schema: { type: 'string' }, ...more };
}

describe('a request has just the parts that the operation declares', () => {
  test('none', async () => {
    expect(await shapeOf({})).toContain('request: {};');
  });

  test('parameters by place, headers in lower case', async () => {
    const parameters = [
      parameter('id', 'path', { required: true }),
      parameter('q', 'query'),
      parameter('X-Trace', 'header', { required: true }),
      parameter('session', 'cookie'),
    ];
    expect(await shapeOf({ parameters })).toContain(
      "request: { params: { id: string }; query: { q?: string }; headers: { 'x-trace': string }; cookies: { session?: string }; };",
    );
  });

  test('a parameter with a default is always there, by reference too, but not in a cookie', async () => {
    const withDefault = { schema: { type: 'string', default: 'a' } };
    const parameters = [
      parameter('a', 'query', withDefault),
      parameter('b', 'query', { schema: { $ref: '#/components/schemas/Limit' } }),
      parameter('c', 'cookie', withDefault),
    ];
    expect(await shapeOf({ parameters })).toContain('request: { query: { a: string; b: Limit }; cookies: { c?: string } };');
  });

  test('Accept, Content-Type and Authorization are no parameters', async () => {
    const parameters = ['Accept', 'content-type', 'AUTHORIZATION'].map((name) => parameter(name, 'header'));
    expect(await shapeOf({ parameters })).toContain('request: {};');
  });

  test.each([
    [[], '{}'],
    [[{}], '{}'],
    [[{ bearer: [] }], '{ caller: Caller }'],
    [[{}, { bearer: [] }], '{ caller?: Caller }'],
  ])('security %j: %s', async (security, request) => {
    expect(await shapeOf({ security })).toContain(`request: ${request};`);
  });

  test('a body, and its bytes where they are asked for', async () => {
    expect(await shapeOf({ requestBody: { content: json } })).toContain('request: { body?: Order };');
    expect(await shapeOf({ requestBody: { required: true, content: json } })).toContain('request: { body: Order };');
    expect(await shapeOf({ 'x-raw-body': true, requestBody: { required: true, content: json } })).toContain(
      'request: { rawBody: Uint8Array; body: Order };',
    );
  });

  test('of several media types the one that was sent', async () => {
    const content = { ...json, 'text/plain': {} };
    expect(await shapeOf({ requestBody: { content } })).toContain(
      "request: | { contentType: 'application/json'; body: Order } | { contentType: 'text/plain'; body: string } | { body?: never };",
    );
  });
});

describe('a response is one of the declared ones', () => {
  test('its media type may stay away where there is one only', async () => {
    const content = { ...json, 'text/csv': { schema: { type: 'string' } } };
    const responses = { 200: { description: 'Yes.', content }, 202: { description: 'Later.', content: json } };
    expect(await shapeOf({ responses })).toContain(
      "response: | { status: 200; contentType: 'application/json'; body: Order } | { status: 200; contentType: 'text/csv'; body: string } | { status: 202; contentType?: 'application/json'; body: Order };",
    );
  });

  test('headers are in lower case, and Content-Type is none of them', async () => {
    const text = { schema: { type: 'string' } };
    const headers = { ETag: { ...text, required: true }, 'X-Next': text, 'Content-Type': { ...text, required: true } };
    expect(await shapeOf({ responses: { 204: { description: 'Yes.', headers } } })).toContain(
      "response: { status: 204; headers: { etag: string; 'x-next'?: string } };",
    );
    expect(await shapeOf({ responses: { 204: { description: 'Yes.', headers: { 'X-Next': text } } } })).toContain(
      "headers?: { 'x-next'?: string }",
    );
  });

  test('statuses with the same answer stand together, plain errors last', async () => {
    const retry = { headers: { 'Retry-After': { required: true, schema: { type: 'integer' } } } };
    const responses = { 400: problem, 409: problem, 429: { ...problem, ...retry }, 204: { description: 'Done.' } };
    expect(await shapeOf({ responses })).toMatch(/^\{ request: \{\}; response: \| \{ status: 204 \} \| \{ status: 429;.* \| \{ status: 400 \| 409;/);
  });

  test('4XX and default are any status', async () => {
    const responses = { '4XX': problem, default: { description: 'Else.' } };
    expect(await shapeOf({ responses })).toMatch(/\{ status: number; contentType\?: .*\} \| \{ status: number \};/);
  });

  test('the correlation id is set by whoever runs a handler of the house', async () => {
    const headers = { 'X-Correlation-Id': { required: true, schema: { type: 'string' } } };
    const responses = { 204: { description: 'Done.', headers } };
    expect(await shapeOf({ responses }, house)).toContain('response: { status: 204 };');
    expect(await shapeOf({ responses })).toContain("response: { status: 204; headers: { 'x-correlation-id': string } };");
  });
});

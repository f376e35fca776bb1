import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Contract } from '../../src/ir/contract.ts';
import type { Schema } from '../../src/ir/schema.ts';
import { diagnoseFolder } from './diagnose-folder.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kada-traits-'));
});

afterEach(() => rmSync(dir, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(dir, file)), { recursive: true });
  writeFileSync(join(dir, file), text);
}

/** The document's message, with what stands under it and under `components`. */
function writeMessage(message: string, components = ''): void {
  write(
    'orders.yaml',
    `asyncapi: 3.0.0
info: { title: Orders, version: 1.0.0 }
channels:
  orders:
    messages:
      Placed: ${message}
components:
  x-nothing: 1
${components}`,
  );
}

async function read(): Promise<{ contract: Contract; headers: Schema; said: readonly string[] }> {
  const { contract, diagnostics } = await diagnoseFolder(dir);
  const id = contract?.eventDocuments[0]?.channels[0]?.messages[0]?.headers;
  const headers = id === undefined ? undefined : contract?.schemas.get(id);
  if (contract === undefined || headers === undefined) throw new Error('the message has no headers');
  return { contract, headers, said: diagnostics.map(({ line, code }) => `${String(line)} ${code}`) };
}

test('the message wins over its traits, a later trait over an earlier one, and all of them count', async () => {
  writeMessage(`
        headers: { type: object, properties: { attempt: { type: integer }, source: { maxLength: 9 } } }
        traits:
          - headers: { required: [trace], properties: { trace: { type: string, format: uuid }, source: { type: string, maxLength: 5 } } }
          - headers: { required: [source], properties: { trace: { format: uri } }, minProperties: 1 }
        payload: {}`);
  const { headers, said } = await read();
  expect(said).toEqual([]);
  expect(headers).toMatchObject({ types: ['object'], required: ['source'], minProperties: 1 });
  expect(headers.properties?.get('attempt')).toMatchObject({ types: ['integer'] });
  expect(headers.properties?.get('trace')).toMatchObject({ types: ['string'], format: 'uri' });
  expect(headers.properties?.get('source')).toMatchObject({ types: ['string'], maxLength: 9 });
});

test('null takes away what a trait says', async () => {
  writeMessage(`{ headers: { required: null, properties: { trace: null } }, traits: [{ headers: { type: object, required: [trace], properties: { trace: {}, kept: {} } } }] }`);
  const { headers } = await read();
  expect(headers.types).toEqual(['object']);
  expect(headers.required).toBeUndefined();
  expect([...(headers.properties?.keys() ?? [])]).toEqual(['kept']);
});

test('two traits without headers of the message itself', async () => {
  writeMessage('{ traits: [{ headers: { type: object, minProperties: 1 } }, { headers: { maxProperties: 2 } }] }');
  expect((await read()).headers).toMatchObject({ types: ['object'], minProperties: 1, maxProperties: 2 });
});

test('references of another file still lead where they led, and those in examples stay', async () => {
  writeMessage(
    `{ headers: { $ref: '#/components/schemas/Own' }, traits: [{ $ref: 'shared/my traits.yaml#/trace' }] }`,
    `  schemas:
    Own: { type: object, properties: { own: { $ref: '#/components/schemas/Id' }, both: { $ref: '#/components/schemas/Id' } } }
    Id: { type: string, maxLength: 36 }`,
  );
  write(
    'shared/my traits.yaml',
    `trace:
  headers:
    type: object
    examples: [{ $ref: nowhere.yaml }]
    properties: { trace: { $ref: '#/id' }, other: { $ref: '../scalars.yaml#/time' }, home: { $ref: '../orders.yaml#/components/schemas/Id' }, both: { $ref: '#/id' } }
id: { type: string, minLength: 3 }
`,
  );
  write('scalars.yaml', 'time: { type: string, format: date-time }\n');
  const { contract, headers, said } = await read();
  expect(said).toEqual([]);
  const target = (name: string): Schema | undefined => contract.schemas.get(headers.properties?.get(name)?.ref ?? '');
  expect(target('trace')).toMatchObject({ minLength: 3 });
  expect(target('other')).toMatchObject({ format: 'date-time' });
  expect(target('home')).toMatchObject({ maxLength: 36 });
  expect(target('own')).toMatchObject({ maxLength: 36 });
  expect(headers.properties?.get('both')).toMatchObject({ types: ['string'], minLength: 3, maxLength: 36 });
});

test('schemas that contain themselves are merged to an end', async () => {
  writeMessage(
    `{ headers: { $ref: '#/components/schemas/One' }, traits: [{ headers: { $ref: '#/components/schemas/Other' } }] }`,
    `  schemas:
    One: { type: object, properties: { next: { $ref: '#/components/schemas/One' } } }
    Other: { minProperties: 1, properties: { next: { $ref: '#/components/schemas/Other' } } }`,
  );
  const { headers, said } = await read();
  expect(said).toEqual([]);
  expect(headers).toMatchObject({ types: ['object'], minProperties: 1 });
});

test('a mistake of a trait is told once, where it stands; one of the merged headers where the message does', async () => {
  writeMessage(`
        headers: { type: object, properties: { attempt: { type: integer } } }
        traits:
          - headers: { properties: { trace: { type: strong } } }
        examples: [{ payload: 1, headers: { attempt: one } }]`);
  expect((await read()).said).toEqual(['9 WRONG_KIND', '10 EXAMPLE_INVALID']);
});

test('a broken reference in a trait is told once', async () => {
  writeMessage(`
        headers: { type: object }
        traits:
          - headers: { properties: { trace: { $ref: '#/lost' } } }`);
  expect((await read()).said).toEqual(['9 REF_POINTER']);
});

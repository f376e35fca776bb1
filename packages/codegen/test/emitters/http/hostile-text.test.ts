import { beforeAll, describe, expect, test } from '@jest/globals';
import { emitters } from '../../../src/emitters/index.ts';
import type { JsonObject, JsonValue } from '../../../src/ir/json.ts';
import { compile, runModule, workspace } from './compiling.ts';
import type { CompileError } from './compiling.ts';
import { contractFrom, emit } from './emitting.ts';

// Text that would become code, or other text, if it were put into a module as it is. Each runs a trap if it does.

const trap = 'globalThis.trapped = true';
const hostile = [
  `'; ${trap}; '`,
  `"; ${trap}; "`,
  `\`; ${trap}; \``,
  `\${${trap}}`,
  `*/ ${trap}; /*`,
  `\n${trap};\n`,
  `\u2028${trap}\u2029`,
  '\\',
  '</script><script>',
  '@ts-expect-error',
  '@ts-nocheck',
  '__proto__',
  'constructor',
  'toString',
  'Status',
  'status',
  'STATUS',
  'Event',
  'Name',
  'සිංහල 日本語 🛒',
  '\u202e',
  '100%',
  '~1#/',
];

/** An object with a key for each of them. */
function forEach(entry: (text: string, index: number) => readonly [string, JsonValue]): JsonObject {
  return Object.fromEntries(hostile.map(entry));
}

function textsOf(text: string): JsonObject {
  return { title: text, description: text, default: text, examples: [text] };
}

const componentName = (index: number): string => `Schema${String(index)}`;

/** A document with hostile text wherever a document takes text. */
function hostileDocument(version: string): JsonObject {
  const schema = (text: string): JsonObject => {
    const properties = Object.fromEntries([[text, { type: 'string', enum: [text, ...hostile], ...textsOf(text) }]]);
    return { type: 'object', required: [text], properties, ...textsOf(text) };
  };
  const [title = '', description = ''] = hostile;
  return {
    openapi: version,
    info: { title, version: '1.0.0', description },
    paths: forEach((text, index) => [`/${pathText(text)}/{${pathText(text)}}`, { post: operation(text, index) }]),
    components: {
      schemas: {
        Whole: { type: 'object', properties: forEach((text) => [text, { type: 'string' }]) },
        ...forEach((text, index) => [componentName(index), schema(text)]),
      },
    },
  };
}

/** Without the marks of templates. */
function pathText(text: string): string {
  return text.replace(/[{}]/g, '');
}

function operation(text: string, index: number): JsonObject {
  const schema = { $ref: `#/components/schemas/${componentName(index)}` };
  const string = { type: 'string' };
  return {
    operationId: text,
    summary: text,
    description: text,
    tags: [text],
    security: [],
    parameters: [
      { name: pathText(text), in: 'path', required: true, description: text, schema: string },
      { name: text, in: 'query', description: text, schema: { type: 'string', default: text } },
      { name: text, in: 'cookie', schema: string },
    ],
    requestBody: { required: true, description: text, content: { 'application/json': { schema, example: { [text]: text } } } },
    responses: {
      '200': { description: text, headers: { 'X-A': { description: text, schema: string } }, content: { 'application/json': { schema } } },
      default: { description: text },
    },
  };
}

describe.each([
  ['without a profile', {}, '3.1.0'],
  ['in OpenAPI 3.0', {}, '3.0.3'],
  ['with the house profile', { 'kada-codegen.yaml': { profile: 'kada-mandiya', scope: '@shop' } }, '3.1.0'],
])('hostile text %s', (_, settings, version) => {
  const document = hostileDocument(version);
  let errors: readonly CompileError[];
  let values: { trapped: unknown; document: unknown; ids: unknown; accepted: unknown; refused: unknown };

  beforeAll(async () => {
    const contract = contractFrom({ ...settings, 'odd-service.yaml': document });
    const isHouse = contract.settings.profile === 'kada-mandiya';
    const generated = await emit(contract, emitters);
    const script = `
import * as api from './http-contracts/src/odd-service/index.ts';
${isHouse ? "import { oddService } from './service-contracts/src/odd-service.ts';\nimport * as gateway from './gateway/src/index.ts';\nvoid gateway;" : 'const oddService = { openapi: null };'}
import './http-contracts/src/odd-service/client.ts';
const hostile: string[] = ${JSON.stringify(hostile)};
const value = (index: number, text: string): object => Object.fromEntries([[hostile[index] ?? '', text]]);
const verdicts = (text: (index: number) => string): boolean[][] =>
  hostile.map((_, index) => {
    const is: unknown = Reflect.get(api, 'isSchema' + String(index));
    const schema: unknown = Reflect.get(api, 'Schema' + String(index) + 'Schema');
    const candidate = value(index, text(index));
    return [
      typeof is === 'function' && is(candidate) === true,
      typeof schema === 'object' && schema !== null && 'safeParse' in schema && typeof schema.safeParse === 'function' && schema.safeParse(candidate).success === true,
    ];
  });
console.log(JSON.stringify({
  trapped: Reflect.get(globalThis, 'trapped') ?? false,
  document: oddService.openapi,
  ids: Object.values(api.oddServiceOperations).map(({ id }) => id),
  accepted: verdicts((index) => hostile[index] ?? ''),
  refused: verdicts(() => 'none of them'),
}));
`;
    const packages = isHouse ? { '@shop/http-contracts': 'http-contracts' } : {};
    const dir = await workspace(new Map([...generated, ['main.ts', script]]), packages);
    errors = await compile(dir);
    values = (await runModule(dir, 'main.ts')) as typeof values;
  }, 60_000);

  test('becomes modules that compile', () => {
    expect(errors).toEqual([]);
  });

  test('never runs', () => {
    expect(values.trapped).toBe(false);
  });

  test('means the same: ids, keys and enums', () => {
    const all = hostile.map(() => [true, true]);
    expect((values.ids as string[]).toSorted()).toEqual(hostile.toSorted());
    expect(values.accepted).toEqual(all);
    expect(values.refused).toEqual(all.map(() => [false, false]));
  });

  test('is the same in the document of the contract', () => {
    const { profile } = contractFrom({ ...settings, 'odd-service.yaml': document }).settings;
    expect(values.document).toEqual(profile === 'kada-mandiya' ? document : null);
  });
});

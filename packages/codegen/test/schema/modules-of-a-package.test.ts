import { describe, expect, test } from '@jest/globals';
import type { JsonValue } from '../../src/ir/json.ts';
import { printModule } from '../../src/print/code.ts';
import { printDeclarations, printPredicates, printRuntime, printTypes, printZodSchemas } from '../../src/print/index.ts';
import type { Located, PrintScope } from '../../src/print/index.ts';
import { readSchemas, schemaId } from '../../src/schema/read.ts';
import type { SchemaDocument } from '../../src/schema/read.ts';
import { compileErrors, runScript } from '../emitters/events/compile.ts';

type Modules = ReadonlyMap<string, string>;

/** Reads files whose references go to each other; the name of each is its schema's name. */
function read(files: Readonly<Record<string, JsonValue>>): { readonly scope: Pick<PrintScope, 'schemas' | 'format'>; readonly names: readonly string[] } {
  const names = Object.keys(files);
  const documents = new Map(names.map((name): [string, SchemaDocument] => [`${name}.json`, { file: `${name}.json`, value: files[name] ?? true, dialect: '2020-12' }]));
  const { schemas, problems } = readSchemas(documents, names.map((name) => ({ file: `${name}.json`, path: [], dialect: '2020-12' })));
  expect(problems).toEqual([]);
  return { scope: { schemas, format: 'assertion' }, names };
}

function nameOf(id: string): string | undefined {
  return /^(\w+)\.json#$/.exec(id)?.[1];
}

/** One module for each schema, with all kinds; all are marked lazy, as in a circle. */
function modulesBySchema(files: Readonly<Record<string, JsonValue>>): Modules {
  const { scope, names } = read(files);
  const modules = names.map((own): [string, string] => {
    const locate = (id: string): Located | undefined => {
      const name = nameOf(id);
      if (name === undefined || name === own) return name === undefined ? undefined : { name };
      const from = `./${name}.ts`;
      return { name, types: from, predicates: from, zodSchemas: from, lazy: true };
    };
    const body = printDeclarations({ ...scope, locate, runtime: './runtime.ts', variants: ['open', 'strict'] }, [schemaId(`${own}.json`, [])], ['types', 'zodSchemas', 'predicates']);
    return [`${own}.ts`, printModule(body)];
  });
  return new Map([...modules, ['runtime.ts', printRuntime()]]);
}

/** One module for each kind, with all schemas. */
function modulesByKind(files: Readonly<Record<string, JsonValue>>): Modules {
  const { scope, names } = read(files);
  const ids = names.map((name) => schemaId(`${name}.json`, []));
  const located = { types: './types.ts', predicates: './predicates.ts', zodSchemas: './schemas.ts' };
  const scopeOf = (own: keyof typeof located): PrintScope => {
    const locate = (id: string): Located | undefined => {
      const name = nameOf(id);
      const { [own]: _, ...others } = located;
      return name === undefined ? undefined : { name, ...others };
    };
    return { ...scope, locate, runtime: './runtime.ts', variants: ['open', 'strict'] };
  };
  return new Map([
    ['types.ts', printModule(printTypes(scopeOf('types'), ids))],
    ['predicates.ts', printModule(printPredicates(scopeOf('predicates'), ids))],
    ['schemas.ts', printModule(printZodSchemas(scopeOf('zodSchemas'), ids))],
    ['runtime.ts', printRuntime()],
  ]);
}

/** What predicate and Zod schema of a name say of some values, open and strict. */
async function verdicts(modules: Modules, name: string, values: readonly JsonValue[], first = name): Promise<unknown> {
  const from = (kind: string): string => (modules.has('schemas.ts') ? `./${kind}.ts` : `./${name}.ts`);
  const script = [
    `import ${JSON.stringify(modules.has('schemas.ts') ? './schemas.ts' : `./${first}.ts`)};`,
    `import * as p from '${from('predicates')}';`,
    `import * as s from '${from('schemas')}';`,
    `const values = JSON.parse(${JSON.stringify(JSON.stringify(values))});`,
    `const all = (v) => [p.is${name}(v), s.${name}Schema.safeParse(v).success, p.isStrict${name}(v), s.strict${name}Schema.safeParse(v).success];`,
    `console.log(JSON.stringify(values.map((v) => all(v).map(Number).join(''))));`,
  ];
  const output = await runScript(modules, script.join('\n'));
  try {
    return JSON.parse(output);
  } catch {
    return output;
  }
}

/** A tree whose parts stand in three files, in a circle: each refers to the next, and one to itself. */
const circle = {
  Tree: { type: 'object', required: ['root'], properties: { root: { $ref: 'Branch.json' }, twin: { $ref: '#' } } },
  Branch: { type: 'object', properties: { leaves: { type: 'array', items: { $ref: 'Leaf.json' } }, label: { $ref: '#/$defs/Label' } }, $defs: { Label: { type: 'string', minLength: 2 } } },
  Leaf: { oneOf: [{ type: 'string', format: 'uuid' }, { type: 'object', required: ['grafted'], properties: { grafted: { $ref: 'Tree.json' } } }] },
};
const id = '62182797-90f7-414a-9b65-2d7bd6d1744c';
const grown: readonly (readonly [value: JsonValue, verdict: string])[] = [
  [{ root: {} }, '1111'],
  [{ root: { leaves: [id, { grafted: { root: { label: 'ab' } } }] }, twin: { root: {} } }, '1111'],
  [{ root: { leaves: [id, { grafted: { root: { label: 'ab' } }, more: 1 }] } }, '1100'],
  [{ root: { leaves: [{ grafted: { root: { label: 'a' } } }] } }, '0000'],
  [{ root: { leaves: ['no uuid'] } }, '0000'],
  [{ root: {}, twin: {} }, '0000'],
];

/** Names inside of which are those of the neighbours, of their code and of the runtime. */
const crowded = {
  User: { type: 'object', required: ['name'], properties: { name: { $ref: '#/$defs/name' } }, $defs: { name: { type: 'string', pattern: '^a' } } },
  Order: {
    type: 'object',
    properties: { mine: { $ref: '#/$defs/User' }, theirs: { $ref: 'User.json' }, isUser: { $ref: '#/$defs/isUser' }, jsonObject: { $ref: '#/$defs/jsonObject' } },
    $defs: {
      User: { type: 'object', required: ['age'], properties: { age: { type: 'integer' }, parent: { $ref: '#/$defs/User' } } },
      isUser: { type: 'array', uniqueItems: true, items: { $ref: '#/$defs/isUser' } },
      jsonObject: { type: 'object', patternProperties: { '^x': { $ref: '#/$defs/jsonObject' } }, additionalProperties: { type: 'number' } },
    },
  },
};
const placed: readonly (readonly [value: JsonValue, verdict: string])[] = [
  [{ mine: { age: 1, parent: { age: 2 } }, theirs: { name: 'ab' }, isUser: [[]], jsonObject: { x: { x: {}, b: 1 } } }, '1111'],
  [{ mine: { name: 'ab' } }, '0000'],
  [{ theirs: { age: 1 } }, '0000'],
  [{ theirs: { name: 'b' } }, '0000'],
  [{ isUser: [[], []] }, '0000'],
  [{ jsonObject: { x: { b: 'c' } } }, '0000'],
  [{ mine: { age: 1, more: 1 } }, '1100'],
];

describe.each([
  ['a module for each schema', modulesBySchema],
  ['a module for each kind of code', modulesByKind],
] as const)('%s', (_, print) => {
  test('compiles, whatever refers to whatever', async () => {
    for (const files of [circle, crowded]) expect(await compileErrors(print(files))).toEqual([]);
  }, 60_000);

  test('verdicts are right through a circle of modules', async () => {
    expect(await verdicts(print(circle), 'Tree', grown.map(([value]) => value))).toEqual(grown.map(([, verdict]) => verdict));
  });

  test.each(['Tree', 'Branch', 'Leaf'])('the circle can be entered at %s', async (first) => {
    expect(await verdicts(print(circle), 'Tree', [{ root: { leaves: [id] } }, {}], first)).toEqual(['1111', '0000']);
  });

  test('a local schema makes way for an imported one of its name', async () => {
    expect(await verdicts(print(crowded), 'Order', placed.map(([value]) => value))).toEqual(placed.map(([, verdict]) => verdict));
  });

  test('the order in which the schemas are given changes no verdict, and no text of a module that holds one', async () => {
    const turned = Object.fromEntries(Object.entries(circle).reverse());
    if (print === modulesBySchema) expect(new Map([...print(turned)].sort())).toEqual(new Map([...print(circle)].sort()));
    expect(await compileErrors(print(turned))).toEqual([]);
    expect(await verdicts(print(turned), 'Tree', grown.map(([value]) => value))).toEqual(grown.map(([, verdict]) => verdict));
  }, 60_000);
});

test('a module imports what it uses, each from where it is, and types as types', () => {
  const imports = (text: string | undefined): readonly string[] => [...(text ?? '').matchAll(/^import .*$/gm)].map(([line]) => line);
  const modules = modulesBySchema(crowded);
  expect(imports(modules.get('User.ts'))).toEqual(["import { z } from 'zod';", "import { jsonObject } from './runtime.ts';"]);
  expect(imports(modules.get('Order.ts'))).toContain("import { type User, UserSchema, isStrictUser, isUser, strictUserSchema } from './User.ts';");
  const byKind = modulesByKind(crowded);
  expect(imports(byKind.get('types.ts'))).toEqual([]);
  expect(imports(byKind.get('predicates.ts'))).toContain("import type { Order, User } from './types.ts';");
});

test('a schema that two others share is printed once, where it belongs', () => {
  const modules = modulesBySchema({ A: { properties: { c: { $ref: 'C.json' } } }, B: { items: { $ref: 'C.json' } }, C: { type: 'string', pattern: '^only here$' } });
  expect([...modules].filter(([, text]) => text.includes('only here')).map(([name]) => name)).toEqual(['C.ts']);
});

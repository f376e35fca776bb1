import { runInThisContext } from 'node:vm';
import ts from 'typescript';
import { z } from 'zod';
import type { JsonValue } from '../../src/ir/json.ts';
import { printModule } from '../../src/print/code.ts';
import { printDeclarations } from '../../src/print/index.ts';
import type { PrintScope } from '../../src/print/index.ts';
import { printSchemaModule } from '../../src/print-schema-module.ts';
import { readSchemas, schemaId } from '../../src/schema/read.ts';
import type { Dialect, SchemaDocument } from '../../src/schema/read.ts';

export interface Printed {
  readonly text: string;
  readonly is: (value: unknown) => boolean;
  readonly schema: z.ZodType;
}

export interface PrintOptions {
  readonly dialect?: 'draft-07' | '2020-12';
  readonly format?: 'annotation' | 'assertion';
}

/** A schema as a printed module, and the module's exports. */
export function printed(schema: JsonValue, { dialect = '2020-12', format = 'annotation' }: PrintOptions = {}): Printed {
  const text = printSchemaModule(schema, { name: 'Thing', dialect, format });
  const exports = load(text);
  return { text, is: predicate(exports.isThing), schema: zodSchema(exports.ThingSchema) };
}

/** The strict variant of a schema, beside the open one. */
export function printedStrict(schema: JsonValue): { readonly open: Printed; readonly strict: Printed; readonly text: string } {
  const { schemas } = readOne({ 'a.json': schema });
  const id = schemaId('a.json', []);
  const scope: PrintScope = {
    schemas,
    format: 'assertion',
    variants: ['open', 'strict'],
    locate: (one) => (one === id ? { name: 'Thing' } : undefined),
  };
  const text = printModule(printDeclarations(scope, [id], ['types', 'predicates', 'zodSchemas']));
  const exports = load(text);
  return {
    text,
    open: { text, is: predicate(exports.isThing), schema: zodSchema(exports.ThingSchema) },
    strict: { text, is: predicate(exports.isStrictThing), schema: zodSchema(exports.strictThingSchema) },
  };
}

/** Reads the schema at the top of the first file; the others are there to be referred to. */
export function readOne(files: Readonly<Record<string, JsonValue>>, dialect: Dialect = '2020-12'): ReturnType<typeof readSchemas> {
  const documents = new Map(Object.entries(files).map(([file, value]): [string, SchemaDocument] => [file, { file, value, dialect }]));
  const [first = ''] = documents.keys();
  return readSchemas(documents, [{ file: first, path: [], dialect }]);
}

/** The exports of a module that imports `zod` and the modules given here. */
export function load(text: string, modules: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2024 } });
  const exports = {};
  const require = (name: string): unknown => (name === 'zod' ? { z } : modules[name]);
  const run = runInThisContext(`(function (require, exports) {${outputText}\n})`) as (require: unknown, exports: unknown) => void;
  run(require, exports);
  return exports;
}

function predicate(value: unknown): (value: unknown) => boolean {
  if (typeof value !== 'function') throw new TypeError('the module exports no such predicate');
  return (one) => Reflect.apply(value, undefined, [one]) === true;
}

function zodSchema(value: unknown): z.ZodType {
  if (!(value instanceof z.ZodType)) throw new TypeError('the module exports no such Zod schema');
  return value;
}

/** What a value's refusal says: the path and code of each issue; empty where the value is accepted. */
export function issuesOf(schema: z.ZodType, value: unknown): readonly string[] {
  const result = schema.safeParse(value);
  return result.success ? [] : result.error.issues.map(({ path, code }) => `/${path.map(String).join('/')} ${code}`);
}

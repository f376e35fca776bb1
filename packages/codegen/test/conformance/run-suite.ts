import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JsonValue } from '../../src/ir/json.ts';
import { printSchemaModule } from '../../src/print-schema-module.ts';
import type { SchemaModuleOptions } from '../../src/print-schema-module.ts';

/** A group of the test suite's format: one schema, and values that it accepts or refuses. */
interface Group {
  readonly description: string;
  readonly schema: JsonValue;
  readonly tests: readonly { readonly description: string; readonly data: JsonValue; readonly valid: boolean }[];
}

/** How many verdicts were right, and where which were not. */
export interface Score {
  readonly tests: number;
  readonly predicate: number;
  readonly schema: number;
  readonly failures: readonly string[];
}

type Verdict = (value: JsonValue) => boolean;

/**
 * Prints every schema of a folder of suite files as a module, imports it and holds predicate and Zod schema against
 * the tests. Run as a program, since Node strips the modules' types much faster than Jest: `run-suite.ts FOLDER
 * DIALECT FORMAT` writes the score as JSON.
 */
async function runSuite(folder: string, dialect: 'draft-07' | '2020-12', format: 'annotation' | 'assertion'): Promise<Score> {
  const score = { tests: 0, predicate: 0, schema: 0, failures: [] as string[] };
  const cache = join(import.meta.dirname, '../../../../.cache');
  mkdirSync(cache, { recursive: true });
  const modules = mkdtempSync(join(cache, 'conformance-'));
  try {
    const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'refRemote.json');
    for (const file of files.sort()) {
      const groups = JSON.parse(readFileSync(join(folder, file), 'utf8')) as readonly Group[];
      for (const [index, group] of groups.entries()) {
        const path = join(modules, `${file}-${String(index)}.ts`);
        await runGroup({ file, group, path, options: { name: 'Thing', dialect, format }, score });
      }
    }
  } finally {
    rmSync(modules, { recursive: true });
  }
  return score;
}

async function runGroup(run: {
  readonly file: string;
  readonly group: Group;
  readonly path: string;
  readonly options: SchemaModuleOptions;
  readonly score: { tests: number; predicate: number; schema: number; failures: string[] };
}): Promise<void> {
  const { file, group, path, options, score } = run;
  const printed = await load(path, group.schema, options).catch((error: unknown) => String(error));
  for (const { description, data, valid } of group.tests) {
    const predicate = typeof printed !== 'string' && printed.predicate(data) === valid;
    const schema = typeof printed !== 'string' && printed.schema(data) === valid;
    score.tests += 1;
    score.predicate += Number(predicate);
    score.schema += Number(schema);
    if (!predicate || !schema) score.failures.push(`${file}: ${group.description}: ${description}`);
  }
}

async function load(path: string, schema: JsonValue, options: SchemaModuleOptions): Promise<Record<'predicate' | 'schema', Verdict>> {
  writeFileSync(path, printSchemaModule(schema, options));
  const module = (await import(pathToFileURL(path).href)) as {
    readonly isThing: Verdict;
    readonly ThingSchema: { safeParse(value: unknown): { readonly success: boolean } };
  };
  return { predicate: module.isThing, schema: (value) => module.ThingSchema.safeParse(value).success };
}

const [folder, dialect, format] = process.argv.slice(2);
if (folder === undefined || (dialect !== 'draft-07' && dialect !== '2020-12') || (format !== 'annotation' && format !== 'assertion')) {
  throw new Error('usage: run-suite.ts FOLDER draft-07|2020-12 annotation|assertion');
}
process.stdout.write(JSON.stringify(await runSuite(folder, dialect, format)));

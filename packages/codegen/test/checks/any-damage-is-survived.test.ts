import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { formatDiagnostic } from '../../src/diagnostics/format.ts';
import type { LoadedDocuments } from '../../src/input/documents.ts';
import { loadDocuments } from '../../src/input/load.ts';
import { parseFile } from '../../src/input/parse.ts';
import { isJsonObject, type JsonPath, type JsonValue } from '../../src/ir/json.ts';
import { diagnoseDocuments } from '../read/diagnose-folder.ts';

const nothing = Symbol('nothing');
type Replacement = JsonValue | typeof nothing;

const junk: readonly Replacement[] = [
  nothing,
  null,
  0,
  -1,
  1.5,
  '',
  'x',
  '__proto__',
  true,
  false,
  [],
  {},
  [null],
  ['a', 'a'],
  { a: 1 },
  { type: 'object' },
  { $ref: 'nowhere.yaml' },
  { $ref: '#/nope' },
  { $ref: '#' },
  { $ref: 5 },
  { $ref: '' },
];

/** The paths of everything in a value but the value itself. */
function pathsIn(value: JsonValue, path: JsonPath = []): readonly JsonPath[] {
  const entries: readonly [string | number, JsonValue][] = Array.isArray(value)
    ? value.map((item: JsonValue, index) => [index, item])
    : isJsonObject(value)
    ? Object.entries(value)
    : [];
  return entries.flatMap(([step, child]) => [[...path, step], ...pathsIn(child, [...path, step])]);
}

/** A value with one part replaced or left out. */
function damage(value: JsonValue, [step, ...rest]: JsonPath, replacement: Replacement): JsonValue {
  const change = (child: JsonValue): Replacement =>
    rest.length === 0 ? replacement : damage(child, rest, replacement);
  if (Array.isArray(value)) {
    return value.flatMap((item: JsonValue, index) => present(index === step ? change(item) : item));
  }
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, item]) =>
    present(key === step ? change(item) : item).map((kept) => [key, kept] as const),
  );
  return Object.fromEntries(entries);
}

function present(value: Replacement): readonly JsonValue[] {
  return value === nothing ? [] : [value];
}

test.each(['shop', 'petstore', 'streetlights', 'old-petstore'])(
  'whatever is replaced or left out in %s, nothing throws and every diagnostic has its place',
  async (name) => {
    const loaded = await loadDocuments(join(import.meta.dirname, '../fixtures/good-specs', name));
    const places = [...loaded.files.values()].flatMap(({ file, value = null }) =>
      pathsIn(value).map((path) => ({ file, value, path })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom(...junk), ({ file, value, path }, replacement) => {
        const { diagnostics } = diagnoseDocuments(withFile(loaded, file, stringify(damage(value, path, replacement))));
        for (const diagnostic of diagnostics) {
          expect(formatDiagnostic(diagnostic).split('\n').length).toBeLessThanOrEqual(3);
          expect(diagnostic.source !== undefined || diagnostic.code === 'NO_DOCUMENTS').toBe(true);
          expect(diagnostic.column).toBeLessThanOrEqual((diagnostic.source ?? '').length + 1);
        }
      }),
      { numRuns: 150 },
    );
  },
);

function withFile(loaded: LoadedDocuments, file: string, text: string): LoadedDocuments {
  const parsed = parseFile(file, text);
  return { dir: loaded.dir, files: new Map([...loaded.files, [file, parsed.file]]), problems: parsed.problems };
}

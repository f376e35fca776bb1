import { beforeAll, describe, expect, it } from '@jest/globals';
import { printTypeTest } from '../../../src/emitters/events/type-test.ts';
import { compileErrors } from './compile.ts';

/** The modules of a folder whose type says one thing and whose Zod schemas and predicates say another. */
function folder(type: string, zod: string, guarded = type): [string, string][] {
  return [
    ['src/test/types.ts', `export interface Order ${type}\n`],
    [
      'src/test/schemas.ts',
      `import { z } from 'zod';\nexport const OrderSchema = ${zod};\nexport const strictOrderSchema = ${zod};\n`,
    ],
    [
      'src/test/predicates.ts',
      `export declare const isOrder: (value: unknown) => value is ${guarded};\nexport declare const isStrictOrder: typeof isOrder;\n`,
    ],
    ['test/types/test.ts', printTypeTest('test', ['Order'])],
  ];
}

const right = 'z.object({ a: z.string(), b: z.number().exactOptional() })';

const differences: readonly [string, [string, string, string?]][] = [
  ['a property is optional in the type only', ['{ a?: string; b?: number }', right]],
  ['a property is optional in the schema only', ['{ a: string; b: number }', right]],
  ['an optional property may be undefined', ['{ a: string; b?: number | undefined }', right]],
  ['an optional property is missing', ['{ a: string }', right]],
  ['there is a bogus optional member', ['{ a: string; b?: number; additionalProperties?: Map<string, unknown> }', right]],
  ['a property is any', ['{ a: any; b?: number }', right]],
  ['a property of the schema is any', ['{ a: string; b?: number }', right.replace('string', 'any')]],
  ['a property is readonly', ['{ readonly a: string; b?: number }', right]],
  ['a constant is widened', ['{ a: string; b?: number }', right.replace('z.string()', "z.literal('x')")]],
  ['the predicate guards something else', ['{ a: string; b?: number }', right, '{ a: string }']],
  ['the predicate guards any', ['{ a: string; b?: number }', right, 'any']],
];

let errors: string[];
beforeAll(async () => {
  const cases = [folder('{ a: string; b?: number }', right, "import('./types.ts').Order"), ...differences.map(([, modules]) => folder(...modules))];
  errors = await compileErrors(cases.flatMap((files, index) => files.map(([path, text]) => [`case-${String(index)}/${path}`, text] as const)));
}, 60_000);

const errorsOf = (index: number): string[] => errors.filter((line) => line.includes(`case-${String(index)}/`));

describe('a type test', () => {
  it('compiles where type and validators agree', () => {
    expect(errorsOf(0)).toEqual([]);
  });

  it.each(differences.map(([difference], index) => [difference, index + 1] as const))('does not compile where %s', (_difference, index) => {
    const found = errorsOf(index);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((line) => !line.includes("'false' does not satisfy the constraint 'true'"))).toEqual([]);
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { emitters } from '../../../src/emitters/index.ts';
import { compile, workspace } from '../http/compiling.ts';
import type { CompileError } from '../http/compiling.ts';
import { contractOf, emit, ownSpecs } from '../http/emitting.ts';

/** Type tests on this repository's own contracts; `npm run typecheck` compiles them too. */
const typeTests = join(import.meta.dirname, '../../../../../scripts/test/contract-types');
const modules = ['kit.ts', 'declared.ts', 'undeclared.ts', 'versions.ts', 'every-service.ts'];
const mark = '// @ts-expect-error ';

/** A mark, and the line of the mistake below it. */
interface Marked {
  readonly module: string;
  readonly line: number;
  readonly says: string;
}

/** What the messages of the compiler have to name, by what the mark says. */
const named: readonly (readonly [mark: string, message: RegExp])[] = [
  ['an undeclared status: 202', /'202' is not assignable/],
  ['a status that only another operation declares', /'404' is not assignable to type '400 \| 409/],
  ['a wrong body', /'"LOST"' is not assignable|"LOST"/],
  ['a missing response header: location', /'headers' is missing/],
  ['another service\'s event', /"payment\.succeeded"' is not assignable to parameter of type '"order\.cancelled" \| "order\.created" \| "order\.paid"'/],
  ['an incomplete payload: no amount', /'amount' is missing/],
  ['an undeclared property: coupon', /'coupon' does not exist/],
  ['a missing handler: placeOrder', /'placeOrder' is missing/],
  ['an undeclared handler: shipOrder', /'shipOrder' does not exist/],
  ['a missing reaction: payment.failed', /'payment\.failed'.? is missing/],
  ['an undeclared reaction: order.paid', /'order\.paid'.? does not exist/],
  ['no version', /Expected 3 arguments, but got 2/],
  ['the data of another version', /'total' is missing/],
];

let marked: readonly Marked[];
let withMarks: readonly CompileError[];
let withoutMarks: readonly CompileError[];

beforeAll(async () => {
  const texts = await Promise.all(modules.map((module) => readFile(join(typeTests, module), 'utf8')));
  const generated = await emit(await contractOf(ownSpecs), emitters);
  const packages = Object.fromEntries(
    ['event-contracts', 'http-contracts', 'service-contracts'].map((folder) => [`@kada-mandiya/${folder}`, folder]),
  );
  const dir = await workspace(
    new Map([
      ...generated,
      ...modules.map((module, index) => [`marked/${module}`, texts[index] ?? ''] as const),
      ...modules.map((module, index) => [`unmarked/${module}`, (texts[index] ?? '').replaceAll(mark, '// ')] as const),
    ]),
    packages,
  );
  marked = modules.flatMap((module, index) => marksIn(module, texts[index] ?? ''));
  const errors = await compile(dir);
  withMarks = errors.filter(({ file }) => !file.startsWith('unmarked/'));
  withoutMarks = errors.filter(({ file }) => file.startsWith('unmarked/'));
}, 60_000);

function marksIn(module: string, text: string): Marked[] {
  return text.split('\n').flatMap((line, index) => {
    const says = line.trim().startsWith(mark) ? line.trim().slice(mark.length) : undefined;
    return says === undefined ? [] : [{ module, line: index + 2, says }];
  });
}

describe('a service against its contract', () => {
  test('compiles where it does what is declared, and each mark stands above a mistake', () => {
    expect(withMarks).toEqual([]);
  });

  test('does not compile at any of the mistakes, and nowhere else', () => {
    const mistakes = marked.map(({ module, line }) => `unmarked/${module}:${String(line)}`);
    const found = new Set(withoutMarks.map(({ file, line }) => `${file}:${String(line)}`));
    expect(mistakes.length).toBeGreaterThan(25);
    expect([...found].toSorted()).toEqual(mistakes.toSorted());
  });

  test.each(named)('says what is wrong with %s', (says, message) => {
    const { module, line } = marked.find((one) => one.says.startsWith(says)) ?? {};
    const error = withoutMarks.find((one) => one.file === `unmarked/${module ?? ''}` && one.line === line);
    expect(error?.message).toMatch(message);
  });
});

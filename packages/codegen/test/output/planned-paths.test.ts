import { expect, test } from '@jest/globals';
import type { Contract } from '../../src/ir/contract.ts';
import type { Emitter, PlannedFile } from '../../src/ir/planned-file.ts';
import { planFiles } from '../../src/output/plan-files.ts';

const contract: Contract = { settings: { profile: 'none' }, eventDocuments: [], apis: [], services: [], schemas: new Map() };

const file = (path: string): PlannedFile => ({ path, input: null, print: () => '' });

function plan(left: readonly string[], right: readonly string[] = []): readonly string[] {
  const first: Emitter = () => left.map(file);
  const second: Emitter = () => right.map(file);
  return planFiles(contract, [first, second]).map(({ path }) => path);
}

test('files are planned in the order of their paths', () => {
  expect(plan(['b/c.ts', 'a.ts'], ['b/a.ts'])).toEqual(['a.ts', 'b/a.ts', 'b/c.ts']);
});

test('the same path twice is refused with the names of both emitters', () => {
  expect(() => plan(['a.ts'], ['a.ts'])).toThrow('two files are planned as a.ts, by first and by second');
});

test.each([
  ['case', 'a/Order.ts', 'a/order.ts'],
  ['case of a folder', 'Orders/a.ts', 'orders/b.ts'],
  ['Unicode form', 'caf\u00e9.ts', 'cafe\u0301.ts'],
  ['one being a folder', 'orders', 'orders/a.ts'],
])('paths that differ only in %s are refused', (_name, left, right) => {
  expect(() => plan([left], [right])).toThrow('would be one on some file systems');
  expect(() => plan([right, left])).toThrow('would be one on some file systems');
});

test.each(['../a.ts', 'a/../../b.ts', '/etc/passwd', '', 'a//b', './a', 'a/.', 'a\\b', 'a\u0000b', 'a\nb', '.kada-codegen.json', 'x'.repeat(256)])(
  'the path %j is refused',
  (path) => {
    expect(() => plan([path])).toThrow('is no path below the output folder');
  },
);

test.each(['..a', 'a..b/c', '.gitignore', 'a b.ts', '日本.ts', '__proto__', 'constructor/toString'])('the path %j is fine', (path) => {
  expect(plan([path])).toEqual([path]);
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseFile } from '../../src/input/parse.ts';
import { locate } from '../../src/input/locate.ts';

function valueOf(text: string): unknown {
  return parseFile('a.yaml', text).file.value;
}

describe('YAML 1.2 becomes JSON', () => {
  test.each([
    ['a yes is a text', 'a: yes', { a: 'yes' }],
    ['a date is a text', 'a: 2026-03-14', { a: '2026-03-14' }],
    ['a number as a key is a text', '200: { 4.0: x }', { '200': { '4.0': 'x' } }],
    ['an octal number', 'a: 0o17', { a: 15 }],
    ['nothing is null', 'a:\nb: ~', { a: null, b: null }],
    ['an empty file is null', '', null],
    ['an alias', 'a: &x [1]\nb: *x', { a: [1], b: [1] }],
    ['an anchor defined anew', 'a: &x 1\nb: *x\nc: &x 2\nd: *x', { a: 1, b: 1, c: 2, d: 2 }],
    ['a merge', 'a: &a { x: 1, y: 1 }\nb: { <<: *a, y: 2 }', { a: { x: 1, y: 1 }, b: { x: 1, y: 2 } }],
    ['merges', 'a: &a { x: 1 }\nb: { <<: [*a, { x: 2, z: 3 }] }', { a: { x: 1 }, b: { x: 1, z: 3 } }],
    ['a quoted << is a key', 'a: { "<<": 1 }', { a: { '<<': 1 } }],
    ['a folded text', 'a: >-\n  one\n  two', { a: 'one two' }],
  ])('%s', (_, text, value) => {
    expect(valueOf(text)).toEqual(value);
  });
});

test('__proto__ is a key like any other', () => {
  for (const text of ['__proto__: { polluted: true }', 'a: &a { __proto__: { polluted: true } }\n<<: *a']) {
    const value: unknown = valueOf(text);
    expect(JSON.stringify(value)).toContain('"__proto__":{"polluted":true}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  }
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('any JSON text gives the value that JSON.parse gives', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(0, 2, '\t'), (json, indent) => {
      const text = JSON.stringify(JSON.parse(json), null, indent);
      const { file, problems } = parseFile('a.json', text);
      expect(problems).toEqual([]);
      expect(file.value).toEqual(JSON.parse(text));
    }),
  );
});

test('no text throws, and every problem lies within it', () => {
  const pieces = fc.constantFrom(
    ...'abc:-?*&!|>%@`{}[],#\'"\t\n \\<~0.'.split(''),
    'a: ',
    '\n  ',
    '- ',
    '&a ',
    '*a',
    '<<: ',
    '---\n',
    '! ',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), fc.constantFrom('a.yaml', 'a.json'), (parts, name) => {
      const text = parts.join('');
      for (const { range } of parseFile(name, text).problems) {
        expect(range?.[0]).toBeGreaterThanOrEqual(0);
        expect(range?.[0]).toBeLessThanOrEqual(text.length);
      }
    }),
  );
});

test('deep nesting is refused, not a stack overflow', () => {
  for (const depth of [201, 5000, 100_000]) {
    const { file, problems } = parseFile('a.yaml', '['.repeat(depth) + ']'.repeat(depth));
    expect(file.value).toBeUndefined();
    expect(problems.map(({ code }) => code)).toEqual(['YAML_SYNTAX']);
  }
});

test('many aliases cost neither time nor memory', () => {
  const lines = Array.from({ length: 40 }, (_, level) =>
    level === 0
      ? 'a0: &a0 [x]'
      : `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
  );
  const { file, problems } = parseFile('a.yaml', lines.join('\n'));
  expect(file.value).toBeUndefined();
  expect(problems.map(({ code }) => code)).toEqual(['YAML_ALIAS']);
});

describe('a place in the text', () => {
  const text = [
    'a: one',
    'list:',
    '  - x: 1',
    '    y: 2',
    '  - [3, four]',
    'base: &base { inner: 5 }',
    'merged: { <<: *base }',
    'alias: *base',
    'block: |',
    '  text',
  ].join('\n');
  const { tree } = parseFile('a.yaml', text).file;

  test.each([
    ['a value', ['a'], undefined, 'one'],
    ['a key', ['a'], 'key', 'a'],
    ['a list in block style is its key', ['list'], undefined, 'list'],
    ['an item that is a map in block style', ['list', 0], undefined, 'x: 1\n    y: 2\n'],
    ['a value in a list', ['list', 1, 1], undefined, 'four'],
    ['a list in flow style', ['list', 1], undefined, '[3, four]'],
    ['a value that was merged stands where it comes from', ['merged', 'inner'], undefined, '5'],
    ['a value through an alias', ['alias', 'inner'], undefined, '5'],
    ['what is not there is the deepest place on the way', ['list', 0, 'z', 'q'], undefined, 'x: 1\n    y: 2\n'],
    ['a key that is missing is the key of its map', ['merged', 'missing'], undefined, 'merged'],
    ['a block text', ['block'], undefined, '|\n  text'],
  ] as const)('%s', (_, path, at, expected) => {
    if (tree === undefined) throw new Error('no tree');
    const [from, to] = locate(tree, at === undefined ? { path } : { path, at });
    expect(text.slice(from, to)).toBe(expected);
  });
});

test('what is nested too deeply is told so, not as a fault of the program', () => {
  const { problems } = parseFile('a.yaml', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`);
  expect(problems).toEqual([expect.objectContaining({ code: 'YAML_SYNTAX', message: 'nested too deeply' })]);
});

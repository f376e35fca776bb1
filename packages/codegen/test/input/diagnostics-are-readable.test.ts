import { describe, expect, test } from '@jest/globals';
import { diagnose, type Diagnostic } from '../../src/diagnostics/diagnose.ts';
import { formatDiagnostic, formatJson } from '../../src/diagnostics/format.ts';
import type { Problem } from '../../src/diagnostics/problem.ts';
import { suggest } from '../../src/diagnostics/suggest.ts';
import { displayWidth } from '../../src/diagnostics/visible.ts';
import { parseFile } from '../../src/input/parse.ts';

function diagnosed(text: string, ...problems: readonly Omit<Problem, 'code' | 'message'>[]): readonly Diagnostic[] {
  const files = new Map([['a.yaml', parseFile('a.yaml', text).file]]);
  const found = problems.map((problem) => ({ code: 'WRONG_KIND', message: 'is wrong', ...problem } as const));
  return diagnose(found, { dir: './specs/', files, problems: [] }, 'none');
}

function shown(text: string, path: Problem['origin']['path']): string {
  return diagnosed(text, { origin: { file: 'a.yaml', path } })
    .map(formatDiagnostic)
    .join('\n');
}

test('file:line:column severity CODE message, the line, and a caret under the place', () => {
  expect(shown('a: 1\nb:\n  c: [x, yes]\n', ['b', 'c', 1])).toBe(
    ['specs/a.yaml:3:10 error WRONG_KIND is wrong', '    c: [x, yes]', '           ^^^'].join('\n'),
  );
});

describe('the caret stands under its place', () => {
  test.each([
    ['after tabs', '{\t"a":\t1 }', ['a']],
    ['after wide characters', '注文🛒: [ｗｉｄｅ, x]', ['注文🛒', 1]],
    ['after combining characters', 'ශ්‍රී: [é, x]', ['ශ්‍රී', 1]],
    ['far to the right', `a: { b: "${'long '.repeat(60)}", c: here }`, ['a', 'c']],
    ['under the start of a long text', `a: "${'long '.repeat(60)}"`, ['a']],
  ])('%s', (_, text, path) => {
    const [, line = '', caret = ''] = shown(text, path).split('\n');
    const start = caret.indexOf('^');
    expect(caret.slice(0, start).replace(/[^\t]/g, ' ')).toBe(caret.slice(0, start));
    const marked = charactersFrom(line, displayWidth(caret.slice(0, start)));
    const wanted = diagnosed(text, { origin: { file: 'a.yaml', path } })[0];
    const place = text.slice((wanted?.column ?? 0) - 1);
    expect(marked.slice(0, 4)).toBe(place.slice(0, 4));
    expect(displayWidth(line)).toBeLessThan(130);
  });
});

/** The text from a column of the terminal on. */
function charactersFrom(line: string, column: number): string {
  let end = 0;
  while (displayWidth(line.slice(0, end)) < column) end += 1;
  return line.slice(end);
}

test('control characters reach no terminal', () => {
  const text = 'a: "\u001b[31m\u202e"\n';
  const files = new Map([['a.yaml', parseFile('a.yaml', text).file]]);
  const problem = {
    code: 'WRONG_KIND',
    message: 'found\nthis \u001b[0m',
    origin: { file: 'a.yaml', path: ['a'] },
  } as const;
  const [diagnostic] = diagnose([problem], { dir: 'specs', files, problems: [] }, 'none');
  const output = diagnostic === undefined ? '' : formatDiagnostic(diagnostic);
  expect(output).not.toMatch(/[\u001b\u202e]/);
  expect(output.split('\n')).toHaveLength(3);
});

test('diagnostics come once, in the order of files, lines and columns', () => {
  const at = (...path: string[]): Omit<Problem, 'code' | 'message'> => ({ origin: { file: 'a.yaml', path } });
  const found = diagnosed('b: 1\na: { c: 2, d: 3 }\n', at('a', 'd'), at('a', 'c'), at('b'), at('a', 'd'));
  expect(found.map(({ line, column }) => [line, column])).toEqual([
    [1, 4],
    [2, 9],
    [2, 15],
  ]);
});

test.each(['\n', '\r\n'])('lines end in %j', (end) => {
  const [found] = diagnosed(['a: 1', 'b: 2', ''].join(end), { origin: { file: 'a.yaml', path: ['b'] } });
  expect(found).toMatchObject({ line: 2, column: 4, source: 'b: 2' });
});

test('a place at the end of the file is shown on the last line that says something', () => {
  const [found] = diagnosed('a: {\n\n\n', { origin: { file: 'a.yaml', path: [] }, range: [7, 7] });
  expect(found).toMatchObject({ line: 1, column: 5 });
});

test('a code may be milder without the house profile', () => {
  const problem = { code: 'UNKNOWN_FIELD', message: '', origin: { file: '', path: [] } } as const;
  const severities = (['none', 'kada-mandiya'] as const).map(
    (profile) => diagnose([problem], { dir: 'specs', files: new Map(), problems: [] }, profile)[0]?.severity,
  );
  expect(severities).toEqual(['warning', 'error']);
});

test('as JSON for programs', () => {
  const found = diagnosed('a: 1', { origin: { file: 'a.yaml', path: ['a'] } });
  expect(JSON.parse(formatJson(found))).toEqual(found);
});

test.each([
  ['requried', 'required'],
  ['Required', 'required'],
  ['minLenght', 'minLength'],
  ['type', 'types'],
  ['x', undefined],
  ['completelyDifferent', undefined],
])('%s is taken for %s', (word, meant) => {
  expect(suggest(word, ['required', 'minLength', 'types', 'properties'])).toBe(meant);
});

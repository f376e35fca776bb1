import { runInThisContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import ts from 'typescript';
import type { JsonValue } from '../../src/ir/json.ts';
import { docComment } from '../../src/print/comment.ts';
import { literal, prettyLiteral, propertyAccess, propertyKey, stringLiteral } from '../../src/print/literal.ts';

const hostile = [
  `'"\`\\`,
  '${process.exit(1)}',
  '*/ process.exit(1) /*',
  '</script><script>',
  '\n\r\t\b\f\v\0\u2028\u2029\ufeff',
  '__proto__',
  'constructor',
  '\ud800 lone',
  'සිංහල 日本語 🛒',
  '\u202e right to left',
  '\\u0027',
];

/** The value of an expression, computed as JavaScript. */
function evaluated(expression: string): unknown {
  return runInThisContext(`(${expression})`) as unknown;
}

const anyText = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary' }), fc.string());
const anyJson = fc.jsonValue({ stringUnit: 'binary', depthSize: 'medium' }) as fc.Arbitrary<JsonValue>;

describe('literals mean what the value is, whatever text is in it', () => {
  test.each(hostile)('string %j', (text) => {
    expect(evaluated(stringLiteral(text))).toBe(text);
  });

  test('any string, in printable ASCII-safe source on one line', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const source = stringLiteral(text);
        expect(evaluated(source)).toBe(text);
        expect(source).not.toMatch(/[\n\r\u2028\u2029]|<\//);
      }),
    );
  });

  test('any JSON value, flat and over several lines', () => {
    fc.assert(
      fc.property(anyJson, fc.integer({ min: 1, max: 120 }), (value, width) => {
        expect(evaluated(literal(value))).toEqual(value);
        expect(evaluated(prettyLiteral(value, width))).toEqual(value);
      }),
    );
  });

  test('a property called __proto__ is an own property, not the prototype', () => {
    const value = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as JsonValue;
    const copy = evaluated(literal(value)) as object;
    expect(Object.hasOwn(copy, '__proto__')).toBe(true);
    expect('polluted' in copy).toBe(false);
    expect(Object.keys(copy)).toEqual(['__proto__', 'constructor']);
  });

  test('any property name, as a key and as an access', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        expect(Object.keys(evaluated(`{ ${propertyKey(name)}: 1 }`) as object)).toEqual([name]);
        if (name === '__proto__') return;
        expect(evaluated(`(({ [${stringLiteral(name)}]: 1 })${propertyAccess(name)})`)).toBe(1);
      }),
    );
  });
});

describe('comments stay comments', () => {
  test('no text ends one early or runs', () => {
    fc.assert(
      fc.property(fc.array(anyText).map((parts) => parts.join('\n')), (text) => {
        const source = ts.createSourceFile('a.ts', `${docComment(text)}export const after = 1;`, ts.ScriptTarget.Latest);
        expect(source.statements).toHaveLength(1);
        expect(source.statements[0]?.kind).toBe(ts.SyntaxKind.VariableStatement);
      }),
    );
  });

  test('keeps the lines, drops the empty ends', () => {
    expect(docComment('\n one\r\n\r\ntwo  \n')).toBe('/**\n *  one\n *\n * two\n */\n');
    expect(docComment('one */ two')).toBe('/** one *\\/ two */\n');
    expect(docComment(' \n ')).toBe('');
    expect(docComment(undefined)).toBe('');
  });
});

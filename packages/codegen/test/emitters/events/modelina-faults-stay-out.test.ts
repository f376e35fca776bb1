import { describe, expect, it } from '@jest/globals';
import { typesOf } from './generate-case.ts';

const text = { type: 'string' };
const reference = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: object, more: object = {}): object => ({ type: 'object', properties, ...more });

/** What Modelina would write by itself is said beside each case. */
describe('types that Modelina prints are right', () => {
  it.each<[string, Record<string, object>, string]>([
    // a?: string; additionalProperties?: Map<string, any>;
    ['an open object has no bogus member', { A: object({ a: text }) }, 'export interface A {\n  a?: string;\n}'],
    [
      'a closed object has none either',
      { A: object({ a: text }, { additionalProperties: false, required: ['a'] }) },
      'export interface A {\n  a: string;\n}',
    ],
    // b?: AnonymousSchema_1
    [
      'an object within an object needs no name',
      { A: object({ b: object({ c: text }, { description: 'Inner.' }) }) },
      'export interface A {\n  /** Inner. */\n  b?: {\n    c?: string;\n  };\n}',
    ],
    // number, number, boolean, string
    ['a constant keeps its value', { A: { const: 1 } }, 'export type A = 1;'],
    ['zero keeps its value', { A: { const: 0 } }, 'export type A = 0;'],
    ['false keeps its value', { A: { type: 'boolean', const: false } }, 'export type A = false;'],
    ['the empty text keeps its value', { A: { const: '' } }, "export type A = '';"],
    ['a constant in an object keeps its value', { A: object({ a: { const: 2 } }) }, 'export interface A {\n  a?: 2;\n}'],
    // enum A { A = "a", RESERVED_NULL = null }
    ['an enumeration may contain null', { A: { enum: ['a', null] } }, "export type A = 'a' | null;"],
    ['what its type excludes is not in it', { A: { type: 'string', enum: ['a', null, 1] } }, "export type A = 'a';"],
    ['numbers and texts stay what they are', { A: { enum: [1, '1', true] } }, "export type A = 1 | '1' | true;"],
    // string | null[]
    ['nullable items are items', { A: { type: 'array', items: { type: ['string', 'null'] } } }, 'export type A = (string | null)[];'],
    [
      'enumerated items are items',
      { A: { type: 'array', items: { enum: ['a', 'b'] } } },
      "export type A = ('a' | 'b')[];",
    ],
    ['a nullable array is not an array of nullables', { A: { type: ['array', 'null'], items: text } }, 'export type A = string[] | null;'],
    // class ReservedStatus, reserved_type
    [
      'no name is reserved but for a reason',
      { Status: text, Event: object({ type: reference('Type'), name: text, class: text }), Type: text },
      'export interface Event {\n  class?: string;\n  name?: string;\n  type?: Type;\n}\n\nexport type Status = string;\n\nexport type Type = string;',
    ],
    // any, any[], Map<string, any>
    ['nobody knows what anything is', { A: { type: 'array' }, B: { type: 'object' } }, 'export type A = unknown[];\n\nexport type B = { [key: string]: unknown };'],
    ['a map has values of one type', { A: { type: 'object', additionalProperties: { type: 'integer' } } }, 'export type A = { [key: string]: number };'],
    // myProp, reserved_constructor
    [
      'a property keeps its name',
      { A: object({ 'my-prop': text, constructor: text, delete: text, ['__proto__']: text }) },
      "export interface A {\n  ['__proto__']?: string;\n  constructor?: string;\n  delete?: string;\n  'my-prop'?: string;\n}",
    ],
    [
      'properties that differ in case stay two',
      { A: object({ id: text, ID: { type: 'number' } }) },
      'export interface A {\n  ID?: number;\n  id?: string;\n}',
    ],
    // " unescaped, the comment ended early
    ['a quote ends nothing', { A: { enum: ["it's", '"'] } }, "export type A = 'it\\'s' | '\"';"],
    ['a comment ends where it should', { A: { type: 'string', description: 'a */ b' } }, '/** a *\\/ b */\nexport type A = string;'],
    ['whole numbers and numbers are one type', { A: { type: ['integer', 'number'] } }, 'export type A = number;'],
    ['a schema may contain itself', { A: object({ a: { type: 'array', items: reference('A') } }) }, 'export interface A {\n  a?: A[];\n}'],
    ['another name of a schema refers to it', { A: reference('B'), B: text }, 'export type A = B;\n\nexport type B = string;'],
    ['a date is a text', { A: { type: 'string', format: 'date-time' } }, 'export type A = string;'],
  ])('%s', async (_case, schemas, types) => {
    expect(await typesOf(schemas)).toBe(`${types}\n`);
  });
});

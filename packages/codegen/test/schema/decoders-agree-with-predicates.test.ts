import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/ir/json.ts';
import { compileErrors } from '../emitters/events/compile.ts';
import { anySchema, anyValue } from './any-schema.ts';
import { printedDecoder } from './decoders.ts';
import { printJsonCursor } from '../../src/print/index.ts';
import type { PrintedDecoder } from './decoders.ts';

const uuid = '62182797-90f7-414a-9b65-2d7bd6d1744c';

/** A schema that can be decoded, and values that it allows. */
interface Case {
  readonly schema: JsonObject;
  readonly value: fc.Arbitrary<JsonValue>;
}

const text = fc.oneof(fc.string({ maxLength: 8 }), fc.string({ unit: 'grapheme', maxLength: 8 }), fc.string({ unit: 'binary', maxLength: 4 }));

const scalars: readonly Case[] = [
  { schema: { type: 'string' }, value: text },
  { schema: { type: 'string', minLength: 2, maxLength: 4 }, value: fc.string({ minLength: 2, maxLength: 4 }) },
  { schema: { type: 'string', pattern: '^[A-Z]{3}$' }, value: fc.constantFrom('LKR', 'EUR') },
  { schema: { type: 'string', format: 'uuid' }, value: fc.uuid().chain((id) => fc.constantFrom(id, id.toUpperCase())) },
  { schema: { type: 'string', format: 'uuid', pattern: '^[0-9a-f-]{36}$' }, value: fc.uuid() },
  { schema: { type: 'string', format: 'date-time' }, value: fc.constant('2026-03-14T08:15:27.310Z') },
  { schema: { type: 'integer', minimum: -5 }, value: fc.oneof(fc.integer({ min: -5 }), fc.maxSafeInteger().map(Math.abs)) },
  { schema: { type: 'number' }, value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)) },
  { schema: { type: 'boolean' }, value: fc.boolean() },
  { schema: { type: 'null' }, value: fc.constant(null) },
  { schema: { const: 'order.created' }, value: fc.constant('order.created') },
  { schema: { enum: ['a', 1, null, false] }, value: fc.constantFrom('a', 1, null, false) },
  { schema: { enum: Array.from('abcdefghijklmnopq') }, value: fc.constantFrom('a', 'q') },
  { schema: { type: ['string', 'null'], minLength: 1 }, value: fc.option(fc.string({ minLength: 1 })) },
];

const names = ['a', 'ab', 'abc', 'line1', 'line2', 'city1', 'city2', 'json', 'value', '', 'a"b', 'ä', '💩', 'x-y', 'items', 'undefined'];

const decodable: fc.Arbitrary<Case> = fc.letrec<{ one: Case }>((tie) => {
  const properties = fc.array(fc.tuple(fc.constantFrom(...names), fc.boolean(), tie('one')), { minLength: 1, maxLength: 6 });
  const object = properties.map((entries): Case => {
    const own = new Map(entries.map(([name, isRequired, part]) => [name, { isRequired, part }]));
    const required = [...own].filter(([, { isRequired }]) => isRequired).map(([name]) => name);
    const values = Object.fromEntries([...own].map(([name, { part }]) => [name, part.value]));
    return {
      schema: { type: 'object', properties: Object.fromEntries([...own].map(([name, { part }]) => [name, part.schema])), required },
      value: fc.record(values, { requiredKeys: required, noNullPrototype: true }),
    };
  });
  const array = fc.tuple(tie('one'), fc.integer({ min: 0, max: 2 })).map(([{ schema, value }, minItems]): Case => ({
    schema: { type: 'array', items: schema, minItems, maxItems: 4 },
    value: fc.array(value, { minLength: minItems, maxLength: 4 }),
  }));
  return { one: fc.oneof({ maxDepth: 3, depthSize: 'small' }, fc.constantFrom(...scalars), object, array) };
}).one;

function decoderOf(schema: JsonValue): PrintedDecoder {
  const decoder = printedDecoder(schema);
  if (decoder === undefined) throw new Error(`no decoder for ${JSON.stringify(schema)}`);
  return decoder;
}

/** What is decoded is what `JSON.parse` makes of the same bytes, and the predicate takes it. */
function expectSound({ decode, is }: PrintedDecoder, bytes: Uint8Array): void {
  const decoded = decode(bytes);
  if (decoded === undefined) return;
  expect(decoded).toEqual(JSON.parse(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)));
  expect(is(decoded)).toBe(true);
}

describe('a decoder', () => {
  test('reads whatever its schema allows and declares, in any order of members', () => {
    fc.assert(
      fc.property(decodable.chain(({ schema, value }) => fc.tuple(fc.constant(schema), fc.array(value.chain(reordered), { minLength: 1, maxLength: 5 }))), ([schema, values]) => {
        const { decode } = decoderOf(schema);
        for (const value of values) expect(decode(JSON.stringify(value))).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  test('gives up rather than take a damaged text for what it is not', () => {
    const damaged = decodable.chain(({ schema, value }) => fc.tuple(fc.constant(schema), fc.array(value.chain(damagedText), { minLength: 10, maxLength: 20 })));
    fc.assert(
      fc.property(damaged, ([schema, texts]) => {
        const decoder = decoderOf(schema);
        for (const bytes of texts) expectSound(decoder, bytes);
      }),
      { numRuns: 300 },
    );
  });

  test('takes no value that its schema refuses, for any schema that has one', () => {
    let decoders = 0;
    fc.assert(
      fc.property(anySchema, fc.array(anyValue, { minLength: 8, maxLength: 16 }), (schema, values) => {
        const decoder = printedDecoder(schema);
        if (decoder === undefined) return;
        decoders += 1;
        for (const value of values) expectSound(decoder, new TextEncoder().encode(JSON.stringify(value)));
      }),
      { numRuns: 1500 },
    );
    expect(decoders).toBeGreaterThan(20);
  });
});

/** The same value with its members in another order. */
function reordered(value: JsonValue): fc.Arbitrary<JsonValue> {
  return typeof value !== 'object' || value === null || Array.isArray(value)
    ? fc.constant(value)
    : fc.shuffledSubarray(Object.entries(value), { minLength: Object.keys(value).length }).map((entries) => Object.fromEntries(entries));
}

/** The text of a value, with one to three bytes of it changed, left out, or put in. */
function damagedText(value: JsonValue): fc.Arbitrary<Uint8Array> {
  const bytes = Array.from(new TextEncoder().encode(JSON.stringify(value)));
  const byte = fc.oneof(fc.constantFrom(...Array.from(Buffer.from('{}[]",:\\ \n\t0-+.eEtfnu'))), fc.integer({ min: 0, max: 255 }));
  const damage = fc.record({ at: fc.nat({ max: bytes.length }), removed: fc.constantFrom(0, 1, 1, 2), added: fc.array(byte, { maxLength: 2 }) });
  return fc.array(damage, { minLength: 1, maxLength: 3 }).map((damages) => {
    const result = [...bytes];
    for (const { at, removed, added } of damages) result.splice(Math.min(at, result.length), removed, ...added);
    return Uint8Array.from(result);
  });
}

describe('numbers', () => {
  const { decode } = decoderOf({ type: 'number' });

  test.each(['0', '-0', '1', '-1', '10', '123456789012345', '1234567890123456', '9007199254740993', '12345678901234567', '99999999999999995', '123456789012345678', '12345678901234567890', '1.5', '0.1', '-0.0', '1e3', '1E+3', '1e-3', '12e1'])('%s', (json) => {
    expect(decode(json)).toBe(JSON.parse(json));
  });

  test.each(['', '-', '01', '-01', '1.', '.5', '+1', '1e', '1e+', '0x10', 'NaN', 'Infinity', '1 ', ' 1', '1,', '1-', '--1', '1e400'])('%s is none', (json) => {
    expect(decode(json)).toBeUndefined();
  });
});

describe('strings', () => {
  const { decode } = decoderOf({ type: 'string' });
  const samples = ['', 'plain', 'a"b', 'back\\slash', 'line\nbreak', '\u0000\u001f\u007f', 'Grüße', '🍵 tea', '\ud83d', '\u2028', 'ends in \\'];

  test.each(samples)('%j', (sample) => {
    expect(decode(JSON.stringify(sample))).toBe(sample);
    expect(decode(JSON.stringify(sample).replaceAll(/[^\\"\0-\x1f]/g, (one) => (one < '\x80' ? one : `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)))).toBe(sample);
  });

  test.each(['"', '"a', 'a"', '"\u001f"', '"a\nb"', '"\\x"', '"\\u12"', '"a\\"', '"a""', "'a'", '"\t"', '"ä\n"'])('%j is none', (json) => {
    expect(decode(json)).toBeUndefined();
  });

  test('bytes that are not UTF-8 read as they do elsewhere', () => {
    const bytes = Buffer.concat([Buffer.from('"a'), Buffer.from([0xc3]), Buffer.from('"')]);
    expect(decode(bytes)).toBe(JSON.parse(bytes.toString()));
  });
});

describe('objects', () => {
  const { decode } = decoderOf({ type: 'object', required: ['id'], properties: { id: { type: 'string', format: 'uuid' }, note: { type: 'string', maxLength: 3 } } });

  test.each([
    ['all of it', `{"note":"abc","id":"${uuid}"}`],
    ['without what may be left out', `{"id":"${uuid}"}`],
  ])('%s', (_, json) => {
    expect(decode(json)).toEqual(JSON.parse(json));
  });

  test.each([
    ['a member twice', `{"id":"${uuid}","id":"${uuid}"}`],
    ['an optional member twice', `{"id":"${uuid}","note":"a","note":"b"}`],
    ['an undeclared member', `{"id":"${uuid}","more":1}`],
    ['a missing member', '{"note":"abc"}'],
    ['nothing in it', '{}'],
    ['a wrong optional member', `{"note":"abcd","id":"${uuid}"}`],
    ['a wrong member', '{"id":"no uuid at all, but of the right length"}'],
    ['white space', `{ "id":"${uuid}"}`],
    ['white space at the end', `{"id":"${uuid}"}\n`],
    ['something after it', `{"id":"${uuid}"}{}`],
    ['a comma too much', `{"id":"${uuid}",}`],
    ['no comma', `{"id":"${uuid}""note":"a"}`],
    ['no end', `{"id":"${uuid}"`],
    ['a byte order mark', `\ufeff{"id":"${uuid}"}`],
    ['another key of the same beginning', `{"idx":"${uuid}"}`],
    ['a prototype', `{"__proto__":{},"id":"${uuid}"}`],
  ])('give up: %s', (_, json) => {
    expect(decode(json)).toBeUndefined();
  });

  test('with nothing that has to be there may be empty', () => {
    expect(decoderOf({ type: 'object', properties: { a: { type: 'null' } } }).decode('{}')).toEqual({});
  });
});

test('what is printed compiles under strict settings, whatever things are called', async () => {
  const properties = Object.fromEntries(names.map((name, index) => [name, scalars[index % scalars.length]?.schema ?? true]));
  const inner = { type: 'object', properties, required: names.filter((_, index) => index % 2 === 0) };
  const { text: printed } = decoderOf({ type: 'object', properties: { ...properties, inner, list: { type: 'array', items: { type: 'array', items: inner } } } });
  expect(await compileErrors([['thing.ts', printed], ['json-cursor.ts', printJsonCursor()]])).toEqual([]);
}, 60_000);

test.each<[string, JsonValue]>([
  ['any value', true],
  ['no type', { minLength: 1 }],
  ['objects and others', { type: ['object', 'null'], properties: { a: { type: 'null' } } }],
  ['no declared properties', { type: 'object' }],
  ['patterns of names', { type: 'object', properties: { a: { type: 'null' } }, patternProperties: { '^x': { type: 'null' } } }],
  ['names that must be there and are not declared', { type: 'object', properties: { a: { type: 'null' } }, required: ['b'] }],
  ['a name that all objects have', { type: 'object', properties: { toString: { type: 'null' } } }],
  ['the name of the prototype', { type: 'object', properties: JSON.parse('{"__proto__":{"type":"null"}}') as JsonValue }],
  ['a property of any kind', { type: 'object', properties: { a: {} } }],
  ['different items', { type: 'array', items: { type: 'string' }, uniqueItems: true }],
  ['items of any kind', { type: 'array' }],
  ['first items', { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'null' } }],
  ['alternatives', { oneOf: [{ type: 'string', minLength: 2 }, { type: 'string', maxLength: 3 }] }],
  ['arrays among the values', { enum: [[1], 'a'] }],
  ['a schema that goes on in itself', { type: 'object', properties: { next: { $ref: '#' } } }],
])('a schema without a decoder: %s', (_, schema) => {
  expect(printedDecoder(schema)).toBeUndefined();
});

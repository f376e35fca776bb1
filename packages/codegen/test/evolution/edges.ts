import type { JsonObject, JsonValue } from '../../src/ir/json.ts';

/** Every combination of one from each list. */
function product(...lists: readonly (readonly JsonObject[])[]): readonly JsonObject[] {
  return lists.reduce<readonly JsonObject[]>((all, list) => all.flatMap((one) => list.map((other) => ({ ...one, ...other }))), [{}]);
}

function nots(...schemas: readonly JsonObject[]): readonly JsonObject[] {
  return schemas.map((not) => ({ not }));
}

const few: readonly JsonValue[] = [0, 1, 'a'];
const whole: JsonObject = { type: 'integer' };
const item: readonly JsonObject[] = [{}, { items: whole }];

/** Lists of up to three of a few items. */
const lists: readonly JsonValue[] = [[], ...few.flatMap((one): readonly JsonValue[] => [[one], ...few.flatMap((two): readonly JsonValue[] => [[one, two], ...few.map((three) => [one, two, three])])])];
const objects: readonly JsonValue[] = product([{}, { a: 1 }, { a: 'a' }], [{}, { b: 0 }, { b: 'a' }], [{}, { 'x-a': 1 }, { 'x-a': 'a' }], [{}, { c: 1 }]);

/** For each type, schemas at whose edges one bound meets another, and the values that tell them apart. */
export const edges: Readonly<Record<string, { readonly schemas: readonly JsonObject[]; readonly values: readonly JsonValue[] }>> = {
  number: {
    schemas: [
      ...product([whole, { type: 'number' }], [{}, { minimum: 1 }, { exclusiveMinimum: 1 }], [{}, { maximum: 2 }, { exclusiveMaximum: 2 }]),
      ...product([{ type: 'number' }], [{ multipleOf: 2 }, { multipleOf: 4 }, { multipleOf: 0.5 }, { enum: [1, 2] }, { enum: [1] }]),
      ...nots({ minimum: 1 }, { maximum: 1 }, { exclusiveMinimum: 1 }, { exclusiveMaximum: 1 }, whole).map((one) => ({ type: 'number', ...one })),
      { exclusiveMaximum: 0 },
      { maximum: 0.5 },
      { minimum: 1.5 },
    ],
    values: [...Array.from({ length: 19 }, (_, index) => (index - 6) / 2), 'a'],
  },
  string: {
    schemas: [
      ...product([{ type: 'string' }], [{}, { minLength: 1 }, { minLength: 2 }], [{}, { maxLength: 1 }, { maxLength: 2 }]),
      ...['^a', '^(?:a|b)$', '^[ab]{2}$', '^[a-z]*$'].map((pattern) => ({ type: 'string', pattern })),
      ...['date', 'uuid', 'time'].flatMap((format) => [{ type: 'string', format }, { minLength: { date: 10, uuid: 36, time: 9 }[format] ?? 0 }]),
      ...nots({ minLength: 2 }, { maxLength: 1 }, { pattern: '^a' }, { const: 'a' }).map((one) => ({ type: 'string', ...one })),
      { minLength: 11 },
      { maxLength: 9 },
    ],
    values: ['', 'a', 'b', 'A', 'aa', 'ab', 'ba', 'abc', '2026-03-14', '08:15:27Z', '62182797-90f7-414a-9b65-2d7bd6d1744c', 1],
  },
  array: {
    schemas: [
      ...product([{ type: 'array' }], item, [{}, { minItems: 1 }, { minItems: 2 }], [{}, { maxItems: 1 }]),
      ...product([{ type: 'array', contains: whole }], [{}, { minContains: 0 }, { minContains: 2 }], [{}, { maxContains: 1 }]),
      ...product([{ type: 'array', contains: { const: 1 } }], [{}, { minContains: 2 }], [{}, { maxContains: 1 }]),
      ...product([{ type: 'array', prefixItems: [whole] }], [{}, { items: false }, { unevaluatedItems: { type: 'string' } }]),
      { type: 'array', uniqueItems: true },
      { type: 'array', uniqueItems: true, maxItems: 1 },
    ],
    values: [...lists, 1],
  },
  object: {
    schemas: [
      ...product([{ type: 'object', properties: { a: whole } }], [{}, { additionalProperties: false }, { additionalProperties: whole }], [{}, { required: ['a'] }, { required: ['a', 'b'] }]),
      ...product([{ type: 'object' }], [{ minProperties: 1 }, { minProperties: 2 }, { maxProperties: 1 }, { maxProperties: 2 }, { propertyNames: { maxLength: 1 } }, { propertyNames: { enum: ['a'] } }]),
      ...product([{ type: 'object' }], [{ patternProperties: { '^x-': whole } }, { patternProperties: { '^x-': whole }, additionalProperties: false }, { dependentRequired: { a: ['b'] } }, { dependentSchemas: { a: { required: ['b'] } } }]),
      ...product([{ type: 'object', anyOf: [{ properties: { a: whole } }, { properties: { b: whole }, required: ['b'] }] }], [{}, { unevaluatedProperties: false }]),
      ...nots({ required: ['a'] }, { required: ['b'] }, { dependentRequired: { a: ['b'] } }).map((one) => ({ type: 'object', ...one })),
    ],
    values: [...objects, 1],
  },
  composed: {
    schemas: [
      ...product([{ type: 'number' }], [{}, { minimum: -1 }, { maximum: 2 }, { minimum: 1, maximum: 2 }, { exclusiveMaximum: 1 }]),
      ...[[{ minimum: 1 }, { maximum: 2 }], [{ minimum: 1 }, { maximum: 0 }], [{ minimum: 1 }, { exclusiveMaximum: 1 }]].flatMap((some) => [{ type: 'number', anyOf: some }, { type: 'number', oneOf: some }, { type: 'number', allOf: some }]),
      ...product([{ type: 'number', if: { minimum: 1 } }], [{}, { then: { maximum: 2 } }], [{}, { else: { minimum: -1 } }]),
    ],
    values: Array.from({ length: 13 }, (_, index) => (index - 6) / 2),
  },
};

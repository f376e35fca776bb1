import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonValue } from '../../src/ir/json.ts';
import { anySchema, anyValue } from './any-schema.ts';
import { printed } from './print-and-load.ts';

const rounds = { numRuns: 150 };

test('for any schema and any value', () => {
  fc.assert(
    fc.property(anySchema, fc.array(anyValue, { minLength: 8, maxLength: 16 }), (schema, values) => {
      const { is, schema: zod } = printed(schema, { format: 'assertion' });
      expect(values.map((value) => zod.safeParse(value).success)).toEqual(values.map(is));
    }),
    rounds,
  );
});

test('a schema refuses what its negation accepts, and no other value', () => {
  fc.assert(
    fc.property(anySchema, fc.array(anyValue, { minLength: 8, maxLength: 16 }), (schema, values) => {
      const [plain, negated] = [printed(schema), printed(negationOf(schema))];
      expect(values.map(negated.is)).toEqual(values.map((value) => !plain.is(value)));
    }),
    rounds,
  );
});

/** The definitions of a schema: references in it must still find what they found. */
function definitionsOf(schema: JsonValue): { readonly $defs?: JsonValue } {
  return typeof schema === 'object' && schema !== null && '$defs' in schema ? { $defs: schema.$defs ?? null } : {};
}

function negationOf(schema: JsonValue): JsonValue {
  return { ...definitionsOf(schema), not: schema };
}

test('any schema allows what it allows together with itself', () => {
  fc.assert(
    fc.property(anySchema, fc.array(anyValue, { minLength: 8, maxLength: 16 }), (schema, values) => {
      const [plain, twice] = [printed(schema), printed({ ...definitionsOf(schema), allOf: [schema, schema] })];
      expect(values.map(twice.is)).toEqual(values.map(plain.is));
    }),
    rounds,
  );
});

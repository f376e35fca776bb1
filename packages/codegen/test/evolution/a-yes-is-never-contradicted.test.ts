import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { createSampler } from '../../src/evolution/sample/samples.ts';
import { isSubset, type SchemaIn } from '../../src/evolution/subset/is-subset.ts';
import { createWorld } from '../../src/evolution/subset/term.ts';
import { worst } from '../../src/evolution/finding.ts';
import type { JsonValue } from '../../src/ir/json.ts';
import { anyValue } from '../schema/any-schema.ts';
import { isValid, schemaOf } from './decide.ts';
import { edges } from './edges.ts';
import { contractPair, schemaPair } from './schema-pairs.ts';
import { smallPair } from './small-pairs.ts';
import { sideOf, wires } from './wires.ts';

/** `SUBSET_RUNS=10000 npm test -- packages/codegen/test/evolution` looks longer. */
const runs = Number(process.env.SUBSET_RUNS ?? 32);
const values = fc.array(anyValue, { minLength: 12, maxLength: 12 });

/** Values near the line between two schemas: what one takes, and what it takes and the other does not. */
function valuesBetween(from: SchemaIn, to: SchemaIn): readonly JsonValue[] {
  const world = createWorld();
  const annotations = {};
  const origin = { file: '', path: [] };
  const taken = world.term({ origin, annotations, ref: from.id }, from.schemas);
  const refused = world.term({ origin, annotations, not: { origin, annotations, ref: to.id } }, to.schemas);
  const samples = createSampler(world);
  return [...samples([taken]), ...samples([taken, refused])];
}

/** Those among some values that one schema takes and another refuses. */
function contradictions(from: SchemaIn, to: SchemaIn, some: readonly JsonValue[]): readonly JsonValue[] {
  return some.filter((value) => isValid(from, value) && !isValid(to, value));
}

describe('where one schema is found to be within another, no value that is valid under it is refused by the other', () => {
  test.each(Object.entries(edges))('each of some schemas with each other, at their edges: %s', (_, { schemas, values: some }) => {
    const read = schemas.map((schema) => {
      const one = schemaOf(schema);
      return { schema, one, taken: some.filter((value) => isValid(one, value)) };
    });
    const pairs = read.flatMap((left) => read.map((right) => ({ left, right })));
    const within = pairs.filter(({ left, right }) => isSubset(left.one, right.one).kind === 'yes');
    const contradicted = within.map(({ left, right }) => ({ before: left.schema, after: right.schema, refused: left.taken.filter((value) => !right.taken.includes(value)) }));
    expect(contradicted.filter(({ refused }) => refused.length > 0)).toEqual([]);
    expect(within.length).toBeGreaterThan(schemas.length * 2);
  });

  test('schemas of few keywords, and every value of a small world', () => {
    const seen = { yes: 0, no: 0, unknown: 0 };
    fc.assert(
      fc.property(smallPair, ({ before, after, values: some }) => {
        const [left, right] = [schemaOf(before), schemaOf(after)];
        const { kind } = isSubset(left, right);
        seen[kind] += 1;
        if (kind === 'yes') expect({ before, after, refused: contradictions(left, right, some) }).toEqual({ before, after, refused: [] });
      }),
      { numRuns: runs * 25 },
    );
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(runs * 4);
  });

  test('schemas of any size, and values near the line between them', () => {
    const seen = { yes: 0, no: 0, unknown: 0 };
    fc.assert(
      fc.property(schemaPair, values, ([before, after], others) => {
        const [left, right] = [schemaOf(before), schemaOf(after)];
        const { kind } = isSubset(left, right);
        seen[kind] += 1;
        if (kind === 'yes') expect({ before, after, refused: contradictions(left, right, [...valuesBetween(left, right), ...others]) }).toEqual({ before, after, refused: [] });
      }),
      { numRuns: runs },
    );
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(runs / 20);
  });
});

test('a value that comes with a no is accepted by the first and refused by the second, also in the eyes of ajv', () => {
  const large = contractPair.map(([before, after]) => ({ before, after }));
  let shown = 0;
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: smallPair }, { weight: 1, arbitrary: large }), ({ before, after }) => {
      const decision = isSubset(schemaOf(before), schemaOf(after));
      if (decision.kind !== 'no') return;
      const ajv = formats.default(new Ajv2020({ strict: false }));
      const [takes, refuses] = [before, after].map((schema) => ajv.compile(Object(schema)));
      for (const { witness } of decision.failures) {
        if (witness === undefined) continue;
        shown += 1;
        expect({ before, after, witness, isTaken: takes?.(witness), isStillTaken: refuses?.(witness) }).toEqual({ before, after, witness, isTaken: true, isStillTaken: false });
      }
    }),
    { numRuns: runs * 6 },
  );
  expect(shown).toBeGreaterThan(runs / 2);
});

describe('where a change is found to be safe, whoever reads takes every value that whoever makes it can make', () => {
  const large = fc.tuple(contractPair, values).map(([[before, after], some]) => ({ before, after, values: some }));
  const pair = fc.oneof({ weight: 29, arbitrary: smallPair.map((one) => ({ ...one, isSmall: true })) }, { weight: 1, arbitrary: large.map((one) => ({ ...one, isSmall: false })) });

  test.each(['event', 'request', 'response'] as const)('of an %s', (kind) => {
    const seen = { safe: 0, dangerous: 0, breaking: 0 };
    fc.assert(
      fc.property(pair, ({ before, after, values: some, isSmall }) => {
        const { findings, travels } = wires[kind](sideOf(before), sideOf(after));
        const verdict = worst(findings);
        seen[verdict] += 1;
        if (verdict !== 'safe') return;
        const refused = travels.flatMap(({ made, taken }) => contradictions(made, taken, isSmall ? some : [...some, ...valuesBetween(made, taken)]));
        expect({ before, after, refused }).toEqual({ before, after, refused: [] });
      }),
      { numRuns: runs * 8 },
    );
    expect(Math.min(seen.safe, seen.breaking)).toBeGreaterThan(runs / 2);
  });
});

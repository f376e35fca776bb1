import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { createSampler } from '../../src/evolution/sample/samples.ts';
import { isSubset } from '../../src/evolution/subset/is-subset.ts';
import { createWorld } from '../../src/evolution/subset/term.ts';
import { compareSchemas } from '../../src/evolution/schema/compare-schemas.ts';
import { viewsOf } from '../../src/evolution/views/views.ts';
import type { JsonValue } from '../../src/ir/json.ts';
import { anyValue } from '../schema/any-schema.ts';
import { isValid, schemaOf } from './decide.ts';
import { contractPair, schemaPair } from './schema-pairs.ts';

/** `SUBSET_RUNS=20000 npm test -- packages/codegen/test/evolution` looks longer. */
const runs = Number(process.env.SUBSET_RUNS ?? 80);
const values = fc.array(anyValue, { minLength: 12, maxLength: 12 });

/** Values near the line between two schemas: what one takes, and what it takes and the other does not. */
function valuesBetween(before: JsonValue, after: JsonValue): readonly JsonValue[] {
  return [before, { allOf: [before], not: after }].flatMap((value) => {
    const { schemas, id } = schemaOf(value);
    const world = createWorld();
    const root = schemas.get(id);
    return root === undefined ? [] : createSampler(world)([world.term(root, schemas)]);
  });
}

test('where one schema is found to be within another, no value that is valid under it is refused by the other', () => {
  const seen = { yes: 0, no: 0, unknown: 0 };
  fc.assert(
    fc.property(schemaPair, values, ([before, after], others) => {
      const [left, right] = [schemaOf(before), schemaOf(after)];
      const { kind } = isSubset(left, right);
      seen[kind] += 1;
      if (kind !== 'yes') return;
      const refused = [...valuesBetween(before, after), ...others].filter((value) => isValid(left, value) && !isValid(right, value));
      expect({ before, after, refused }).toEqual({ before, after, refused: [] });
    }),
    { numRuns: runs },
  );
  // The pairs are such that every answer comes up.
  expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(runs / 20);
});

test('a value that comes with a no is accepted by the first and refused by the second, also in the eyes of ajv', () => {
  let shown = 0;
  fc.assert(
    fc.property(contractPair, ([before, after]) => {
      const decision = isSubset(schemaOf(before), schemaOf(after));
      if (decision.kind !== 'no') return;
      const ajv = formats.default(new Ajv2020({ strict: false }));
      const [takes, refuses] = [ajv.compile(before), ajv.compile(after)];
      for (const { witness } of decision.failures) {
        if (witness === undefined) continue;
        shown += 1;
        expect({ before, after, witness, isTaken: takes(witness), isStillTaken: refuses(witness) }).toEqual({ before, after, witness, isTaken: true, isStillTaken: false });
      }
    }),
    { numRuns: runs },
  );
  expect(shown).toBeGreaterThan(runs / 15);
});

test('a change of a request that is found to be safe takes every value that callers sent before', () => {
  const seen = { safe: 0, harmful: 0 };
  fc.assert(
    fc.property(contractPair, values, ([before, after], others) => {
      const [from, to] = [schemaOf(before), schemaOf(after)];
      const [old, now] = [viewsOf(from.schemas), viewsOf(to.schemas)];
      const flow = { direction: 'old' as const, from: old.sent(from.id), to: now.taken(to.id), affected: [], verdict: () => 'breaking' as const, advice: () => '' };
      const findings = compareSchemas({ context: 'request', subject: '', root: 'body', before: from, after: to, flows: [flow], owners: [], affected: [], sensitiveAdvice: '' });
      if (findings.some(({ verdict }) => verdict === 'breaking')) {
        seen.harmful += 1;
        return;
      }
      // What cannot be told is dangerous; what is gone is too, and is still taken.
      if (findings.some(({ verdict, message }) => verdict === 'dangerous' && !message.endsWith('is gone'))) return;
      seen.safe += 1;
      const refused = [...valuesBetween(before, after), ...others].filter((value) => isValid(flow.from, value) && !isValid(flow.to, value));
      expect({ before, after, refused }).toEqual({ before, after, refused: [] });
    }),
    { numRuns: Math.ceil(runs / 2) },
  );
  expect(Math.min(seen.safe, seen.harmful)).toBeGreaterThan(runs / 40);
});

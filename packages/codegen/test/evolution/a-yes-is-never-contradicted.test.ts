import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSubset } from '../../src/evolution/subset/is-subset.ts';
import { createSampler } from '../../src/evolution/sample/samples.ts';
import { createWorld } from '../../src/evolution/subset/term.ts';
import type { JsonValue } from '../../src/ir/json.ts';
import { anyValue } from '../schema/any-schema.ts';
import { isValid, schemaOf } from './decide.ts';
import { schemaPair } from './schema-pairs.ts';

const runs = Number(process.env.SUBSET_RUNS ?? 1500);

function samplesOf(schema: JsonValue): readonly JsonValue[] {
  const { schemas, id } = schemaOf(schema);
  const world = createWorld();
  const root = schemas.get(id);
  return root === undefined ? [] : createSampler(world)([world.term(root, schemas)]);
}

test('no value that is valid under the first is refused by the second', () => {
  const seen = { yes: 0, no: 0, unknown: 0, shown: 0, values: 0 };
  fc.assert(
    fc.property(schemaPair, fc.array(anyValue, { minLength: 20, maxLength: 20 }), ([before, after], values) => {
      const [left, right] = [schemaOf(before), schemaOf(after)];
      const decision = isSubset(left, right);
      seen[decision.kind] += 1;
      if (decision.kind === 'no' && decision.failures.some(({ witness }) => witness !== undefined)) seen.shown += 1;
      if (decision.kind !== 'yes') return;
      const near = [...samplesOf(before), ...samplesOf({ allOf: [before], not: after })];
      for (const value of [...near, ...values]) {
        if (!isValid(left, value)) continue;
        seen.values += 1;
        expect({ before, after, value, isValid: isValid(right, value) }).toEqual({ before, after, value, isValid: true });
      }
    }),
    { numRuns: runs },
  );
  if (process.env.SUBSET_RUNS) console.log(seen);
});

import type { Problem } from '../diagnostics/problem.ts';
import type { Contract } from '../ir/contract.ts';
import { below, keyOf } from '../ir/origin.ts';
import type { Schema } from '../ir/schema.ts';
import { eachSubschema } from '../ir/subschemas.ts';

/** Beyond 2^53 a JSON number is no longer the same everywhere (RFC 8259, section 6): integers say how far they go. */
export function* boundedIntegers({ schemas }: Contract): Iterable<Problem> {
  const found: Problem[] = [];
  for (const schema of schemas.values()) eachSubschema(schema, (part) => found.push(...unbounded(part)));
  yield* found;
}

function* unbounded(schema: Schema): Iterable<Problem> {
  if (schema.types?.includes('integer') !== true || schema.enum !== undefined || schema.const !== undefined) return;
  const bounds = {
    minimum: schema.minimum ?? schema.exclusiveMinimum,
    maximum: schema.maximum ?? schema.exclusiveMaximum,
  };
  for (const [keyword, bound] of Object.entries(bounds)) {
    if (bound === undefined) {
      yield { code: 'UNBOUNDED_INTEGER', message: `an integer needs a "${keyword}"`, origin: keyOf(schema.origin) };
    } else if (Math.abs(bound) > Number.MAX_SAFE_INTEGER) {
      const message = `${String(bound)} is beyond ${String(
        Number.MAX_SAFE_INTEGER,
      )}, where integers are no longer exact`;
      yield { code: 'UNBOUNDED_INTEGER', message, origin: below(schema.origin, keyword) };
    }
  }
}

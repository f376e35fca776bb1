import type { Problem } from '../diagnostics/problem.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type { Contract } from '../ir/contract.ts';
import { below } from '../ir/origin.ts';
import { eachSubschema } from '../ir/subschemas.ts';
import { formatFunction } from '../print/formats.ts';
import { didYouMean, quote } from './check.ts';
import { formats } from './validate/formats.ts';

/** In our contracts a format is asserted, so it must be one that we can assert. */
export function* knownFormats({ schemas }: Contract): Iterable<Problem> {
  const found: Problem[] = [];
  for (const schema of schemas.values()) {
    eachSubschema(schema, ({ format, origin }) => {
      if (format === undefined || isAsserted(format)) return;
      const message = `the format ${quote(format)} is not asserted${didYouMean(suggest(format, formats.keys()))}`;
      found.push({ code: 'UNKNOWN_FORMAT', message, origin: below(origin, 'format') });
    });
  }
  yield* found;
}

/** Whether printed code refuses what is not of a format. */
function isAsserted(format: string): boolean {
  return (['string', 'number'] as const).some((group) => formatFunction(format, group) !== undefined);
}

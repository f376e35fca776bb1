import type { Problem } from '../diagnostics/problem.ts';
import type { Contract } from '../ir/contract.ts';
import { below, keyOf } from '../ir/origin.ts';
import type { Schema } from '../ir/schema.ts';
import { eachSubschema } from '../ir/subschemas.ts';
import { quote } from './check.ts';

/** Keywords that Prism or express-openapi-validator ignore: what they promise would not be checked at run time. */
const ignored = [
  'unevaluatedProperties',
  'unevaluatedItems',
  'dependentRequired',
  'minContains',
  'prefixItems',
] as const satisfies readonly (keyof Schema)[];

export function* httpKeywords({ apis, schemas }: Contract): Iterable<Problem> {
  const used = new Set(apis.flatMap((api) => api.schemas.map(({ id }) => id)));
  const found: Problem[] = [];
  for (const id of used) {
    const schema = schemas.get(id);
    if (schema === undefined) continue;
    eachSubschema(schema, (part) => {
      for (const keyword of ignored) {
        if (part[keyword] === undefined) continue;
        const message = `${quote(
          keyword,
        )} is ignored by the tools that check requests and mock answers; say it in another way`;
        found.push({ code: 'IGNORED_KEYWORD', message, origin: keyOf(below(part.origin, keyword)) });
      }
    });
  }
  yield* found;
}

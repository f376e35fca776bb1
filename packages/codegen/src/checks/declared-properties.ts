import type { Problem } from '../diagnostics/problem.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type { Contract } from '../ir/contract.ts';
import { below } from '../ir/origin.ts';
import { eachSubschema } from '../ir/subschemas.ts';
import { didYouMean, quote } from './check.ts';

/** What an object requires it also declares; a name in `required` only asks for a property of any kind. */
export function* declaredProperties({ schemas }: Contract): Iterable<Problem> {
  const found: Problem[] = [];
  for (const schema of schemas.values()) {
    eachSubschema(schema, ({ required = [], properties, origin }) => {
      if (properties === undefined) return;
      for (const [index, name] of required.entries()) {
        if (properties.has(name)) continue;
        const near = suggest(
          name,
          [...properties.keys()].filter((key) => !required.includes(key)),
        );
        const message = `${quote(name)} is required but not among the "properties"${didYouMean(near)}`;
        found.push({ code: 'UNDECLARED_PROPERTY', message, origin: below(origin, 'required', index) });
      }
    });
  }
  yield* found;
}

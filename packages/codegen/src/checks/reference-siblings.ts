import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Contract } from '../ir/contract.ts';
import { isJsonObject } from '../ir/json.ts';
import { below, keyOf } from '../ir/origin.ts';
import { eachSubschema } from '../ir/subschemas.ts';
import { quote, valueAt } from './check.ts';

/**
 * What stands beside a schema's `$ref` counts in 2020-12 and is ignored in draft 7: in a file that is read as draft 7,
 * or that both may read, nothing stands there.
 */
export function* referenceSiblings({ schemas }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  const found: Problem[] = [];
  for (const schema of schemas.values()) {
    eachSubschema(schema, ({ ref, origin }) => {
      if (ref === undefined || documents.files.get(origin.file)?.kind === 'openapi') return;
      const written = valueAt(documents, origin);
      if (written === undefined || !isJsonObject(written) || !Object.hasOwn(written, '$ref')) return;
      for (const keyword of Object.keys(written).filter((key) => key !== '$ref')) {
        const message = `${quote(keyword)} stands beside "$ref", where draft-07 ignores it and 2020-12 does not`;
        found.push({ code: 'REF_SIBLING', message, origin: keyOf(below(origin, keyword)) });
      }
    });
  }
  yield* found;
}

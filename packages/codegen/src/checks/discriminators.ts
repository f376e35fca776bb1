import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import { isJsonObject, own, type JsonValue } from '../ir/json.ts';
import type { Contract } from '../ir/contract.ts';
import { below } from '../ir/origin.ts';
import { eachSubschema } from '../ir/subschemas.ts';
import { resolveReference, type Target } from '../read/references.ts';

/**
 * What a discriminator maps to is a schema: by reference, or by the name of a component (OpenAPI 3.1, Discriminator
 * Object).
 */
export function* discriminators({ schemas, apis }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  if (apis.length === 0) return;
  const found: Problem[] = [];
  for (const schema of schemas.values()) {
    eachSubschema(schema, ({ annotations, origin }) => {
      for (const [key, value] of mappingOf(own(annotations, 'discriminator'))) {
        const target = typeof value === 'string' ? resolveMapping(documents, origin.file, value) : undefined;
        if (target?.kind !== 'lost') continue;
        found.push({
          code: target.code,
          message: target.message,
          origin: below(origin, 'discriminator', 'mapping', key),
        });
      }
    });
  }
  yield* found;
}

function mappingOf(discriminator: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  const mapping = isJsonObject(discriminator) ? own(discriminator, 'mapping') : undefined;
  return isJsonObject(mapping) ? Object.entries(mapping) : [];
}

function resolveMapping({ files }: LoadedDocuments, from: string, value: string): Target {
  const isName = /^[A-Za-z0-9._-]+$/.test(value);
  if (isName && resolveReference(files, from, value).kind !== 'lost') return { kind: 'hidden' };
  return resolveReference(files, from, isName ? `#/components/schemas/${value}` : value);
}

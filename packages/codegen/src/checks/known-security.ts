import type { Problem } from '../diagnostics/problem.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import { isJsonObject, own, type JsonObject } from '../ir/json.ts';
import type { Contract } from '../ir/contract.ts';
import { below, keyOf, type Origin } from '../ir/origin.ts';
import { didYouMean, quote, valueAt } from './check.ts';

/** A security requirement names schemes of the document's components (OpenAPI 3.1, Security Requirement Object). */
export function* knownSecurity({ apis }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  for (const { origin, operations, bundled } of apis) {
    const schemes = schemesOf(bundled);
    if (schemes === undefined) continue;
    yield* unknownSchemes(below(origin, 'security'), schemes, documents);
    for (const operation of operations) yield* unknownSchemes(below(operation.origin, 'security'), schemes, documents);
  }
}

function* unknownSchemes(origin: Origin, schemes: readonly string[], documents: LoadedDocuments): Iterable<Problem> {
  const requirements = valueAt(documents, origin);
  if (!Array.isArray(requirements)) return;
  for (const [index, requirement] of requirements.entries()) {
    if (!isJsonObject(requirement)) continue;
    for (const name of Object.keys(requirement).filter((key) => !schemes.includes(key))) {
      const message = `there is no security scheme ${quote(name)}${didYouMean(suggest(name, schemes))}`;
      yield { code: 'UNKNOWN_SECURITY_SCHEME', message, origin: keyOf(below(origin, index, name)) };
    }
  }
}

/** The names of the document's schemes; undefined where something else stands in their place. */
function schemesOf(bundled: JsonObject): readonly string[] | undefined {
  const components = own(bundled, 'components') ?? {};
  const schemes = isJsonObject(components) ? own(components, 'securitySchemes') ?? {} : undefined;
  return isJsonObject(schemes) ? Object.keys(schemes) : undefined;
}

import type { Api } from '../../ir/contract.ts';
import { isJsonObject, own, type JsonObject, type JsonValue } from '../../ir/json.ts';
import { below, keyOf } from '../../ir/origin.ts';
import type { Finding } from '../finding.ts';

/** What a security scheme is, under a name that stays: a caller that follows the old one is refused. */
export function compareSchemes(before: Api, after: Api): readonly Finding[] {
  const used = [...new Set(before.operations.flatMap(({ security }) => security.flat()))].sort();
  return used.flatMap((name): readonly Finding[] => {
    const [from, to] = [wordless(schemeOf(before, name)), wordless(schemeOf(after, name))];
    if (from === undefined || to === undefined || JSON.stringify(from) === JSON.stringify(to)) return [];
    const callers = before.operations.filter(({ security }) => security.some((way) => way.includes(name)));
    return [
      {
        rule: 'http-security',
        verdict: 'breaking',
        subject: before.name,
        message: `the security scheme ${name} is ${JSON.stringify(to)}, and was ${JSON.stringify(from)}`,
        before: keyOf(below(before.origin, 'components', 'securitySchemes', name)),
        after: keyOf(below(after.origin, 'components', 'securitySchemes', name)),
        affected: [{ name: `callers of ${before.name}`, role: `call ${callers.map(({ id }) => id).join(', ')}` }],
        advice: 'add a scheme of another name beside it, and accept both until every caller has moved',
        owners: [before.name],
      },
    ];
  });
}

/** The scheme in the document as one, whatever file it stands in. */
function schemeOf({ bundled }: Api, name: string): JsonObject | undefined {
  const schemes = objectIn(objectIn(bundled, 'components'), 'securitySchemes');
  const scheme = objectIn(schemes, name);
  const reference = scheme === undefined ? undefined : own(scheme, '$ref');
  return typeof reference === 'string' ? objectIn(schemes, reference.slice(reference.lastIndexOf('/') + 1)) : scheme;
}

function objectIn(parent: JsonObject | undefined, key: string): JsonObject | undefined {
  const value = parent === undefined ? undefined : own(parent, key);
  return value !== undefined && isJsonObject(value) ? value : undefined;
}

/** What a scheme demands, in one order: `bearerFormat` is a hint for readers (OpenAPI 3.1, Security Scheme Object). */
function wordless(scheme: JsonObject | undefined): JsonObject | undefined {
  if (scheme === undefined) return undefined;
  const told = Object.entries(scheme).filter(([key]) => key !== 'description' && key !== 'bearerFormat' && !key.startsWith('x-'));
  return Object.fromEntries(told.sort(([left], [right]): number => (left < right ? -1 : 1)) satisfies readonly (readonly [string, JsonValue])[]);
}

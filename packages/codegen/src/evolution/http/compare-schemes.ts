import type { Api } from '../../ir/contract.ts';
import type { JsonObject } from '../../ir/json.ts';
import { keyOf } from '../../ir/origin.ts';
import { equalJson } from '../../print/normal/equal.ts';
import type { Finding } from '../finding.ts';

/** What a security scheme is, under a name that stays: a caller that follows the old one is refused. */
export function compareSchemes(before: Api, after: Api): readonly Finding[] {
  const used = [...new Set(before.operations.flatMap(({ security }) => security.flat()))].sort();
  return used.flatMap((name): readonly Finding[] => {
    const [old, now] = [before, after].map(({ securitySchemes }) => securitySchemes.find((one) => one.name === name));
    if (old === undefined || now === undefined) return [];
    const [from, to] = [wordless(old.scheme), wordless(now.scheme)];
    if (equalJson(from, to)) return [];
    const callers = before.operations.filter(({ security }) => security.some((way) => way.includes(name)));
    return [
      {
        rule: 'http-security',
        verdict: 'breaking',
        subject: before.name,
        message: `the security scheme ${name} is ${JSON.stringify(to)}, and was ${JSON.stringify(from)}`,
        before: keyOf(old.origin),
        after: keyOf(now.origin),
        affected: [{ name: `callers of ${before.name}`, role: `call ${callers.map(({ id }) => id).join(', ')}` }],
        advice: 'add a scheme of another name beside it, and accept both until every caller has moved',
        owners: [before.name],
      },
    ];
  });
}

/** What a scheme demands, in one order: `bearerFormat` is a hint for readers (OpenAPI 3.1, Security Scheme Object). */
function wordless(scheme: JsonObject): JsonObject {
  const told = Object.entries(scheme).filter(([key]) => key !== 'description' && key !== 'bearerFormat' && !key.startsWith('x-'));
  return Object.fromEntries(told.sort(([left], [right]) => (left < right ? -1 : 1)));
}

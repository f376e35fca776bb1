import { isObject, type JsonObject } from './json.ts';
import { exampleBodies, exampleRequests, responseOf, rolesOf, successOf, type Matched, type NamedExample } from './operations.ts';

export interface Asked extends Matched {
  /** What the access token says, where it is one that can be read. */
  readonly claims: JsonObject | undefined;
  readonly body: unknown;
}

/** What Prism is asked to answer with. */
export type Choice = { readonly example: string } | { readonly status: number } | undefined;

/**
 * Chooses among the examples of a contract the one that answers a request, by rules that hold for any contract:
 *
 * 1. A token without the roles that the operation asks for gets the 403.
 * 2. A path parameter whose name is a property of the examples picks those that have its value; if none has, it is the 404.
 * 3. Where the examples of requests and answers have the same names, the answer is that of the request most like this one.
 * 4. Of what is left, an example that has the token's subject in it goes before others.
 *
 * Nothing where the first example is as good as any.
 */
export function chooseExample({ operation, params, claims, body }: Asked): Choice {
  if (lacksRole(rolesOf(operation), claims) && responseOf(operation, 403) !== undefined) return { status: 403 };
  const all = exampleBodies(successOf(operation));
  const named = withParams(all, params);
  if (named.length === 0 && all.length > 0) return responseOf(operation, 404) === undefined ? undefined : { status: 404 };
  const alike = answersTo(exampleRequests(operation), body, named);
  const own = preferred(alike, ({ value }) => claims?.sub !== undefined && holds(value, claims.sub));
  return own[0] === undefined || own[0] === all[0] ? undefined : { example: own[0].name };
}

/** A token that cannot be read, `Bearer anything`, has every role. */
function lacksRole(wanted: readonly unknown[], claims: JsonObject | undefined): boolean {
  if (wanted.length === 0 || !Array.isArray(claims?.roles)) return false;
  return !claims.roles.some((role) => wanted.includes(role));
}

function withParams(examples: readonly NamedExample[], params: Readonly<Record<string, string>>): readonly NamedExample[] {
  return Object.entries(params).reduce((left, [name, value]) => {
    const holders = left.filter((example) => isObject(example.value) && name in example.value);
    return holders.length === 0 ? left : holders.filter((example) => isObject(example.value) && String(example.value[name]) === value);
  }, examples);
}

function answersTo(requests: readonly NamedExample[], body: unknown, answers: readonly NamedExample[]): readonly NamedExample[] {
  const likeness = (name: string): number => alike(requests.find((request) => request.name === name)?.value, body);
  const best = Math.max(0, ...answers.map(({ name }) => likeness(name)));
  return best === 0 ? answers : answers.filter(({ name }) => likeness(name) === best);
}

/** How many properties two bodies share. */
function alike(example: unknown, body: unknown): number {
  if (!isObject(example) || !isObject(body)) return 0;
  return Object.entries(body).filter(([name, value]) => name in example && JSON.stringify(example[name]) === JSON.stringify(value)).length;
}

/** Those that a rule favours; all where it favours none. */
function preferred(examples: readonly NamedExample[], favoured: (example: NamedExample) => boolean): readonly NamedExample[] {
  const better = examples.filter(favoured);
  return better.length > 0 ? better : examples;
}

function holds(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => holds(item, wanted));
  return isObject(value) ? Object.values(value).some((inner) => holds(inner, wanted)) : value === wanted;
}

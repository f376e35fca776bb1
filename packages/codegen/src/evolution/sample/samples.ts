import { hasType } from '../../checks/validate/scalars.ts';
import { validateInPlace } from '../../checks/validate/validate-example.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../ir/json.ts';
import type { JsonType } from '../../ir/schema.ts';
import { groupOf, groupsOf, type Group } from '../../print/normal/scalars.ts';
import { itemSchemasOf, surelyHolds } from '../subset/applied.ts';
import { distinct, type Term, type World } from '../subset/term.ts';
import { numbersAbout, textsAbout, writtenValues } from './candidates.ts';

/** Whether a term accepts a value; formats are asserted. */
export function accepts({ schema, schemas }: Term, value: JsonValue): boolean {
  // Most values are refused by their type, and to say why costs more than to see it.
  if (schema.types?.some((type) => hasType(type, value)) === false) return false;
  return validateInPlace(schemas, schema, value, 'assertion').length === 0;
}

/** Makes values that all of some terms accept, as far as it finds some. */
export type Sampler = (terms: readonly Term[]) => readonly JsonValue[];

/** How many values of each type are made. */
const most = 5;
const deepest = 8;

/** A sampler that remembers what it made. */
export function createSampler(world: World): Sampler {
  const known = new Map<string, readonly JsonValue[]>();
  const open = new Set<string>();
  let effort = 20_000;

  /** Each way costs what it looks at. */
  const candidatesFor = (terms: readonly Term[]): readonly JsonValue[] =>
    variants(world, terms).flatMap((parts) => {
      effort -= 1 + parts.length ** 2 / 100;
      return effort <= 0 ? [] : candidates({ world, samples }, parts);
    });

  const samples = (terms: readonly Term[]): readonly JsonValue[] => {
    const key = terms.map(({ number }) => number).sort((left, right) => left - right).join();
    const found = known.get(key);
    if (found !== undefined) return found;
    if (open.has(key) || open.size > deepest || effort <= 0) return [];
    open.add(key);
    const values = firstAccepted(terms, candidatesFor(terms));
    open.delete(key);
    if (values.length > 0 || open.size === 0) known.set(key, values);
    return values;
  };
  return samples;
}

function firstAccepted(terms: readonly Term[], values: readonly JsonValue[]): readonly JsonValue[] {
  const found = new Map<Group, JsonValue[]>();
  for (const value of values) {
    const alike = found.get(groupOf(value)) ?? [];
    if (alike.length === most || !terms.every((term) => accepts(term, value))) continue;
    found.set(groupOf(value), [...alike, value]);
  }
  return [...found.values()].flat();
}

/** All that holds at once, for some of the ways through `anyOf`, `oneOf` and `if`. */
function variants(world: World, terms: readonly Term[]): readonly (readonly Term[])[] {
  let ways: readonly (readonly Term[])[] = [distinct(terms.flatMap(world.flat))];
  for (const term of ways[0] ?? []) {
    const branches = branchesOf(world, term);
    for (const options of branches) {
      ways = ways.flatMap((way) => options.map((option) => distinct([...way, ...option]))).slice(0, 24);
    }
  }
  return ways;
}

function branchesOf(world: World, { schema, schemas }: Term): readonly (readonly (readonly Term[])[])[] {
  const flatten = (part: Term['schema']): readonly Term[] => world.flat(world.term(part, schemas));
  const lists = [schema.anyOf, schema.oneOf].filter((list) => list !== undefined).map((list) => list.map(flatten));
  if (schema.if === undefined) return lists;
  const then = [schema.if, ...(schema.then === undefined ? [] : [schema.then])].flatMap(flatten);
  return [...lists, [schema.else === undefined ? [] : flatten(schema.else), then]];
}

interface Making {
  readonly world: World;
  readonly samples: Sampler;
}

function candidates(making: Making, parts: readonly Term[]): readonly JsonValue[] {
  const schemas = parts.map(({ schema }) => schema);
  const listed = schemas.flatMap((schema) => [...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const])]);
  if (listed.length > 0) return listed;
  const groups = schemas.reduce<readonly Group[]>((all, { types }) => all.filter((group) => groupsOf(types).includes(group)), groupsOf(undefined));
  return [...writtenValues(schemas), ...groups.flatMap((group) => candidatesOf(making, parts, group))];
}

function candidatesOf(making: Making, parts: readonly Term[], group: JsonType): readonly JsonValue[] {
  const schemas = parts.map(({ schema }) => schema);
  switch (group) {
    case 'null':
      return [null];
    case 'boolean':
      return [true, false];
    case 'string':
      return textsAbout(schemas);
    case 'array':
      return arraysOf(making, parts);
    case 'object':
      return objectsOf(making, parts);
    default:
      return numbersAbout(schemas);
  }
}

function arraysOf({ world, samples }: Making, parts: readonly Term[]): readonly JsonValue[] {
  const limits = parts.flatMap(({ schema }) => [schema.minItems, schema.minContains, schema.contains === undefined ? 0 : 1]);
  const needed = Math.max(0, ...limits.filter((limit) => limit !== undefined));
  if (needed > 1000) return [];
  const contained = parts.flatMap(({ schema, schemas }) => (schema.contains === undefined ? [] : [world.term(schema.contains, schemas)]));
  const itemAt = (index: number, wanted: readonly Term[]): JsonValue | undefined => {
    const values = samples([...parts.flatMap((term) => itemSchemasOf(world, term, index)), ...wanted]);
    return parts.some(({ schema }) => schema.uniqueItems === true) ? values[index % Math.max(1, values.length)] : values[0];
  };
  const fill = (length: number, wanted: readonly Term[]): readonly JsonValue[] => {
    const items = Array.from({ length }, (_, index) => itemAt(index, wanted));
    return items.filter((item) => item !== undefined);
  };
  return [needed, needed + 1].flatMap((length) => [fill(length, contained), fill(length, [])]);
}

function objectsOf({ world, samples }: Making, parts: readonly Term[]): readonly JsonValue[] {
  const required = new Set(parts.flatMap(({ schema }) => schema.required ?? []));
  for (const { schema } of [...parts, ...parts]) {
    for (const [name, others] of schema.dependentRequired ?? []) if (required.has(name)) others.forEach((other) => required.add(other));
  }
  const declared = new Set(parts.flatMap(({ schema }) => [...(schema.properties?.keys() ?? [])]));
  const needed = Math.max(0, ...parts.map(({ schema }) => schema.minProperties ?? 0));
  const extra = [...declared, 'a', 'b', 'c', 'd'].filter((name) => !required.has(name)).slice(0, Math.max(0, needed - required.size));
  const memberOf = (name: string, which: number): JsonValue | undefined => {
    const values = samples(distinct(parts.flatMap((term) => surelyHolds(world, term, { name }))));
    return values[which % Math.max(1, values.length)];
  };
  const build = (names: Iterable<string>, which = 0): JsonObject => {
    const members = [...names].map((name) => [name, memberOf(name, which)] as const);
    return Object.fromEntries(members.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
  };
  return [build([...required, ...extra]), build([...required, ...declared]), build([...required, ...extra], 1)];
}

/** An object that some terms may accept, with a property as given. */
export function withProperty(samples: Sampler, terms: readonly Term[], name: string, value: JsonValue): JsonValue | undefined {
  const whole = samples(terms).find(isJsonObject);
  return whole === undefined ? undefined : { ...whole, [name]: value };
}

/** A list that some terms may accept, with an item as given. */
export function withItem(samples: Sampler, terms: readonly Term[], index: number, value: JsonValue): JsonValue | undefined {
  const whole = samples(terms).find(isJsonArray);
  if (whole === undefined) return undefined;
  const items = [...whole];
  while (items.length < index) items.push(items.at(-1) ?? null);
  items[index] = value;
  return items;
}

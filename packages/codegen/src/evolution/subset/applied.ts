import { toRegExp } from '../../ir/pattern.ts';
import type { Schema } from '../../ir/schema.ts';
import { inPlaceSubschemas } from '../../print/normal/evaluates.ts';
import type { Term, World } from './term.ts';

/** A property: by its name, or any other whose name matches exactly some patterns. */
export type Property = { readonly name: string } | { readonly matching: ReadonlySet<string> };

/** What a schema says of a property with its own keywords, `unevaluatedProperties` excepted. */
function ownSchemasOf(schema: Schema, property: Property): readonly Schema[] {
  const declared = 'name' in property ? schema.properties?.get(property.name) : undefined;
  const patterns = [...(schema.patternProperties ?? [])].filter(([pattern]) => matches(pattern, property)).map(([, part]) => part);
  const named = [...(declared === undefined ? [] : [declared]), ...patterns];
  if (named.length > 0 || schema.additionalProperties === undefined) return named;
  return [schema.additionalProperties];
}

function matches(pattern: string, property: Property): boolean {
  return 'name' in property ? toRegExp(pattern).test(property.name) : property.matching.has(pattern);
}

/** What surely holds of a property in the values that a term accepts: where that depends on the value, less. */
export function surelyHolds(world: World, term: Term, property: Property): readonly Term[] {
  const { schema, schemas } = term;
  const own = ownSchemasOf(schema, property);
  const { unevaluatedProperties: others } = schema;
  const applied = others !== undefined && own.length === 0 && !mayLookAt(world, term, property, new Set()) ? [others] : own;
  return applied.map((part) => world.term(part, schemas));
}

/** What has to hold of a property in the values that a term accepts: where that depends on the value, more. */
export function hasToHold(world: World, term: Term, property: Property): readonly Term[] {
  const { schema, schemas } = term;
  const own = ownSchemasOf(schema, property);
  const { unevaluatedProperties: others } = schema;
  const isLookedAt = world.flat(term).some(({ schema: part }) => ownSchemasOf(part, property).length > 0);
  const applied = others !== undefined && !isLookedAt ? [...own, others] : own;
  return applied.map((part) => world.term(part, schemas));
}

/** Whether some subschema for the same value may look at a property, so that it is not unevaluated. */
function mayLookAt(world: World, { schema, schemas }: Term, property: Property, seen: Set<Schema>): boolean {
  return sameValueParts(schema, schemas).some((part) => {
    if (seen.has(part)) return false;
    seen.add(part);
    if (ownSchemasOf(part, property).length > 0 || part.unevaluatedProperties !== undefined) return true;
    return mayLookAt(world, world.term(part, schemas), property, seen);
  });
}

/** The names and the patterns of names that schemas speak of. */
export interface Spoken {
  readonly names: ReadonlySet<string>;
  readonly patterns: ReadonlySet<string>;
}

/**
 * What some terms speak of with their own keywords; where one of them has `unevaluatedProperties`, also what all others that
 * look at the same value speak of, since that is evaluated if they hold.
 */
export function spokenOf(world: World, terms: readonly Term[]): Spoken {
  const names = new Set<string>();
  const patterns = new Set<string>();
  const seen = new Set<Schema>();
  const isDeep = terms.some(({ schema }) => schema.unevaluatedProperties !== undefined);
  const visit = ({ schema, schemas }: Term): void => {
    if (seen.has(schema)) return;
    seen.add(schema);
    for (const name of schema.properties?.keys() ?? []) names.add(name);
    for (const pattern of schema.patternProperties?.keys() ?? []) patterns.add(pattern);
    if (isDeep) for (const part of sameValueParts(schema, schemas)) visit(world.term(part, schemas));
  };
  terms.forEach(visit);
  return { names, patterns };
}

function sameValueParts(schema: Schema, schemas: Term['schemas']): readonly Schema[] {
  const target = schema.ref === undefined ? undefined : schemas.get(schema.ref);
  return [...inPlaceSubschemas(schema), ...(target === undefined ? [] : [target])];
}

/** What surely holds of the item at an index; `null` is any item behind all that are spoken of one by one. */
export function itemSchemasOf(world: World, { schema, schemas }: Term, index: number): readonly Term[] {
  const part = schema.prefixItems?.[index] ?? schema.items;
  if (part !== undefined) return [world.term(part, schemas)];
  const { unevaluatedItems: others } = schema;
  return others === undefined || mayLookAtItems(schema, schemas, new Set()) ? [] : [world.term(others, schemas)];
}

/** What has to hold of the item at an index. */
export function itemObligations(world: World, term: Term, index: number): readonly Term[] {
  const { schema, schemas } = term;
  const own = schema.prefixItems?.[index] ?? schema.items;
  const isLookedAt = world.flat(term).some(({ schema: part }) => (part.prefixItems?.[index] ?? part.items) !== undefined);
  const others = isLookedAt ? undefined : schema.unevaluatedItems;
  return [own, others].filter((part) => part !== undefined).map((part) => world.term(part, schemas));
}

function mayLookAtItems(schema: Schema, schemas: Term['schemas'], seen: Set<Schema>): boolean {
  if (schema.contains !== undefined) return true;
  return sameValueParts(schema, schemas).some((part) => {
    if (seen.has(part)) return false;
    seen.add(part);
    const looks = part.prefixItems ?? part.items ?? part.unevaluatedItems;
    return looks !== undefined || mayLookAtItems(part, schemas, seen);
  });
}

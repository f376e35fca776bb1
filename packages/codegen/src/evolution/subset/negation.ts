import type { Schema } from '../../ir/schema.ts';
import { allGroups, groupsOf } from '../../print/normal/scalars.ts';

/** What accepts exactly the values that a schema refuses, where one keyword says it; undefined for all other schemas. */
export function negationOf(schema: Schema): Schema | undefined {
  const { origin, annotations: _, ...keywords } = schema;
  const [keyword, ...more] = Object.keys(keywords);
  const negated = more.length > 0 || keyword === undefined ? undefined : negate(schema);
  return negated === undefined ? undefined : { ...negated, origin, annotations: {} };
}

type Assertions = Omit<Schema, 'origin' | 'annotations'>;

/** A keyword that speaks of one type accepts all values of the others: refused are values of that type only. */
function negate(schema: Schema): Assertions | undefined {
  const { types, minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength, maxLength, required } = schema;
  if (types !== undefined) return types.includes('integer') ? undefined : { types: allGroups.filter((group) => !groupsOf(types).includes(group)) };
  if (minimum !== undefined) return { types: ['number'], exclusiveMaximum: minimum };
  if (maximum !== undefined) return { types: ['number'], exclusiveMinimum: maximum };
  if (exclusiveMinimum !== undefined) return { types: ['number'], maximum: exclusiveMinimum };
  if (exclusiveMaximum !== undefined) return { types: ['number'], minimum: exclusiveMaximum };
  if (minLength !== undefined) return { types: ['string'], maxLength: minLength - 1 };
  if (maxLength !== undefined) return { types: ['string'], minLength: maxLength + 1 };
  const [name] = required ?? [];
  if (name === undefined || required?.length !== 1) return undefined;
  return { types: ['object'], properties: new Map([[name, { origin: schema.origin, always: false, annotations: {} }]]) };
}

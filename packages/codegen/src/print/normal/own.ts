import type { JsonValue } from '../../ir/json.ts';
import type { Schema } from '../../ir/schema.ts';
import { equalJson } from './equal.ts';
import { compact } from './merge.ts';
import { allGroups, allowedValues, distinctTypes, foreignKeywords, groupOf, groupsOf } from './scalars.ts';

/** The normal form of a schema's own keywords: what they say together is said once, and what cannot apply is gone. */
export function ownNormal(schema: Schema): Schema {
  if (schema.always !== undefined || schema.ref !== undefined) return schema;
  const steps = [withEnum, withTypesInOrder, withoutForeign, withNothingIdle];
  const form = steps.reduce((step, next) => next(step), schema);
  const impossible = form.types?.length === 0 || form.enum?.length === 0 || form.allOf?.some(({ always }) => always === false);
  if (impossible === true) return { origin: schema.origin, always: false, annotations: schema.annotations };
  return asserts(form) ? form : { origin: schema.origin, always: true, annotations: schema.annotations };
}

/** `const` is an `enum` of one; an enum has no value that the other scalar keywords refuse, and they are gone. */
function withEnum(schema: Schema): Schema {
  const { const: constant, ...rest } = schema;
  const listed = constant === undefined ? rest.enum : onlyConstant(constant, rest.enum);
  if (listed === undefined) return rest;
  const values = allowedValues(rest, listed);
  const scalars = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength', 'pattern', 'types'];
  const kept = Object.entries(rest).filter(([keyword]) => !scalars.includes(keyword));
  const others = foreignKeywords([...new Set(values.map(groupOf))]);
  const speaking = kept.filter(([keyword]) => !others.includes(keyword));
  return { ...Object.fromEntries(speaking), origin: schema.origin, annotations: schema.annotations, enum: values };
}

function onlyConstant(constant: JsonValue, values: readonly JsonValue[] | undefined): readonly JsonValue[] {
  return values === undefined || values.some((value) => equalJson(value, constant)) ? [constant] : [];
}

function withTypesInOrder(schema: Schema): Schema {
  if (schema.types === undefined) return schema;
  const types = distinctTypes(schema.types);
  const order = allGroups.flatMap((group) => types.filter((type) => type === group || (type === 'integer' && group === 'number')));
  const { types: _, ...rest } = schema;
  return order.length === allGroups.length && !order.includes('integer') ? rest : { ...rest, types: order };
}

/** Keywords of types that the schema does not allow say nothing. */
function withoutForeign(schema: Schema): Schema {
  if (schema.types === undefined) return schema;
  const foreign = foreignKeywords(groupsOf(schema.types));
  return compact({ ...schema, ...Object.fromEntries(foreign.map((keyword) => [keyword, undefined])) });
}

/** Without keywords that are there and say nothing, and with `required` in order. */
function withNothingIdle(schema: Schema): Schema {
  const { required, contains, dependentRequired } = schema;
  return compact({
    ...schema,
    required: required === undefined || required.length === 0 ? undefined : [...required].sort(),
    minLength: aboveZero(schema.minLength),
    minItems: aboveZero(schema.minItems),
    minProperties: aboveZero(schema.minProperties),
    uniqueItems: schema.uniqueItems === true ? true : undefined,
    minContains: contains === undefined ? undefined : schema.minContains,
    maxContains: contains === undefined ? undefined : schema.maxContains,
    then: schema.if === undefined ? undefined : schema.then,
    else: schema.if === undefined ? undefined : schema.else,
    dependentRequired: dependentRequired !== undefined && dependentRequired.size > 0 ? dependentRequired : undefined,
    not: schema.not?.always === false ? undefined : schema.not,
  });
}

function aboveZero(count: number | undefined): number | undefined {
  return count === 0 ? undefined : count;
}

/** Whether a schema has any keyword beside its remarks. */
function asserts({ origin: _, annotations: __, ...keywords }: Schema): boolean {
  return Object.keys(keywords).length > 0;
}

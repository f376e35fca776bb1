import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Contract } from '../ir/contract.ts';
import { keyOf } from '../ir/origin.ts';
import type { Schema } from '../ir/schema.ts';
import { isWritten } from './check.ts';

/** A schema says of what type its values are: one that says nothing accepts everything. */
export function* typedSchemas({ schemas }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  for (const schema of schemas.values()) yield* untyped(schema, documents);
}

/** A reference that leads nowhere is reported by what reads it. */
function* untyped(schema: Schema, documents: LoadedDocuments): Iterable<Problem> {
  const message = 'the schema does not say of what type its values are';
  if (saysNothing(schema) && !isWritten(documents, schema.origin, '$ref')) {
    yield { code: 'UNTYPED_SCHEMA', message, origin: keyOf(schema.origin) };
  }
  for (const part of typedParts(schema)) yield* untyped(part, documents);
}

function saysNothing({ always, types, ref, enum: values, const: value, allOf, anyOf, oneOf }: Schema): boolean {
  return (
    always === true ||
    (always === undefined && [types, ref, values, value, allOf, anyOf, oneOf].every((keyword) => keyword === undefined))
  );
}

/** The parts that stand for values of their own; those of `allOf`, `if` and the like narrow what surrounds them. */
function typedParts(schema: Schema): readonly Schema[] {
  const {
    properties,
    patternProperties,
    prefixItems = [],
    items,
    anyOf = [],
    oneOf = [],
    allOf = [],
    additionalProperties,
  } = schema;
  const inAllOf = allOf.flatMap(typedParts);
  const members = [
    ...(properties?.values() ?? []),
    ...(patternProperties?.values() ?? []),
    ...prefixItems,
    ...anyOf,
    ...oneOf,
    ...inAllOf,
  ];
  const rest = [items, additionalProperties].filter((part) => part !== undefined);
  return [...members, ...rest.filter(({ always }) => always === undefined)];
}

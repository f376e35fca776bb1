import { isJsonObject, own, type JsonObject, type JsonPath, type JsonValue } from '../../ir/json.ts';
import { toRegExp } from '../../ir/pattern.ts';
import type { Schema } from '../../ir/schema.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { absorb, fail, type Failure, type Outcome } from './outcome.ts';
import { count } from './scalars.ts';
import type { Validation } from './validation.ts';

export function checkObject(
  validation: Validation,
  schema: Schema,
  value: JsonValue,
  path: JsonPath,
  outcome: Outcome,
): void {
  if (!isJsonObject(value)) return;
  const size = Object.keys(value).length;
  const { minProperties, maxProperties } = schema;
  if (minProperties !== undefined && size < minProperties) {
    fail(outcome, path, `has ${count(size, 'property', 'properties')}, fewer than ${String(minProperties)}`);
  }
  if (maxProperties !== undefined && size > maxProperties) {
    fail(outcome, path, `has ${count(size, 'property', 'properties')}, more than ${String(maxProperties)}`);
  }
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name) && !isLeftOut(validation, schema.properties?.get(name))) {
      fail(outcome, path, `lacks ${JSON.stringify(name)}`);
    }
  }
  checkDependencies(validation, schema, value, path, outcome);
  for (const [name, member] of Object.entries(value)) checkMember(validation, schema, member, [...path, name], outcome);
}

/** OpenAPI 3.1, Schema Object: `readOnly` properties need not be in a request, `writeOnly` ones not in a response. */
function isLeftOut({ direction, schemas }: Validation, property: Schema | undefined): boolean {
  if (direction === undefined || property === undefined) return false;
  const keyword = direction === 'request' ? 'readOnly' : 'writeOnly';
  const target = property.ref === undefined ? undefined : schemas.get(property.ref);
  return (
    own(property.annotations, keyword) === true || (target !== undefined && own(target.annotations, keyword) === true)
  );
}

function checkDependencies(
  validation: Validation,
  schema: Schema,
  value: JsonObject,
  path: JsonPath,
  outcome: Outcome,
): void {
  for (const [name, needed] of schema.dependentRequired ?? []) {
    const missing = Object.hasOwn(value, name) ? needed.filter((other) => !Object.hasOwn(value, other)) : [];
    for (const other of missing) {
      fail(outcome, path, `lacks ${JSON.stringify(other)}, which goes with ${JSON.stringify(name)}`);
    }
  }
  for (const [name, dependent] of schema.dependentSchemas ?? []) {
    if (Object.hasOwn(value, name)) absorb(outcome, validation.evaluate(validation, dependent, value, path));
  }
}

function checkMember(validation: Validation, schema: Schema, member: JsonValue, at: JsonPath, outcome: Outcome): void {
  const name = String(at.at(-1));
  const evaluate = (part: Schema): void => {
    outcome.failures.push(...validation.evaluate(validation, part, member, at).failures);
    outcome.members.add(name);
  };
  if (schema.propertyNames !== undefined) {
    const failures = validation.evaluate(validation, schema.propertyNames, name, at).failures;
    outcome.failures.push(
      ...failures.map(({ message }): Failure => ({ path: at, message: `has a name that ${message}`, at: 'key' })),
    );
  }
  const property = schema.properties?.get(name);
  const patterns = [...(schema.patternProperties ?? [])].filter(([pattern]) => toRegExp(pattern).test(name));
  if (property !== undefined) evaluate(property);
  for (const [, part] of patterns) evaluate(part);
  if (property !== undefined || patterns.length > 0 || schema.additionalProperties === undefined) return;
  if (schema.additionalProperties.always === false) refuseMember(schema, name, at, outcome);
  else evaluate(schema.additionalProperties);
}

function refuseMember(schema: Schema, name: string, at: JsonPath, outcome: Outcome): void {
  const near = suggest(name, schema.properties?.keys() ?? []);
  const hint = near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`;
  outcome.failures.push({ path: at, message: `is not declared${hint}`, at: 'key' });
  outcome.members.add(name);
}

export function checkUnevaluatedProperties(
  validation: Validation,
  schema: Schema,
  value: JsonValue,
  path: JsonPath,
  outcome: Outcome,
): void {
  const { unevaluatedProperties } = schema;
  if (!isJsonObject(value) || unevaluatedProperties === undefined) return;
  for (const [name, member] of Object.entries(value)) {
    if (outcome.members.has(name)) continue;
    if (unevaluatedProperties.always === false) refuseMember(schema, name, [...path, name], outcome);
    else {
      outcome.failures.push(
        ...validation.evaluate(validation, unevaluatedProperties, member, [...path, name]).failures,
      );
    }
    outcome.members.add(name);
  }
}

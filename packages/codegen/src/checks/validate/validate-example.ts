import type { JsonPath, JsonValue } from '../../ir/json.ts';
import type { Schema, SchemaId, SchemaSet } from '../../ir/schema.ts';
import { describe } from '../../read/grammar/walk.ts';
import { checkArray, checkUnevaluatedItems } from './arrays.ts';
import { equalJson } from '../../print/normal/equal.ts';
import { checkObject, checkUnevaluatedProperties } from './objects.ts';
import { absorb, absorbMembers, fail, noOutcome, type Failure, type Outcome } from './outcome.ts';
import { checkNumber, checkString, hasType } from './scalars.ts';
import type { Direction, Validation } from './validation.ts';

export type { Direction } from './validation.ts';

/**
 * Why a schema refuses a value; nothing where it accepts it.
 *
 * An interpreter of the whole vocabulary, for the examples in the specs: to print and import modules for them would
 * cost more than the rest of a run. A schema that is not in the set (its reference leads nowhere) accepts everything.
 */
export function validateExample(
  schemas: SchemaSet,
  id: SchemaId,
  value: JsonValue,
  format: Validation['format'],
  direction?: Direction,
): readonly Failure[] {
  const schema = schemas.get(id);
  return schema === undefined ? [] : validateInPlace(schemas, schema, value, format, direction);
}

/** `validateExample` for a schema that is written inside of another. */
export function validateInPlace(
  schemas: SchemaSet,
  schema: Schema,
  value: JsonValue,
  format: Validation['format'],
  direction?: Direction,
): readonly Failure[] {
  const validation = {
    schemas,
    format,
    open: new Set<string>(),
    evaluate,
    ...(direction === undefined ? {} : { direction }),
  };
  return evaluate(validation, schema, value, []).failures;
}

function evaluate(validation: Validation, schema: Schema, value: JsonValue, path: JsonPath): Outcome {
  const outcome = noOutcome();
  if (schema.always === false) fail(outcome, path, 'is not allowed');
  if (schema.always !== undefined) return outcome;
  checkValue(schema, value, path, outcome);
  if (typeof value === 'number') checkNumber(schema, value, path, outcome);
  if (typeof value === 'string') checkString(schema, value, path, outcome, validation.format);
  checkArray(validation, schema, value, path, outcome);
  checkObject(validation, schema, value, path, outcome);
  checkReference(validation, schema, value, path, outcome);
  checkComposition(validation, schema, value, path, outcome);
  checkUnevaluatedItems(validation, schema, value, path, outcome);
  checkUnevaluatedProperties(validation, schema, value, path, outcome);
  return outcome;
}

function checkValue(schema: Schema, value: JsonValue, path: JsonPath, outcome: Outcome): void {
  const { types } = schema;
  if (types !== undefined && !types.some((type) => hasType(type, value))) {
    fail(outcome, path, `is ${describe(value)}, not ${types.map(typeName).join(' or ')}`);
  }
  if (schema.enum !== undefined && !schema.enum.some((option) => equalJson(option, value))) {
    fail(outcome, path, `is ${describe(value)}, not one of ${shortList(schema.enum)}`);
  }
  if (schema.const !== undefined && !equalJson(schema.const, value)) {
    fail(outcome, path, `is ${describe(value)}, not ${describe(schema.const)}`);
  }
}

function typeName(type: string): string {
  const names: Readonly<Record<string, string>> = {
    integer: 'a whole number',
    number: 'a number',
    string: 'a text',
    boolean: 'true or false',
    array: 'a list',
    object: 'a map',
  };
  return names[type] ?? type;
}

function shortList(values: readonly JsonValue[]): string {
  const shown = values.slice(0, 8).map((value) => JSON.stringify(value));
  return `${shown.join(', ')}${values.length > shown.length ? ' …' : ''}`;
}

function checkReference(
  validation: Validation,
  { ref }: Schema,
  value: JsonValue,
  path: JsonPath,
  outcome: Outcome,
): void {
  const target = ref === undefined ? undefined : validation.schemas.get(ref);
  if (ref === undefined || target === undefined) return;
  const key = JSON.stringify([ref, path]);
  if (validation.open.has(key)) return;
  validation.open.add(key);
  absorb(outcome, evaluate(validation, target, value, path));
  validation.open.delete(key);
}

function checkComposition(
  validation: Validation,
  schema: Schema,
  value: JsonValue,
  path: JsonPath,
  outcome: Outcome,
): void {
  const evaluateAll = (parts: readonly Schema[]): readonly Outcome[] =>
    parts.map((part) => evaluate(validation, part, value, path));
  for (const part of evaluateAll(schema.allOf ?? [])) absorb(outcome, part);
  if (schema.anyOf !== undefined) checkAny(evaluateAll(schema.anyOf), path, outcome);
  if (schema.oneOf !== undefined) checkOne(evaluateAll(schema.oneOf), path, outcome);
  if (schema.not !== undefined && evaluate(validation, schema.not, value, path).failures.length === 0) {
    fail(outcome, path, 'is what "not" excludes');
  }
  if (schema.if === undefined) return;
  const condition = evaluate(validation, schema.if, value, path);
  const holds = condition.failures.length === 0;
  if (holds) absorbMembers(outcome, condition);
  const branch = holds ? schema.then : schema.else;
  if (branch !== undefined) absorb(outcome, evaluate(validation, branch, value, path));
}

function checkAny(outcomes: readonly Outcome[], path: JsonPath, outcome: Outcome): void {
  const accepted = outcomes.filter(({ failures }) => failures.length === 0);
  for (const part of accepted) absorbMembers(outcome, part);
  if (accepted.length === 0) refuseAll(outcomes, path, outcome);
}

function checkOne(outcomes: readonly Outcome[], path: JsonPath, outcome: Outcome): void {
  const accepted = outcomes.filter(({ failures }) => failures.length === 0);
  const [only] = accepted;
  if (accepted.length > 1) {
    fail(outcome, path, `fits ${String(accepted.length)} of the alternatives of "oneOf", not exactly one`);
  } else if (only !== undefined) absorbMembers(outcome, only);
  else refuseAll(outcomes, path, outcome);
}

/** Of several alternatives, the one that went furthest into the value is most likely the one that was meant. */
function refuseAll(outcomes: readonly Outcome[], path: JsonPath, outcome: Outcome): void {
  const depth = ({ failures }: Outcome): number => Math.min(...failures.map((failure) => failure.path.length));
  for (const part of outcomes) absorbMembers(outcome, part);
  const furthest = outcomes.toSorted((left, right) => depth(right) - depth(left))[0];
  if (furthest !== undefined && (outcomes.length === 1 || depth(furthest) > path.length)) {
    outcome.failures.push(...furthest.failures);
  } else fail(outcome, path, `fits none of the ${String(outcomes.length)} alternatives`);
}

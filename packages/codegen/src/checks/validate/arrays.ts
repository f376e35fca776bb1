import type { JsonPath, JsonValue } from '../../ir/json.ts';
import type { Schema } from '../../ir/schema.ts';
import { equalJson } from '../../print/normal/equal.ts';
import { fail, type Outcome } from './outcome.ts';
import { count } from './scalars.ts';
import type { Validation } from './validation.ts';

export function checkArray(
  validation: Validation,
  schema: Schema,
  value: JsonValue,
  path: JsonPath,
  outcome: Outcome,
): void {
  if (!Array.isArray(value)) return;
  const items: readonly JsonValue[] = value;
  const { minItems, maxItems } = schema;
  if (minItems !== undefined && items.length < minItems) {
    fail(outcome, path, `has ${count(items.length, 'item')}, fewer than ${String(minItems)}`);
  }
  if (maxItems !== undefined && items.length > maxItems) {
    fail(outcome, path, `has ${count(items.length, 'item')}, more than ${String(maxItems)}`);
  }
  if (schema.uniqueItems === true) checkUnique(items, path, outcome);
  items.forEach((item, index) => {
    const itemSchema = schema.prefixItems?.[index] ?? schema.items;
    if (itemSchema === undefined) return;
    outcome.failures.push(...validation.evaluate(validation, itemSchema, item, [...path, index]).failures);
    outcome.members.add(index);
  });
  checkContains(validation, schema, items, path, outcome);
}

function checkUnique(items: readonly JsonValue[], path: JsonPath, outcome: Outcome): void {
  items.forEach((item, index) => {
    const first = items.findIndex((other) => equalJson(other, item));
    if (first < index) {
      fail(outcome, [...path, index], `is the same as item ${String(first)}, and the items must differ`);
    }
  });
}

function checkContains(
  validation: Validation,
  schema: Schema,
  items: readonly JsonValue[],
  path: JsonPath,
  outcome: Outcome,
): void {
  const { contains, minContains = 1, maxContains = Infinity } = schema;
  if (contains === undefined) return;
  const found = items.flatMap((item, index) => {
    return validation.evaluate(validation, contains, item, [...path, index]).failures.length === 0 ? [index] : [];
  });
  for (const index of found) outcome.members.add(index);
  if (found.length < minContains) {
    fail(
      outcome,
      path,
      `contains ${String(found.length)} of what "contains" asks for, fewer than ${String(minContains)}`,
    );
  }
  if (found.length > maxContains) {
    fail(
      outcome,
      path,
      `contains ${String(found.length)} of what "contains" asks for, more than ${String(maxContains)}`,
    );
  }
}

export function checkUnevaluatedItems(
  validation: Validation,
  schema: Schema,
  value: JsonValue,
  path: JsonPath,
  outcome: Outcome,
): void {
  const { unevaluatedItems } = schema;
  if (!Array.isArray(value) || unevaluatedItems === undefined) return;
  const items: readonly JsonValue[] = value;
  items.forEach((item, index) => {
    if (outcome.members.has(index)) return;
    outcome.failures.push(...validation.evaluate(validation, unevaluatedItems, item, [...path, index]).failures);
    outcome.members.add(index);
  });
}

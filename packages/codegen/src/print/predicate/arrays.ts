import type { Schema } from '../../ir/schema.ts';
import { literal } from '../literal.ts';
import { timesNamed } from '../names.ts';
import { all, always, bind, implies, isConstant, isFlat, test } from './condition.ts';
import type { Condition } from './condition.ts';
import { at } from './context.ts';
import type { Place } from './context.ts';
import { printExpression } from './print-condition.ts';
import { unevaluatedItems } from './unevaluated.ts';

/** The keywords of arrays, of a value that is one. */
export function arrayTests(schema: Schema, value: string, place: Place): Condition {
  const { minItems, maxItems, uniqueItems } = schema;
  const { module } = place.printer;
  return all([
    minItems === undefined ? always : test(`${value}.length >= ${literal(minItems)}`, `${value}.length < ${literal(minItems)}`),
    maxItems === undefined ? always : test(`${value}.length <= ${literal(maxItems)}`, `${value}.length > ${literal(maxItems)}`),
    ...prefixTests(schema, value, place),
    itemTests(schema, value, place),
    containsTests(schema, value, place),
    uniqueItems === true ? test(`${module.runtime('allDifferent')}(${value})`) : always,
    unevaluatedItems(schema, value, place),
  ]);
}

/** The first items; an array may end before them. */
function prefixTests({ prefixItems = [], minItems = 0 }: Schema, value: string, place: Place): readonly Condition[] {
  return prefixItems.map((item, index) => {
    const local = place.locals.fresh('item');
    const condition = place.printer.condition(item, local, at(place, `Item${String(index + 1)}`));
    const there = index < minItems ? always : test(`${value}.length > ${String(index)}`, `${value}.length <= ${String(index)}`);
    return implies(there, bind(`${local}: unknown`, `${value}[${String(index)}]`, condition));
  });
}

function itemTests({ items, prefixItems = [] }: Schema, value: string, place: Place): Condition {
  if (items === undefined) return always;
  const from = prefixItems.length;
  const item = place.locals.fresh('item');
  const body = place.printer.condition(items, item, at(place, 'Item'));
  if (isConstant(body, true)) return always;
  if (isConstant(body, false)) return test(`${value}.length <= ${String(from)}`, `${value}.length > ${String(from)}`);
  const index = place.locals.fresh('index');
  if (!isFlat(body) || timesNamed(printExpression(body), item) !== 1) return { kind: 'items', array: value, from, index, item, body };
  return { kind: 'items', array: value, from, index, body: place.printer.condition(items, `${value}[${index}]`, at(place, 'Item')) };
}

function containsTests({ contains, minContains = 1, maxContains }: Schema, value: string, place: Place): Condition {
  if (contains === undefined || (minContains === 0 && maxContains === undefined)) return always;
  const { module, functionFor } = place.printer;
  const name = functionFor(contains, `${place.wish}Match`);
  if (minContains === 1 && maxContains === undefined) return test(`${value}.some(${name})`);
  const count = `${module.runtime('matchCount')}(${value}, ${name})`;
  return all([
    minContains === 0 ? always : test(`${count} >= ${literal(minContains)}`, `${count} < ${literal(minContains)}`),
    maxContains === undefined ? always : test(`${count} <= ${literal(maxContains)}`, `${count} > ${literal(maxContains)}`),
  ]);
}


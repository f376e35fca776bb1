import type { Schema } from '../../ir/schema.ts';
import { literal, stringLiteral } from '../literal.ts';
import { camelCase, pascalCase, timesNamed } from '../names.ts';
import { all, always, bind, choice, equals, implies, isConstant, isFlat, test } from './condition.ts';
import type { Condition } from './condition.ts';
import { at } from './context.ts';
import type { Place } from './context.ts';
import { isInherited, isNamed, matches, presence } from './keys.ts';
import { printExpression } from './print-condition.ts';
import { unevaluatedProperties } from './unevaluated.ts';

/** The keywords of objects, of a value that is one. */
export function objectTests(schema: Schema, value: string, place: Place): Condition {
  return all([
    ...propertyTests(schema, value, place),
    ...countTests(schema, value, place),
    dependentTests(schema, value),
    keyTests(schema, value, place),
    unevaluatedProperties(schema, value, place),
  ]);
}

/** Declared properties first, in their order, then those that are only asked for. */
function propertyTests({ properties, required = [] }: Schema, value: string, place: Place): readonly Condition[] {
  const declared = [...(properties ?? [])].map(([name, schema]) => propertyTest(name, schema, required.includes(name), value, place));
  const others = required.filter((name) => properties?.has(name) !== true);
  return [...declared, ...others.map((name) => presence(value, name))];
}

function propertyTest(name: string, schema: Schema, isRequired: boolean, value: string, place: Place): Condition {
  const access = `${value}[${stringLiteral(name)}]`;
  const inner = at(place, pascalCase(name));
  const local = place.locals.fresh(camelCase(name));
  const condition = place.printer.condition(schema, local, inner);
  if (condition.kind === 'constant') return isRequired ? all([presence(value, name), condition]) : choice(absence(value, name), always, condition);
  const usesOnce = isFlat(condition) && timesNamed(printExpression(condition), local) === 1;
  if (isInherited(name)) {
    const body = bind(local, access, condition);
    return isRequired ? all([presence(value, name), body]) : implies(presence(value, name), body);
  }
  if (isRequired) return usesOnce ? place.printer.condition(schema, access, inner) : bind(local, access, condition);
  return bind(local, access, choice(equals(local, 'undefined'), always, condition));
}

function absence(value: string, name: string): Condition {
  const present = presence(value, name);
  return present.kind === 'test' ? test(present.negated, present.text) : present;
}

function countTests({ minProperties, maxProperties }: Schema, value: string, { printer }: Place): readonly Condition[] {
  const count = (): string => `${printer.module.runtime('propertyCount')}(${value})`;
  return [
    minProperties === undefined ? always : test(`${count()} >= ${literal(minProperties)}`, `${count()} < ${literal(minProperties)}`),
    maxProperties === undefined ? always : test(`${count()} <= ${literal(maxProperties)}`, `${count()} > ${literal(maxProperties)}`),
  ];
}

function dependentTests({ dependentRequired }: Schema, value: string): Condition {
  return all([...(dependentRequired ?? [])].map(([name, names]) => implies(presence(value, name), all(names.map((one) => presence(value, one))))));
}

/** What holds for every property by its name: `propertyNames`, `patternProperties` and `additionalProperties`. */
function keyTests(schema: Schema, value: string, place: Place): Condition {
  const key = place.locals.fresh('key');
  const names = schema.propertyNames === undefined ? always : place.printer.separate(schema.propertyNames, key, at(place, 'Name'));
  const patterns = [...(schema.patternProperties ?? [])].map(([pattern, inner]) =>
    implies(matches(pattern, key, place), valueTest(inner, `${value}[${key}]`, at(place, 'Value'))),
  );
  const { additionalProperties } = schema;
  const others =
    additionalProperties === undefined
      ? always
      : choice(isNamed(schema, key, place), always, valueTest(additionalProperties, `${value}[${key}]`, at(place, 'Value')));
  const body = all([names, ...patterns, others]);
  return isConstant(body, true) ? always : { kind: 'keys', object: value, key, body };
}

/** A condition on the value of a property, under a name of its own where it is looked at more than once. */
function valueTest(schema: Schema, access: string, place: Place): Condition {
  const local = place.locals.fresh('property');
  const condition = place.printer.condition(schema, local, place);
  const usesOnce = isFlat(condition) && timesNamed(printExpression(condition), local) <= 1;
  return usesOnce ? place.printer.condition(schema, access, place) : bind(local, access, condition);
}

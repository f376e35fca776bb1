import type { Schema } from '../../ir/schema.ts';
import { literal, stringLiteral } from '../literal.ts';
import { camelCase } from '../names.ts';
import { regexLiteral } from '../regex-literal.ts';
import { any, equals, test } from './condition.ts';
import type { Condition } from './condition.ts';
import type { Place } from './context.ts';
import { printExpression } from './print-condition.ts';
import { patternName } from './scalars.ts';

/** Whether every object has a property of that name, by inheritance. */
export function isInherited(name: string): boolean {
  return name in {};
}

/** Whether a property is there. One that is undefined is not: JSON has no such thing. */
export function presence(value: string, name: string): Condition {
  const key = stringLiteral(name);
  if (isInherited(name)) return test(`Object.hasOwn(${value}, ${key})`);
  return test(`${value}[${key}] !== undefined`, `${value}[${key}] === undefined`);
}

/** Whether `properties` or `patternProperties` speak of a key, so that `additionalProperties` does not. */
export function isNamed({ properties, patternProperties }: Schema, key: string, place: Place): Condition {
  const names = [...(properties?.keys() ?? [])];
  const { module } = place.printer;
  const set = (): string => module.constant(`${camelCase(place.wish)}Keys`, ` = new Set<string>(${literal(names)})`);
  const declared = names.length > 12 ? test(`${set()}.has(${key})`) : any(names.map((name) => equals(key, stringLiteral(name))));
  return any([declared, ...[...(patternProperties?.keys() ?? [])].map((pattern) => matches(pattern, key, place))]);
}

/** A test of a key: whether `properties` or a pattern of `patternProperties` names it, or whether one pattern does. */
export function keyExpression(
  schema: Schema,
  which: 'named' | { readonly pattern: string },
  key: string,
  place: Place,
): (change: (condition: Condition) => Condition) => string {
  const condition = which === 'named' ? isNamed(schema, key, place) : matches(which.pattern, key, place);
  return (change) => printExpression(change(condition));
}

/** A test of a key against a pattern. */
export function matches(pattern: string, key: string, { printer, wish }: Place): Condition {
  return test(`${printer.module.constant(patternName(`${wish}Key`), ` = ${regexLiteral(pattern)}`)}.test(${key})`);
}

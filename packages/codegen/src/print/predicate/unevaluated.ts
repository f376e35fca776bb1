import type { Schema } from '../../ir/schema.ts';
import { all, always, any, bind, choice, isConstant, never, not, test } from './condition.ts';
import type { Condition } from './condition.ts';
import { at } from './context.ts';
import type { Place, PredicatePrinter } from './context.ts';
import { isNamed, presence } from './keys.ts';
import { printExpression } from './print-condition.ts';
import { typeTest } from './scalars.ts';

/**
 * `unevaluatedProperties` where subschemas that hold for some values only have a say (2020-12 Core, section 11.3): which
 * of them hold is found out once, then each key is either one of theirs or has to fit.
 */
export function unevaluatedProperties(schema: Schema, value: string, place: Place): Condition {
  if (schema.unevaluatedProperties === undefined) return always;
  const key = place.locals.fresh('key');
  const branches = createBranches(value, place);
  const evaluated = evaluatedKey(schema, value, key, place, branches);
  const local = place.locals.fresh('property');
  const rest = bind(local, `${value}[${key}]`, place.printer.condition(schema.unevaluatedProperties, local, at(place, 'Unevaluated')));
  const body = choice(evaluated, always, rest);
  if (isConstant(body, true)) return always;
  return branches.around({ kind: 'keys', object: value, key, body });
}

/** The same for items, by their index (2020-12 Core, section 11.2). */
export function unevaluatedItems(schema: Schema, value: string, place: Place): Condition {
  if (schema.unevaluatedItems === undefined) return always;
  const index = place.locals.fresh('index');
  const branches = createBranches(value, place);
  const evaluated = evaluatedIndex(schema, value, index, place, branches);
  const item = place.locals.fresh('item');
  const condition = place.printer.condition(schema.unevaluatedItems, item, at(place, 'Unevaluated'));
  const body = choice(evaluated, always, bind(`${item}: unknown`, `${value}[${index}]`, condition));
  if (isConstant(body, true)) return always;
  return branches.around({ kind: 'items', array: value, from: 0, index, body });
}

/** The subschemas whose evaluations count only if they hold, each with a variable that tells whether it does. */
interface Branches {
  readonly holds: (schema: Schema) => Condition;
  readonly where: (condition: Condition) => Condition;
  readonly around: (body: Condition) => Condition;
}

function createBranches(value: string, place: Place): Branches {
  const variables: (readonly [name: string, expression: string])[] = [];
  const variable = (condition: Condition): Condition => {
    if (condition.kind === 'constant') return condition;
    const expression = printExpression(condition);
    const known = variables.find(([, one]) => one === expression)?.[0];
    const name = known ?? place.locals.fresh('holds');
    if (known === undefined) variables.push([name, expression]);
    return test(name);
  };
  return {
    holds: (schema) => variable(place.printer.separate(schema, value, at(place, 'Branch'))),
    where: variable,
    around: (body) => variables.reduceRight((inner, [name, expression]) => bind(name, expression, inner), body),
  };
}

/** The name of a function that tells of a key whether no keyword of a schema has evaluated it, in an object that fits. */
export function unevaluatedKeyFunction(schema: Schema, printer: PredicatePrinter, wish: string): string {
  const place: Place = { printer, locals: printer.module.locals(), wish };
  const [key, value] = [place.locals.fresh('key'), place.locals.fresh('value')];
  const branches = createBranches(value, place);
  const evaluated = evaluatedKey(schema, value, key, place, branches);
  const isObject = typeTest('object', schema, value, printer.module);
  return printer.define(`is${wish}Unevaluated`, [`${key}: string`, `${value}: unknown`], all([isObject, branches.around(not(evaluated))]));
}

/** The same of an index, in an array that fits. */
export function unevaluatedIndexFunction(schema: Schema, printer: PredicatePrinter, wish: string): string {
  const place: Place = { printer, locals: printer.module.locals(), wish };
  const [index, value] = [place.locals.fresh('index'), place.locals.fresh('value')];
  const branches = createBranches(value, place);
  const evaluated = evaluatedIndex(schema, value, index, place, branches);
  const isArray = typeTest('array', schema, value, printer.module);
  return printer.define(`is${wish}Unevaluated`, [`${index}: number`, `${value}: unknown`], all([isArray, branches.around(not(evaluated))]));
}

/** Whether a key is evaluated by a schema (that holds) or by subschemas in place. */
function evaluatedKey(schema: Schema, value: string, key: string, place: Place, branches: Branches): Condition {
  const form = place.printer.module.normalizer.resolved(schema);
  if (form.additionalProperties !== undefined) return always;
  const own = isNamed(form, key, place);
  const inner = (one: Schema): Condition => whole(one, (part) => evaluatedKey(part, value, key, place, branches), 'unevaluatedProperties', place);
  return any([own, ...inPlace(form, value, inner, branches)]);
}

function evaluatedIndex(schema: Schema, value: string, index: string, place: Place, branches: Branches): Condition {
  const form = place.printer.module.normalizer.resolved(schema);
  if (form.items !== undefined) return always;
  const length = String(form.prefixItems?.length ?? 0);
  const own = length === '0' ? never : test(`${index} < ${length}`, `${index} >= ${length}`);
  const contained = form.contains === undefined ? never : place.printer.separate(form.contains, `${value}[${index}]`, at(place, 'Match'));
  const inner = (one: Schema): Condition => whole(one, (part) => evaluatedIndex(part, value, index, place, branches), 'unevaluatedItems', place);
  // Of an array, `dependentSchemas` says nothing.
  const { dependentSchemas: _, ...inArrays } = form;
  return any([own, contained, ...inPlace(inArrays, value, inner, branches)]);
}

/** A subschema that has an `unevaluated…` of its own leaves nothing unevaluated. */
function whole(schema: Schema, evaluated: (schema: Schema) => Condition, keyword: 'unevaluatedItems' | 'unevaluatedProperties', { printer }: Place): Condition {
  return printer.module.normalizer.resolved(schema)[keyword] === undefined ? evaluated(schema) : always;
}

/** What the subschemas of a schema evaluate that look at the same value and hold. */
function inPlace(form: Schema, value: string, evaluated: (schema: Schema) => Condition, branches: Branches): readonly Condition[] {
  const ifHolds = (schema: Schema, holds: () => Condition): Condition => {
    const condition = evaluated(schema);
    return isConstant(condition, false) ? never : all([holds(), condition]);
  };
  const choices = [...(form.anyOf ?? []), ...(form.oneOf ?? []), ...(form.if === undefined ? [] : [form.if])];
  const test = (): Condition => (form.if === undefined ? never : branches.holds(form.if));
  return [
    ...(form.allOf ?? []).map(evaluated),
    ...choices.map((schema) => ifHolds(schema, () => branches.holds(schema))),
    ...(form.then === undefined ? [] : [ifHolds(form.then, test)]),
    ...(form.else === undefined ? [] : [ifHolds(form.else, () => not(test()))]),
    ...[...(form.dependentSchemas ?? [])].map(([name, schema]) => ifHolds(schema, () => branches.where(presence(value, name)))),
  ];
}

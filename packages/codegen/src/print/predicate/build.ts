import type { JsonValue } from '../../ir/json.ts';
import type { Schema, SchemaId } from '../../ir/schema.ts';
import { literal } from '../literal.ts';
import type { ModulePrinter } from '../module.ts';
import { timesNamed } from '../names.ts';
import { areExclusive } from '../normal/exclusive.ts';
import { groupOf, groupsOf } from '../normal/scalars.ts';
import type { Group } from '../normal/scalars.ts';
import { arrayTests } from './arrays.ts';
import { all, always, any, choice, equals, implies, isFlat, never, not, test } from './condition.ts';
import type { Condition } from './condition.ts';
import { at } from './context.ts';
import type { Place, PredicatePrinter } from './context.ts';
import { presence } from './keys.ts';
import { objectTests } from './objects.ts';
import { printBody, printExpression } from './print-condition.ts';
import { numberTests, stringTests, typeTest } from './scalars.ts';

/** Builds conditions from schemas, and functions from conditions. */
export function createPredicatePrinter(module: ModulePrinter): PredicatePrinter {
  const functions: { readonly name: string; readonly text: string }[] = [];
  const names = new Map<Schema, string>();
  const { normalizer } = module;

  const condition = (schema: Schema, value: string, place: Place): Condition => {
    const form = normalizer.normal(schema);
    return form.ref === undefined ? conditionOfForm(form, value, place) : call(form.ref, value);
  };

  const call = (id: SchemaId, value: string): Condition => {
    const target = normalizer.target(id);
    if (target.always !== undefined) return target.always ? always : never;
    return test(`${module.use('predicates', id)}(${value})`);
  };

  const expression = (schema: Schema, value: string, place: Place): Condition => {
    const built = condition(schema, value, place);
    return isFlat(built) ? built : test(`${functionFor(schema, place.wish)}(${value})`);
  };

  const separate = (schema: Schema, value: string, place: Place): Condition => {
    const form = normalizer.normal(schema);
    const { origin: _, annotations: __, ...keywords } = form;
    const isPlain = form.ref !== undefined || form.always !== undefined || Object.keys(keywords).every((keyword) => keyword === 'types');
    return isPlain ? condition(schema, value, place) : test(`${functionFor(schema, place.wish)}(${value})`);
  };

  const functionFor = (schema: Schema, wish: string): string => {
    const form = normalizer.normal(schema);
    if (form.ref !== undefined && normalizer.target(form.ref).always === undefined) return module.use('predicates', form.ref);
    const known = names.get(form);
    if (known !== undefined) return known;
    const name = module.fresh(`is${wish}`);
    names.set(form, name);
    functions.push({ name, text: printPredicate(printer, name, form, wish) });
    return name;
  };

  const conditionOfForm = (form: Schema, value: string, place: Place): Condition => {
    if (form.always !== undefined) return form.always ? always : never;
    const parts = inPlaceParts(form);
    const own = form.enum === undefined ? typeTests(form, value, place) : all([enumTest(form, value, place), typeTests(form, value, place)]);
    const alone = parts.length === 1 && own.kind === 'constant' && (form.anyOf ?? []).every((one) => saysType(normalizer.normal(one)));
    const tests = parts.map((part) => part({ value, place, branch: alone ? expression : separate }));
    return all([own, ...tests]);
  };

  const define = (wish: string, parameters: readonly string[], body: Condition): string => {
    const name = module.fresh(wish);
    functions.push({ name, text: printFunction(name, parameters, 'boolean', body) });
    return name;
  };

  const printer: PredicatePrinter = { module, condition, expression, separate, functionFor, define, call, functions };
  return printer;
}

/**
 * Whether a schema names the types that it allows. One that does not can fail for a value of one type only: after such a
 * failure the compiler knows the type, and refuses the tests of the others that stand in the same expression.
 */
function saysType(form: Schema): boolean {
  return form.ref !== undefined || form.always !== undefined || form.types !== undefined || form.enum !== undefined;
}

/** The text of a function that tells whether its argument fits a schema, and so is of a type, if one is given. */
export function printPredicate(printer: PredicatePrinter, name: string, form: Schema, wish: string, type?: string): string {
  const place: Place = { printer, locals: printer.module.locals(), wish };
  place.locals.fresh('value');
  const condition = form.ref === undefined ? printer.condition(form, 'value', place) : printer.call(form.ref, 'value');
  return printFunction(name, ['value: unknown'], type === undefined ? 'boolean' : `value is ${type}`, condition);
}

/** A parameter that the body does not use gets a name that says so. */
function printFunction(name: string, parameters: readonly string[], result: string, condition: Condition): string {
  const body = printBody(condition).map((line) => `  ${line}`);
  const isUsed = (parameter: string): boolean => timesNamed(body.join('\n'), parameter.replace(/:.*/, '')) > 0;
  const named = (text: string): string => (parameters.every((one) => isUsed(one) || !text.startsWith(one.replace(/:.*/, ''))) ? text : `_${text}`);
  return [`function ${name}(${parameters.map(named).join(', ')}): ${named(result)} {`, ...body, '}'].join('\n');
}

/** What the keywords of the types say, of which a value has one. */
function typeTests(form: Schema, value: string, place: Place): Condition {
  const groups = groupsOf(form.types).filter((group) => form.enum === undefined || form.enum.some((one) => groupOf(one) === group));
  const isOpen = form.types === undefined;
  return groups.reduceRight<Condition>((others, group) => {
    const tests = groupTests(group, form, value, place);
    if (isOpen && tests.kind === 'constant' && tests.holds) return others;
    return choice(typeTest(group, form, value, place.printer.module), tests, others);
  }, isOpen ? always : never);
}

function groupTests(group: Group, form: Schema, value: string, place: Place): Condition {
  switch (group) {
    case 'string':
      return stringTests(form, value, place);
    case 'number':
      return numberTests(form, value, place.printer.module);
    case 'array':
      return arrayTests(form, value, place);
    case 'object':
      return objectTests(form, value, place);
    default:
      return always;
  }
}

function enumTest({ enum: values = [] }: Schema, value: string, { printer: { module }, wish }: Place): Condition {
  const scalars = values.filter((one) => typeof one !== 'object' || one === null);
  const others = values.filter((one) => typeof one === 'object' && one !== null);
  const set = (): string => module.constant(`${wish.charAt(0).toLowerCase()}${wish.slice(1)}Values`, ` = new Set<unknown>(${literal(scalars)})`);
  const listed = scalars.length > 12 ? test(`${set()}.has(${value})`) : any(scalars.map((one) => equals(value, literal(one))));
  const constant = (one: JsonValue): string => module.constant(`${wish.charAt(0).toLowerCase()}${wish.slice(1)}Value`, `: unknown = ${literal(one)}`);
  return any([listed, ...others.map((one) => test(`${module.runtime('jsonEqual')}(${value}, ${constant(one)})`))]);
}

interface PartOptions {
  readonly value: string;
  readonly place: Place;
  /** How to ask whether a subschema holds for the value. */
  readonly branch: PredicatePrinter['separate'];
}

/** The keywords whose subschemas look at the same value. */
function inPlaceParts(form: Schema): readonly ((options: PartOptions) => Condition)[] {
  const { allOf = [], anyOf, oneOf, dependentSchemas = new Map<string, Schema>() } = form;
  return [
    ...allOf.map((member) => ({ value, place, branch }: PartOptions) => branch(member, value, at(place, 'Part'))),
    ...(anyOf === undefined ? [] : [({ value, place, branch }: PartOptions) => any(anyOf.map((one) => branch(one, value, at(place, 'Option'))))]),
    ...(oneOf === undefined ? [] : [(options: PartOptions) => exactlyOne(oneOf, options)]),
    ...(form.not === undefined ? [] : [({ value, place, branch }: PartOptions) => not(branch(form.not ?? form, value, at(place, 'Not')))]),
    ...(form.if === undefined || (form.then ?? form.else) === undefined ? [] : [(options: PartOptions) => conditional(form, options)]),
    ...[...dependentSchemas].map(([name, schema]) => ({ value, place }: PartOptions): Condition => {
      const there = all([test(`${place.printer.module.runtime('jsonObject')}(${value})`), presence(value, name)]);
      return implies(there, place.printer.separate(schema, value, at(place, 'Dependent')));
    }),
  ];
}

function exactlyOne(oneOf: readonly Schema[], { value, place, branch }: PartOptions): Condition {
  const branches = oneOf.map((one) => branch(one, value, at(place, 'Option')));
  if (areExclusive(oneOf, place.printer.module.normalizer.resolved)) return any(branches);
  const open = branches.filter((one) => one.kind !== 'constant');
  const certain = branches.filter((one) => one.kind === 'constant' && one.holds).length;
  if (certain > 1) return never;
  if (certain === 1) return all(open.map(not));
  if (open.length < 2) return any(open);
  const sum = open.map((one) => `Number(${printExpression(one)})`).join(' + ');
  return equals(sum, '1');
}

function conditional({ if: test, then, else: otherwise, origin }: Schema, { value, place, branch }: PartOptions): Condition {
  const nothing: Schema = { origin, always: true, annotations: {} };
  const { separate } = place.printer;
  return choice(
    branch(test ?? nothing, value, at(place, 'If')),
    separate(then ?? nothing, value, at(place, 'Then')),
    separate(otherwise ?? nothing, value, at(place, 'Else')),
  );
}

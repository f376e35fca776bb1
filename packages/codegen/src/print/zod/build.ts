import type { Schema, SchemaId } from '../../ir/schema.ts';
import { formatFunction } from '../formats.ts';
import { stringLiteral } from '../literal.ts';
import type { ModulePrinter } from '../module.ts';
import { allGroups, groupsOf, keywordsByGroup } from '../normal/scalars.ts';
import type { Group } from '../normal/scalars.ts';
import { possibleTypes } from '../normal/types.ts';
import { presence } from '../predicate/keys.ts';
import type { PredicatePrinter } from '../predicate/context.ts';
import { printExpression } from '../predicate/print-condition.ts';
import { typeTest } from '../predicate/scalars.ts';
import { arrayZod } from './arrays.ts';
import { choiceZod } from './choices.ts';
import { part, withChecks } from './context.ts';
import type { CheckText, ZodPlace, ZodPrinter, ZodText } from './context.ts';
import { objectZod } from './objects.ts';
import { enumZod, numberZod, stringZod } from './scalars.ts';
import { partTest } from './tests.ts';

/** Prints Zod schemas; `isLazy` tells which must not be read before the module has started. */
export function createZodPrinter(
  module: ModulePrinter,
  predicates: PredicatePrinter,
  isLazy: (owner: SchemaId, id: SchemaId) => boolean,
): ZodPrinter {
  const zodOf = (schema: Schema, place: ZodPlace): ZodText => {
    const form = module.normalizer.normal(schema);
    return form.ref === undefined ? zodOfForm(form, place) : reference(form.ref, place);
  };

  const reference = (id: SchemaId, place: ZodPlace): ZodText => {
    const target = module.normalizer.target(id);
    if (target.always !== undefined) return constant(module, target.always);
    const name = module.use('zodSchemas', id);
    const isScalar = possibleTypes(target, module.normalizer.resolved)?.every((type) => type !== 'object' && type !== 'array') === true;
    return { text: isLazy(place.owner, id) ? `${module.z()}.lazy(() => ${name})` : name, lossless: isScalar };
  };

  const zodOfForm = (form: Schema, place: ZodPlace): ZodText => {
    if (form.always !== undefined) return constant(module, form.always);
    const { anyOf, oneOf, origin: _, annotations: __, ...others } = form;
    const lazy = (id: SchemaId): boolean => isLazy(place.owner, id);
    if (Object.keys(others).length === 0) {
      if (oneOf === undefined) return choiceZod(anyOf ?? [], 'anyOf', place, lazy);
      if (anyOf === undefined) return choiceZod(oneOf, 'oneOf', place, lazy);
    }
    const own = ownZod(form, place);
    const types = { native: withoutInPlace(form), whole: form };
    return withChecks(own, inPlaceChecks(form, place, lazy), types, place);
  };

  const printer: ZodPrinter = { module, predicates, zodOf };
  return printer;
}

function constant(module: ModulePrinter, holds: boolean): ZodText {
  return { text: `${module.z()}.${holds ? 'unknown' : 'never'}()`, lossless: true };
}

const inPlaceKeywords = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas'];

function withoutInPlace(form: Schema): Schema {
  const own = Object.entries(form).filter(([keyword]) => !inPlaceKeywords.includes(keyword));
  const { origin, annotations } = form;
  return own.length === 2 ? { origin, annotations, always: true } : { ...Object.fromEntries(own), origin, annotations };
}

/** What a schema says without the subschemas that look at the same value. */
function ownZod(form: Schema, place: ZodPlace): ZodText {
  const { module } = place.printer;
  if (form.enum !== undefined) return valueZod(form, place);
  const groups = groupsOf(form.types);
  const speaking = allGroups.filter((group) => speaksOf(group, form));
  const dispatched = (types: readonly CheckText[]): ZodText => {
    const checks = [...types, ...speaking.map((group) => `${module.runtime('when')}(${groupTest(group, module)}, ${groupZod(group, form, place).text})`)];
    const unknown = constant(module, true);
    return withChecks(unknown, checks, { native: { ...form, always: true }, whole: withoutInPlace(form) }, place);
  };
  if (form.types === undefined) return dispatched([]);
  const others = groups.filter((group) => group !== 'null');
  const [first] = others;
  if (first === undefined) return { text: `${module.z()}.null()`, lossless: true };
  if (others.length === 1) {
    const one = groupZod(first, form, place);
    return groups.length === 1 ? one : { ...one, text: `${one.text}.nullable()` };
  }
  const structured = speaking.some((group) => group === 'array' || group === 'object');
  if (structured) return dispatched([`${module.runtime('must')}(${partTest(form, ['types'], place)}, ${stringLiteral(typeMessage(form))})`]);
  const options = groups.map((group) => groupZod(group, form, place));
  return { text: `${module.z()}.union([${options.map(({ text }) => text).join(', ')}])`, lossless: options.every(({ lossless }) => lossless) };
}

function speaksOf(group: Group, form: Schema): boolean {
  const isStringFormat = group === 'number' && form.format !== undefined && formatFunction(form.format, 'number') === undefined;
  return keywordsByGroup[group].some((keyword) => form[keyword] !== undefined && !(keyword === 'format' && isStringFormat));
}

function typeMessage({ types = [] }: Schema): string {
  return `Invalid input: expected ${types.join(' or ')}`;
}

function valueZod(form: Schema, place: ZodPlace): ZodText {
  const { module } = place.printer;
  const { enum: values = [], origin, annotations } = form;
  const isScalar = values.every((value) => typeof value !== 'object' || value === null);
  const others = Object.keys(withoutInPlace(form)).filter((keyword) => !['enum', 'origin', 'annotations'].includes(keyword));
  const keywords = [...(isScalar ? [] : ['enum']), ...others];
  const message = 'Invalid input: expected one of the values of "enum"';
  const checks = keywords.length === 0 ? [] : [`${module.runtime('must')}(${restTest(form, keywords, place)}, ${stringLiteral(message)})`];
  const whole: Schema = { origin, annotations, enum: values };
  if (isScalar) return withChecks(enumZod(values, place), checks, { native: whole, whole }, place);
  return withChecks(constant(module, true), checks, { native: { ...whole, always: true }, whole }, place);
}

function restTest(form: Schema, keywords: readonly string[], place: ZodPlace): string {
  const known = Object.keys(form).filter((keyword): keyword is keyof Schema => keywords.includes(keyword));
  return partTest(form, known, place);
}

function groupZod(group: Group, form: Schema, place: ZodPlace): ZodText {
  const z = place.printer.module.z();
  switch (group) {
    case 'string':
      return stringZod(form, place);
    case 'number':
      return numberZod(form, place);
    case 'array':
      return arrayZod(form, place);
    case 'object':
      return objectZod(form, place);
    default:
      return { text: `${z}.${group}()`, lossless: true };
  }
}

function groupTest(group: Group, module: ModulePrinter): string {
  if (group === 'array') return 'Array.isArray';
  if (group === 'object') return module.runtime('jsonObject');
  const schema: Schema = { origin: { file: '', path: [] }, annotations: {} };
  return `(value) => ${printExpression(typeTest(group, schema, 'value', module))}`;
}

/** The keywords whose subschemas look at the same value, as checks. */
function inPlaceChecks(form: Schema, place: ZodPlace, isLazy: (id: SchemaId) => boolean): readonly CheckText[] {
  const { module, zodOf, predicates } = place.printer;
  const { allOf = [], anyOf, oneOf, not, if: condition, then, else: otherwise, dependentSchemas } = form;
  const also = (text: string): CheckText => `${module.runtime('also')}(${text})`;
  const when = (test: string, schema: Schema, name: string): CheckText => `${module.runtime('when')}(${test}, ${zodOf(schema, part(place, name)).text})`;
  const test = (schema: Schema, name: string): string => predicates.functionFor(schema, place.wish + name);
  return [
    ...allOf.map((member) => also(zodOf(member, part(place, 'Part')).text)),
    ...(anyOf === undefined ? [] : [also(choiceZod(anyOf, 'anyOf', place, isLazy).text)]),
    ...(oneOf === undefined ? [] : [also(choiceZod(oneOf, 'oneOf', place, isLazy).text)]),
    ...(not === undefined ? [] : [`${module.runtime('must')}((value) => !${test(not, 'Not')}(value), ${stringLiteral('Invalid input: fits the schema under "not"')})`]),
    ...(condition === undefined || then === undefined ? [] : [when(test(condition, 'If'), then, 'Then')]),
    ...(condition === undefined || otherwise === undefined ? [] : [when(`(value) => !${test(condition, 'If')}(value)`, otherwise, 'Else')]),
    ...[...(dependentSchemas ?? [])].map(([name, schema]) => {
      const isThere = `${module.runtime('jsonObject')}(value) && ${printExpression(presence('value', name))}`;
      return when(`(value) => ${isThere}`, schema, 'Dependent');
    }),
  ];
}


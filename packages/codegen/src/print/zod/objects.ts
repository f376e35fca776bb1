import type { Schema } from '../../ir/schema.ts';
import { propertyKey, stringLiteral } from '../literal.ts';
import { pascalCase, timesNamed } from '../names.ts';
import { compact } from '../normal/merge.ts';
import { not } from '../predicate/condition.ts';
import { isInherited, keyExpression } from '../predicate/keys.ts';
import { unevaluatedKeyFunction } from '../predicate/unevaluated.ts';
import { part, withChecks } from './context.ts';
import type { CheckText, ZodPlace, ZodText } from './context.ts';
import { partTest } from './tests.ts';

/** An object; what Zod cannot say of it is checked. */
export function objectZod(form: Schema, place: ZodPlace): ZodText {
  const { native, covered } = nativeObject(form, place);
  const keywords = ['properties', 'required', 'patternProperties', 'additionalProperties'] as const;
  const { origin, annotations } = form;
  const own = Object.fromEntries(Object.entries(form).filter(([keyword]) => keywords.some((one) => one === keyword)));
  const types = ['object'] as const;
  const typed = { native: { ...covered, types }, whole: { ...own, origin, annotations, types } };
  return withChecks(native, objectChecks(form, covered, place), typed, place);
}

interface NativeObject {
  readonly native: ZodText;
  /** The keywords that the native schema says all of. */
  readonly covered: Schema;
}

/** What Zod has: `z.object`, and its strict and loose kinds, or `z.record` for objects without declared properties. */
function nativeObject(form: Schema, place: ZodPlace): NativeObject {
  const { module } = place.printer;
  const z = module.z();
  const { origin, annotations, additionalProperties } = form;
  const properties = new Map([...(form.properties ?? [])].filter(([name]) => !isInherited(name)));
  const required = (form.required ?? []).filter((name) => !isInherited(name));
  const isWhole = properties.size === (form.properties?.size ?? 0) && required.length === (form.required?.length ?? 0);
  const decidesOthers = isWhole && form.patternProperties === undefined && additionalProperties?.always !== undefined;
  const covered = compact({
    ...{ origin, annotations },
    properties: properties.size === 0 ? undefined : properties,
    required: required.length === 0 ? undefined : required,
    additionalProperties: decidesOthers ? additionalProperties : undefined,
  });
  const isMap = isWhole && properties.size === 0 && required.length === 0 && form.patternProperties === undefined;
  if (isMap && additionalProperties !== undefined && additionalProperties.always === undefined) {
    const value = place.printer.zodOf(additionalProperties, part(place, 'Value'));
    return { native: { text: `${z}.record(${z}.string(), ${value.text})`, lossless: false }, covered: { ...covered, additionalProperties } };
  }
  const { text, lossless } = shape(covered, place);
  const isEmpty = properties.size === 0 && required.length === 0;
  if (decidesOthers && !additionalProperties.always) {
    return { native: { text: `${z}.strictObject(${text})`, lossless }, covered };
  }
  const record = { text: `${z}.record(${z}.string(), ${z}.unknown())`, lossless: false };
  if (isEmpty) return { native: record, covered };
  return { native: { text: `${z}.${decidesOthers ? 'looseObject' : 'object'}(${text})`, lossless: false }, covered };
}

function shape({ properties, required = [] }: Schema, place: ZodPlace): ZodText {
  const { module, zodOf } = place.printer;
  const declared = [...(properties ?? [])].map(([name, schema]) => {
    const property = zodOf(schema, part(place, pascalCase(name)));
    return { ...property, text: `${propertyKey(name)}: ${property.text}${required.includes(name) ? '' : '.exactOptional()'},` };
  });
  const others = required.filter((name) => properties?.has(name) !== true);
  const lines = [...declared.map(({ text }) => text), ...others.map((name) => `${propertyKey(name)}: ${module.z()}.unknown(),`)];
  const text = lines.length === 0 ? '{}' : `{\n${lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}`).join('\n')}\n}`;
  return { text, lossless: declared.every(({ lossless }) => lossless) };
}

function objectChecks(form: Schema, covered: Schema, place: ZodPlace): readonly CheckText[] {
  const must = (keywords: readonly (keyof Schema)[], message: string): CheckText => {
    return `${place.printer.module.runtime('must')}(${partTest(form, keywords, place)}, ${stringLiteral(message)})`;
  };
  const has = (...keywords: readonly (keyof Schema)[]): boolean => keywords.some((keyword) => form[keyword] !== undefined);
  const isMissing = (form.required ?? []).some(isInherited);
  return [
    ...inheritedChecks(form, place),
    ...(isMissing ? [must(['required'], 'Invalid object: a required property is missing')] : []),
    ...keyChecks(form, covered, place),
    ...(has('minProperties', 'maxProperties') ? [must(['minProperties', 'maxProperties'], countMessage(form))] : []),
    ...(has('dependentRequired') ? [must(['dependentRequired'], dependentMessage(form))] : []),
  ];
}

/** Properties whose names every object inherits: Zod would read what is inherited. */
function inheritedChecks({ properties }: Schema, place: ZodPlace): readonly CheckText[] {
  const { module, zodOf } = place.printer;
  const inherited = [...(properties ?? [])].filter(([name]) => isInherited(name));
  return inherited.map(([name, schema]) => {
    return `${module.runtime('ownProperty')}(${stringLiteral(name)}, ${zodOf(schema, part(place, pascalCase(name))).text})`;
  });
}

/** What holds for properties by their names. */
function keyChecks(form: Schema, covered: Schema, place: ZodPlace): readonly CheckText[] {
  const { module, zodOf, predicates } = place.printer;
  const { patternProperties, additionalProperties, propertyNames, unevaluatedProperties } = form;
  const each = (test: string, schema: Schema, name: string): CheckText =>
    `${module.runtime('eachProperty')}(${test}, ${zodOf(schema, part(place, name)).text})`;
  const keyTest = (which: 'named' | { readonly pattern: string }, negate = false): string => {
    const condition = keyExpression(form, which, 'key', { printer: predicates, locals: module.locals(), wish: place.wish });
    const text = condition(negate ? not : (one) => one);
    return `(${timesNamed(text, 'key') > 0 ? 'key' : ''}) => ${text}`;
  };
  const othersOpen = additionalProperties !== undefined && covered.additionalProperties === undefined;
  const isMap = covered.additionalProperties !== undefined && covered.additionalProperties.always === undefined;
  const ownProto = (schema: Schema): CheckText => `${module.runtime('ownProperty')}('__proto__', ${zodOf(schema, part(place, 'Value')).text})`;
  return [
    // A record of Zod's does not look at a property of this name.
    ...(isMap && additionalProperties !== undefined ? [ownProto(additionalProperties)] : []),
    ...[...(patternProperties ?? [])].map(([pattern, schema]) => each(keyTest({ pattern }), schema, 'Value')),
    ...(othersOpen ? [each(keyTest('named', true), additionalProperties, 'Value')] : []),
    ...(propertyNames === undefined ? [] : [`${module.runtime('eachName')}(${zodOf(propertyNames, part(place, 'Name')).text})`]),
    ...(unevaluatedProperties === undefined
      ? []
      : [each(unevaluatedKeyFunction(form, predicates, place.wish), unevaluatedProperties, 'Unevaluated')]),
  ];
}

function countMessage({ minProperties, maxProperties }: Schema): string {
  const bounds = [
    ...(minProperties === undefined ? [] : [`at least ${String(minProperties)}`]),
    ...(maxProperties === undefined ? [] : [`at most ${String(maxProperties)}`]),
  ];
  return `Invalid object: expected ${bounds.join(' and ')} properties`;
}

function dependentMessage({ dependentRequired }: Schema): string {
  const rules = [...(dependentRequired ?? [])].map(([name, names]) => `${JSON.stringify(name)} needs ${names.map((one) => JSON.stringify(one)).join(', ')}`);
  return `Invalid object: ${rules.join('; ')}`;
}

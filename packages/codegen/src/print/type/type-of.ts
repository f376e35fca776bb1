import { isJsonObject, toPointer } from '../../ir/json.ts';
import type { JsonValue } from '../../ir/json.ts';
import { toRegExp } from '../../ir/pattern.ts';
import type { Schema, SchemaId } from '../../ir/schema.ts';
import { literal, propertyKey } from '../literal.ts';
import type { ModulePrinter } from '../module.ts';
import { nameFromId } from '../names.ts';
import { groupsOf } from '../normal/scalars.ts';
import type { Group } from '../normal/scalars.ts';
import { commentOf } from './remarks.ts';
import { arrayOf, atom, declared, inBraces, intersection, neverType, union, unknownType } from './type-text.ts';
import type { TypeText } from './type-text.ts';

/**
 * The TypeScript type of a schema's values: never narrower than the schema, so that a predicate of the type is sound,
 * and just what `z.infer` makes of the printed Zod schema.
 */
export function typeOf(module: ModulePrinter, schema: Schema): TypeText {
  const form = module.normalizer.normal(schema);
  return form.ref === undefined ? partType(module, form) : referenceType(module, form.ref);
}

function referenceType(module: ModulePrinter, id: SchemaId): TypeText {
  const { located, normalizer } = module;
  if (located(id) !== undefined || normalizer.isRecursive(id)) return atom(module.use('types', id));
  return partType(module, normalizer.target(id));
}

/** Longer than any type that people write in place. */
const longestPart = 2000;

/**
 * The type of a part of a value. A long one gets a name: a type that holds others which hold others, or the same one
 * twice, would grow beyond measure.
 */
function partType(module: ModulePrinter, form: Schema): TypeText {
  const type = typeOfForm(module, form);
  if (module.localTypes === undefined || type.text.length <= longestPart) return type;
  const name = module.fresh(nameFromId(`${form.origin.file}#${toPointer(form.origin.path)}`));
  module.localTypes.set(name, declared(type));
  module.typeTexts.set(form, atom(name));
  return atom(name);
}

/** The type of a schema in normal form. */
export function typeOfForm(module: ModulePrinter, form: Schema): TypeText {
  const type = module.typeTexts.get(form) ?? makeType(module, form);
  module.typeTexts.set(form, type);
  return type;
}

function makeType(module: ModulePrinter, form: Schema): TypeText {
  if (form.ref !== undefined) return referenceType(module, form.ref);
  if (form.always !== undefined) return form.always ? unknownType : neverType;
  const choices = [form.anyOf, form.oneOf].filter((branches) => branches !== undefined);
  return intersection([
    form.enum === undefined ? ownType(module, form) : union(form.enum.map((value) => atom(literalType(value)))),
    ...(form.allOf ?? []).map((member) => typeOf(module, member)),
    ...choices.map((branches) => union(branches.map((branch) => typeOf(module, branch)))),
  ]);
}

const anyObject = atom('{ [key: string]: unknown }');
const anyArray = arrayOf(unknownType);

/** What a schema's own keywords say; `unknown` where it is nothing that a type can say. */
function ownType(module: ModulePrinter, form: Schema): TypeText {
  const groups = groupsOf(form.types);
  const object = groups.includes('object') ? objectType(module, form) : anyObject;
  const array = groups.includes('array') ? arrayType(module, form) : anyArray;
  if (form.types === undefined && object.text === anyObject.text && array.text === anyArray.text) return unknownType;
  const scalars = { null: atom('null'), boolean: atom('boolean'), number: atom('number'), string: atom('string') };
  const types: Readonly<Record<Group, TypeText>> = { ...scalars, array, object };
  return union(groups.map((group) => types[group]));
}

function arrayType(module: ModulePrinter, { prefixItems = [], items, minItems = 0, maxItems = Infinity }: Schema): TypeText {
  const rest = items === undefined ? unknownType : typeOf(module, items);
  if (prefixItems.length === 0) return arrayOf(rest);
  const first = prefixItems.slice(0, maxItems).map((item) => typeOf(module, item).text);
  const isClosed = rest.text === 'never' || maxItems <= prefixItems.length;
  if (isClosed && minItems >= first.length) return atom(`[${first.join(', ')}]`);
  // TypeScript takes a recursive alias in an optional or rest element for a circle, unless the element has a name.
  const named = first.map((type, index) => `item${String(index + 1)}${index < minItems ? '' : '?'}: ${type}`);
  return atom(`[${[...named, ...(isClosed ? [] : [`...others: ${arrayOf(rest).text}`])].join(', ')}]`);
}

/** A property of an object type. */
interface Property {
  readonly name: string;
  readonly required: boolean;
  readonly type: TypeText;
  readonly comment: string;
}

function objectType(module: ModulePrinter, form: Schema): TypeText {
  const required = new Set(form.required);
  const listed = [...(form.properties ?? [])].map(([name, schema]): Property => {
    return { name, required: required.has(name), type: typeOf(module, schema), comment: commentOf(schema) };
  });
  const undeclared = [...required]
    .filter((name) => form.properties?.has(name) !== true)
    .map((name): Property => ({ name, required: true, type: undeclaredType(module, form, name), comment: '' }));
  const properties = [...listed, ...undeclared];
  const index = indexType(module, form, properties);
  const members = properties.map(({ name, required: must, type, comment }) => {
    return `${comment}${propertyKey(name)}${must ? '' : '?'}: ${type.text};`;
  });
  return inBraces([...members, ...(index === undefined ? [] : [`[key: string]: ${index.text};`])]);
}

/** What is known of a property that is asked for and not declared. */
function undeclaredType(module: ModulePrinter, { patternProperties, additionalProperties }: Schema, name: string): TypeText {
  const matches = [...(patternProperties?.keys() ?? [])].some((pattern) => toRegExp(pattern).test(name));
  return matches || additionalProperties === undefined ? unknownType : typeOf(module, additionalProperties);
}

/** The type of the properties without a name of their own: TypeScript wants it to include those of all others. */
function indexType(module: ModulePrinter, form: Schema, properties: readonly Property[]): TypeText | undefined {
  const { patternProperties, additionalProperties } = form;
  if (additionalProperties === undefined) return properties.length === 0 ? unknownType : undefined;
  const others = [...(patternProperties?.values() ?? []), additionalProperties].map((schema) => typeOf(module, schema));
  // Of an empty type TypeScript would take any value but null.
  if (others.every(({ text }) => text === 'never')) return properties.length === 0 ? neverType : undefined;
  const missing = properties.some(({ required }) => !required) ? [atom('undefined')] : [];
  return union([...others, ...properties.map(({ type }) => type), ...missing]);
}

/** The type that has one JSON value only. */
function literalType(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => literalType(item)).join(', ')}]`;
  if (isJsonObject(value)) {
    return inBraces(Object.entries(value).map(([key, item]) => `${propertyKey(key)}: ${literalType(item)};`)).text;
  }
  return Object.is(value, -0) ? '0' : literal(value);
}

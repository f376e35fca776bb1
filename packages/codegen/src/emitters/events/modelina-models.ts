import type { JsonValue } from '../../ir/json.ts';
import type { JsonType, Schema } from '../../ir/schema.ts';
import { literal, propertyKey } from '../../print/literal.ts';
import type { MetaModel, Modelina } from './modelina-load.ts';
import type { SchemaContext } from './modelina-subset.ts';

/**
 * A schema of the subset as Modelina's own model. Its JSON Schema reader is passed over: it names what has no name,
 * merges what must stay apart and adds a member `additionalProperties` to open objects. A reference stays a name.
 */
export function toMetaModel(modelina: Modelina, schema: Schema, context: SchemaContext, name = ''): MetaModel {
  const form = context.normal(schema);
  const options = new modelina.MetaModelOptions();
  if (form.ref !== undefined) {
    const target = context.nameOf(form.ref) ?? 'unknown';
    return new modelina.ReferenceModel(name, schema, options, new modelina.AnyModel(target, undefined, options));
  }
  if (form.enum !== undefined) {
    const values = form.enum.map((value) => new modelina.EnumValueModel(literalType(value), value));
    return new modelina.EnumModel(name, schema, options, values);
  }
  const types = typeOrder.filter((type) => form.types?.includes(type));
  const said: Schema = { ...form, annotations: schema.annotations };
  const [only, ...others] = types.map((type) => modelOfType(modelina, said, type, context, types.length === 1 ? name : ''));
  if (only === undefined) return new modelina.AnyModel(name, schema, options);
  return others.length === 0 ? only : new modelina.UnionModel(name, schema, options, [only, ...others]);
}

/** `null` comes last, as one writes it. The normal form has no `integer` beside `number`. */
const typeOrder = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'] as const satisfies readonly JsonType[];

function literalType(value: JsonValue): string {
  return Object.is(value, -0) ? '0' : literal(value);
}

function modelOfType(modelina: Modelina, form: Schema, type: JsonType, context: SchemaContext, name: string): MetaModel {
  const options = new modelina.MetaModelOptions();
  switch (type) {
    case 'object':
      return objectModel(modelina, form, context, name);
    case 'array':
      return new modelina.ArrayModel(name, form, options, modelOfPart(modelina, form.items, context));
    case 'string':
      return new modelina.StringModel(name, form, options);
    case 'number':
    case 'integer':
      return new modelina.FloatModel(name, form, options);
    case 'boolean':
      return new modelina.BooleanModel(name, form, options);
    case 'null':
      return new modelina.EnumModel(name, form, options, [new modelina.EnumValueModel('null', null)]);
  }
}

function objectModel(modelina: Modelina, form: Schema, context: SchemaContext, name: string): MetaModel {
  const options = new modelina.MetaModelOptions();
  const { properties, required = [], additionalProperties } = form;
  if (properties === undefined || properties.size === 0) {
    const key = new modelina.StringModel('', undefined, options);
    return new modelina.DictionaryModel(name, form, options, key, modelOfPart(modelina, additionalProperties, context));
  }
  const members = [...properties].map(([key, property]) => {
    const model = toMetaModel(modelina, property, context);
    return [propertyKey(key), new modelina.ObjectPropertyModel(key, required.includes(key), model)] as const;
  });
  return new modelina.ObjectModel(name, form, options, Object.fromEntries(members));
}

/** The model of items or of a map's values; of anything where nothing is said of them. */
function modelOfPart(modelina: Modelina, schema: Schema | undefined, context: SchemaContext): MetaModel {
  if (schema !== undefined) return toMetaModel(modelina, schema, context);
  return new modelina.AnyModel('', undefined, new modelina.MetaModelOptions());
}

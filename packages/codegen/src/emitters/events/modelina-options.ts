import type { Schema } from '../../ir/schema.ts';
import { propertyKey } from '../../print/literal.ts';
import { commentOf } from '../../print/type/remarks.ts';
import type { ConstrainedModel, Modelina, ModelinaOptions } from './modelina-load.ts';

/**
 * How Modelina is to write TypeScript. What it gets wrong is set right here: it would write `any`, class and enum
 * declarations, `string | null[]`, constants of a wider type, and rename properties such as `type` or `Status`.
 */
export function modelinaOptions(modelina: Modelina): ModelinaOptions {
  return {
    renderTypes: true,
    modelType: 'interface',
    enumType: 'union',
    mapType: 'indexedObject',
    moduleSystem: 'ESM',
    useJavascriptReservedKeywords: false,
    rawPropertyNames: false,
    indentation: { type: modelina.IndentationTypes.SPACES, size: 2 },
    typeMapping: typeMapping(modelina),
    constraints: {
      modelName: ({ modelName }) => modelName,
      propertyKey: ({ objectPropertyModel }) => propertyKey(objectPropertyModel.propertyName),
      enumKey: ({ enumKey }) => enumKey,
      enumValue: ({ enumModel, enumValue }) => enumModel.values.find(({ value }) => value === enumValue)?.key,
      constant: () => undefined,
    },
  };
}

function typeMapping(modelina: Modelina): ModelinaOptions['typeMapping'] {
  return {
    ...modelina.TypeScriptDefaultTypeMapping,
    Any: () => 'unknown',
    Reference: ({ constrainedModel: { ref } }) => ref.name,
    Object: ({ constrainedModel }) => objectType(modelina, constrainedModel),
    Enum: ({ constrainedModel }) => [...new Set(constrainedModel.values.map(({ key }) => key))].join(' | '),
    Array: ({ constrainedModel: { valueModel } }) => `${parenthesized(modelina, valueModel)}[]`,
    Union: ({ constrainedModel }) => [...new Set(constrainedModel.union.map(({ type }) => type))].join(' | '),
    Dictionary: ({ constrainedModel: { value } }) => `{ [key: string]: ${value.type} }`,
  };
}

function parenthesized({ ConstrainedUnionModel, ConstrainedEnumModel }: Modelina, model: ConstrainedModel): string {
  const isUnion = model instanceof ConstrainedUnionModel || model instanceof ConstrainedEnumModel;
  return isUnion && model.type.includes(' | ') ? `(${model.type})` : model.type;
}

/** An object type within another; a named one is an interface and is referred to by its name. */
function objectType(
  { FormatHelpers }: Modelina,
  model: InstanceType<Modelina['ConstrainedObjectModel']>,
): string {
  if (model.name !== '') return model.name;
  const lines = Object.values(model.properties).map(propertyText);
  return `{\n${FormatHelpers.indent(lines.join('\n'), 2)}\n}`;
}

type Property = InstanceType<Modelina['ConstrainedObjectPropertyModel']>;

/** `name?: string;` with what the schema says about it. */
export function propertyText({ propertyName, required, property }: Property): string {
  return `${remarksOf(property.originalInput)}${propertyName}${required ? '' : '?'}: ${property.type};`;
}

/** The TSDoc comment of the schema that a model was made from. */
export function remarksOf(originalInput: unknown): string {
  return isSchema(originalInput) ? commentOf(originalInput) : '';
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && 'annotations' in value && 'origin' in value;
}

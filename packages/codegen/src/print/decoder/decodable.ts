import type { JsonType, Schema, SchemaId, SchemaSet } from '../../ir/schema.ts';
import { createNormalizer } from '../normal/normalizer.ts';
import type { Normalizer } from '../normal/normalizer.ts';
import { groupOf, groupsOf, keywordsByGroup } from '../normal/scalars.ts';
import { isInherited } from '../predicate/keys.ts';

/** A schema whose values can be checked while their text is read. */
export type DecodableForm =
  | { readonly kind: 'scalar'; readonly types: readonly JsonType[] }
  | { readonly kind: 'array'; readonly items: Schema }
  /** Of declared properties: a text with others has to be parsed and looked at. */
  | { readonly kind: 'object'; readonly properties: ReadonlyMap<string, Schema>; readonly required: ReadonlySet<string> };

/** What a normal form without a reference is to a decoder; undefined where its keywords need the whole value. */
export function decodableForm(form: Schema): DecodableForm | undefined {
  const types = form.enum === undefined ? form.types : typesOfValues(form.enum);
  if (types === undefined || types.length === 0) return undefined;
  const [only] = types;
  if (types.length === 1 && only === 'object') return objectForm(form);
  if (types.length === 1 && only === 'array') return arrayForm(form);
  return isScalar(types) && saysOnly(form, ['enum', ...keywordsByGroup.string, ...keywordsByGroup.number]) ? { kind: 'scalar', types } : undefined;
}

function objectForm(form: Schema): DecodableForm | undefined {
  const { properties = new Map<string, Schema>(), required = [] } = form;
  const isPlain = saysOnly(form, ['properties', 'required', 'additionalProperties']) && properties.size > 0;
  // A property with the name of an inherited one (`__proto__` among them) cannot be told from it by looking.
  if (!isPlain || [...properties.keys()].some(isInherited) || !required.every((name) => properties.has(name))) return undefined;
  return { kind: 'object', properties, required: new Set(required) };
}

function arrayForm(form: Schema): DecodableForm | undefined {
  if (form.items === undefined || !saysOnly(form, ['items', 'minItems', 'maxItems'])) return undefined;
  return { kind: 'array', items: form.items };
}

function saysOnly({ origin: _, annotations: __, types: ___, ...keywords }: Schema, known: readonly string[]): boolean {
  return Object.keys(keywords).every((keyword) => known.includes(keyword));
}

function isScalar(types: readonly JsonType[]): boolean {
  return groupsOf(types).every((group) => group !== 'array' && group !== 'object');
}

function typesOfValues(values: NonNullable<Schema['enum']>): readonly JsonType[] {
  return [...new Set(values.map(groupOf))];
}

/** The schemas among some whose values, with all that is in them, can be decoded. */
export function decodableIds(schemas: SchemaSet, ids: readonly SchemaId[]): readonly SchemaId[] {
  const normalizer = createNormalizer(schemas);
  return ids.filter((id) => isDecodable(normalizer, { origin: normalizer.target(id).origin, ref: id, annotations: {} }));
}

/** A recursive one is not: how deep it goes is the sender's choice. */
function isDecodable(normalizer: Normalizer, schema: Schema): boolean {
  const form = normalizer.normal(schema);
  if (form.ref !== undefined) return !normalizer.isRecursive(form.ref) && isDecodable(normalizer, normalizer.target(form.ref));
  const decodable = decodableForm(form);
  switch (decodable?.kind) {
    case 'array':
      return isDecodable(normalizer, decodable.items);
    case 'object':
      return [...decodable.properties.values()].every((property) => isDecodable(normalizer, property));
    default:
      return decodable !== undefined;
  }
}

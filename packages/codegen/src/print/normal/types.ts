import type { JsonType, Schema } from '../../ir/schema.ts';
import { allGroups, commonTypes, distinctTypes, groupOf, keywordsByGroup } from './scalars.ts';

type Resolve = (schema: Schema) => Schema;

/** The types that a schema's values can have; undefined where they can be of any. */
export function possibleTypes(schema: Schema, resolved: Resolve): readonly JsonType[] | undefined {
  const form = resolved(schema);
  if (form.always === false) return [];
  const values = form.enum?.map((value) => (Number.isInteger(value) ? 'integer' : groupOf(value)));
  const own = values === undefined ? form.types : distinctTypes(values);
  const members = (form.allOf ?? []).map((member) => possibleTypes(member, resolved));
  const choices = [form.anyOf, form.oneOf].map((branches) => typesOfBranches(branches, resolved));
  return [...members, ...choices].reduce(commonTypes, own);
}

function typesOfBranches(branches: readonly Schema[] | undefined, resolved: Resolve): readonly JsonType[] | undefined {
  const types = (branches ?? []).map((branch) => possibleTypes(branch, resolved));
  if (types.length === 0 || types.includes(undefined)) return undefined;
  return distinctTypes(types.flatMap((one) => one ?? []));
}

/** A schema whose `type` adds nothing to its one choice of schemas is that choice. */
export function withoutImpliedTypes(schema: Schema, resolved: Resolve): Schema {
  const { types, ...rest } = schema;
  const branches = typesOfBranches(rest.oneOf ?? rest.anyOf, resolved);
  if (types === undefined || branches === undefined) return schema;
  const speaking = allGroups.flatMap((group): readonly string[] => keywordsByGroup[group]);
  if (Object.keys(rest).some((keyword) => speaking.includes(keyword))) return schema;
  const common = commonTypes(types, branches);
  return common?.length === branches.length && branches.every((type) => common.includes(type)) ? rest : schema;
}

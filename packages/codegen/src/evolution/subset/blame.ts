import type { JsonValue } from '../../ir/json.ts';
import type { Schema } from '../../ir/schema.ts';
import { accepts } from '../sample/samples.ts';
import { onlyKeyword } from './scalars.ts';
import type { Term, World } from './term.ts';

/** Keywords that say something only beside others. */
const together: readonly (readonly (keyof Schema)[])[] = [
  ['properties', 'patternProperties', 'additionalProperties'],
  ['prefixItems', 'items'],
  ['contains', 'minContains', 'maxContains'],
  ['if', 'then', 'else'],
];

const silent = new Set(['origin', 'annotations', 'ref', 'allOf', 'minContains', 'maxContains', 'then', 'else']);

/** The part of a term, and its keyword, that refuses a value which the term refuses. */
export function blame(world: World, term: Term, value: JsonValue): { readonly term: Term; readonly keyword: string } {
  for (const part of world.flat(term)) {
    if (part.schema.always === false) return { term: part, keyword: '' };
    const keyword = Object.keys(part.schema)
      .filter((name): name is keyof Schema => !silent.has(name))
      .find((name) => !accepts({ ...part, schema: alone(part.schema, name) }, value));
    if (keyword !== undefined) return { term: part, keyword };
  }
  return { term, keyword: '' };
}

function alone(schema: Schema, keyword: keyof Schema): Schema {
  const group = together.find((keywords) => keywords.includes(keyword)) ?? [keyword];
  return group.reduce<Schema>((whole, name) => ({ ...whole, ...onlyKeyword(schema, name) }), { origin: schema.origin, annotations: {} });
}

/** Values that are refused by one keyword of one term. */
export interface Blamed {
  readonly term: Term;
  readonly keyword: string;
  readonly values: readonly JsonValue[];
}

/** Blames, put together by what refuses. */
export function distinctBlames(blames: readonly { readonly value: JsonValue; readonly term: Term; readonly keyword: string }[]): readonly Blamed[] {
  const found = new Map<string, Blamed>();
  for (const { value, term, keyword } of blames) {
    const key = `${String(term.number)} ${keyword}`;
    const values = [...(found.get(key)?.values ?? []), value];
    found.set(key, { term, keyword, values });
  }
  return [...found.values()];
}

import type { Schema, SchemaId } from '../../ir/schema.ts';
import { stringLiteral } from '../literal.ts';
import { areExclusive, discriminator } from '../normal/exclusive.ts';
import { possibleTypes } from '../normal/types.ts';
import { isInherited } from '../predicate/keys.ts';
import { list, part } from './context.ts';
import type { ZodPlace, ZodText } from './context.ts';

/**
 * A choice of schemas: a union, an exclusive one where a value could fit two, one by a discriminator where there is one
 * (its issues have the path of what is wrong in the branch that was meant).
 */
export function choiceZod(branches: readonly Schema[], kind: 'anyOf' | 'oneOf', place: ZodPlace, isLazy: (id: SchemaId) => boolean): ZodText {
  const { module, zodOf } = place.printer;
  const { resolved } = module.normalizer;
  const z = module.z();
  const possible = branches.filter((branch) => resolved(branch).always !== false);
  const values = possible.filter((branch) => !isNull(branch, resolved));
  const acceptsNull = values.some((branch) => possibleTypes(branch, resolved)?.includes('null') !== false);
  const isNullable = values.length > 0 && values.length === possible.length - 1 && (kind === 'anyOf' || !acceptsNull);
  const used = isNullable ? values : possible;
  const nullable = (one: ZodText): ZodText => (isNullable ? { ...one, text: `${one.text}.nullable()` } : one);
  const options = used.map((branch, index) => zodOf(branch, part(place, used.length > 1 ? `Option${String(index + 1)}` : '')));
  const [first, second] = options;
  if (first === undefined) return { text: `${z}.never()`, lossless: true };
  if (second === undefined) return nullable(first);
  const isUnion = kind === 'anyOf' || areExclusive(used, resolved);
  const tag = used.every((branch) => isNativeObject(branch, place, isLazy)) ? discriminator(used, resolved) : undefined;
  const items = `[${list(options.map(({ text }) => text))}]`;
  const text = tag === undefined ? `${z}.${isUnion ? 'union' : 'xor'}(${items})` : `${z}.discriminatedUnion(${stringLiteral(tag)}, ${items})`;
  return nullable({ text, lossless: options.every(({ lossless }) => lossless) });
}

function isNull(schema: Schema, resolved: (schema: Schema) => Schema): boolean {
  const { origin: _, annotations: __, ...keywords } = resolved(schema);
  return JSON.stringify(keywords) === '{"types":["null"]}' || JSON.stringify(keywords) === '{"enum":[null]}';
}

/** Whether a schema is printed as an object schema of Zod's and nothing else. */
function isNativeObject(schema: Schema, { printer: { module } }: ZodPlace, isLazy: (id: SchemaId) => boolean): boolean {
  const form = module.normalizer.normal(schema);
  if (form.ref !== undefined && isLazy(form.ref)) return false;
  const { origin: _, annotations: __, properties, required = [], additionalProperties, types, ...others } = module.normalizer.resolved(schema);
  const names = [...(properties?.keys() ?? []), ...required];
  const isOpenOrClosed = additionalProperties === undefined || additionalProperties.always !== undefined;
  return types?.join() === 'object' && Object.keys(others).length === 0 && names.length > 0 && isOpenOrClosed && !names.some(isInherited);
}

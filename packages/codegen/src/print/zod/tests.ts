import type { Schema } from '../../ir/schema.ts';
import { pick } from '../normal/merge.ts';
import type { ZodPlace } from './context.ts';

const partial = new WeakMap<Schema, Map<string, Schema>>();

/** The name of a function that tests some keywords of a schema. */
export function partTest(form: Schema, keywords: readonly (keyof Schema)[], place: ZodPlace): string {
  const schemas = partial.get(form) ?? new Map<string, Schema>();
  partial.set(form, schemas);
  const key = keywords.join();
  const schema: Schema = schemas.get(key) ?? { ...pick(form, keywords), origin: form.origin, annotations: {} };
  schemas.set(key, schema);
  return place.printer.predicates.functionFor(schema, place.wish);
}

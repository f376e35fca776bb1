import { fragment } from './fragment.ts';
import type { RuntimeFragment } from './fragment.ts';

const withZod = (one: RuntimeFragment): RuntimeFragment => ({ ...one, zodTypes: true });

/**
 * Checks of Zod schemas. They see the value as it came in, because they stand on `z.custom()`: an object schema would
 * have dropped the undeclared properties before.
 */
export const checkFragments = [
  withZod(
    fragment(
      'together',
      `
/** Several checks as one: Zod would stop at the first that finds a wrong type in some part, and not tell of the others. */
function together(...checks: readonly ((payload: z.core.ParsePayload) => void)[]): (payload: z.core.ParsePayload) => void {
  return (payload) => {
    for (const check of checks) check(payload);
  };
}`,
    ),
  ),
  withZod(
    fragment(
      'also',
      `
/** A check that another schema accepts the value; its issues keep their paths. */
function also(schema: z.ZodType): (payload: z.core.ParsePayload) => void {
  return (payload) => explain(schema, payload.value, [], payload);
}`,
      ['explain'],
    ),
  ),
  withZod(
    fragment(
      'when',
      `
/** A check that another schema accepts the value where a test holds. */
function when(test: (value: unknown) => boolean, schema: z.ZodType): (payload: z.core.ParsePayload) => void {
  return (payload) => {
    if (test(payload.value)) explain(schema, payload.value, [], payload);
  };
}`,
      ['explain'],
    ),
  ),
  withZod(
    fragment(
      'must',
      `
/** A check that a test holds. */
function must(test: (value: unknown) => boolean, message: string): (payload: z.core.ParsePayload) => void {
  return (payload) => {
    if (test(payload.value)) return;
    payload.issues.push({ code: 'custom', message, input: payload.value, path: [], continue: true });
  };
}`,
    ),
  ),
  withZod(
    fragment(
      'eachProperty',
      `
/** A check of an object's properties, those that a test chooses. */
function eachProperty(
  test: (key: string, value: unknown) => boolean,
  schema: z.ZodType,
): (payload: z.core.ParsePayload) => void {
  return (payload) => {
    const { value } = payload;
    if (!jsonObject(value)) return;
    for (const key in value) if (test(key, value)) explain(schema, value[key], [key], payload);
  };
}`,
      ['explain', 'jsonObject'],
    ),
  ),
  withZod(
    fragment(
      'ownProperty',
      `
/** A check of one property that Zod cannot read safely, since every object inherits one of that name. */
function ownProperty(key: string, schema: z.ZodType): (payload: z.core.ParsePayload) => void {
  return (payload) => {
    const { value } = payload;
    if (jsonObject(value) && Object.hasOwn(value, key)) explain(schema, value[key], [key], payload);
  };
}`,
      ['explain', 'jsonObject'],
    ),
  ),
  withZod(
    fragment(
      'eachName',
      `
/** A check of the names of an object's properties. */
function eachName(schema: z.ZodType): (payload: z.core.ParsePayload) => void {
  return (payload) => {
    if (jsonObject(payload.value)) for (const key in payload.value) explain(schema, key, [key], payload);
  };
}`,
      ['explain', 'jsonObject'],
    ),
  ),
  withZod(
    fragment(
      'eachItem',
      `
/** A check of an array's items, those that a test chooses. */
function eachItem(
  test: (index: number, value: unknown) => boolean,
  schema: z.ZodType,
): (payload: z.core.ParsePayload) => void {
  return (payload) => {
    const { value } = payload;
    if (!Array.isArray(value)) return;
    for (let index = 0; index < value.length; index += 1) {
      if (test(index, value)) explain(schema, value[index], [index], payload);
    }
  };
}`,
      ['explain'],
    ),
  ),
  withZod(
    fragment(
      'explain',
      `
/** Adds what a schema has against a part of a value to the issues of the whole. */
function explain(schema: z.ZodType, value: unknown, path: readonly PropertyKey[], payload: z.core.ParsePayload): void {
  const result = schema._zod.run({ value, issues: [] }, { async: false });
  if (result instanceof Promise) throw new TypeError('a printed schema is synchronous');
  for (const issue of result.issues) payload.issues.push({ ...issue, path: [...path, ...(issue.path ?? [])] });
}`,
    ),
  ),
] as const;

import type { JsonValue } from '../../ir/json.ts';
import type { Schema } from '../../ir/schema.ts';
import { formatTexts, textsMatching } from './texts.ts';

/** Numbers about the bounds and steps of some schemas: whatever tells one from another. */
export function numbersAbout(schemas: readonly Schema[]): readonly number[] {
  const steps = schemas.flatMap(({ multipleOf }) => multipleOf ?? []);
  const bounds = schemas.flatMap(({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }) => [minimum, maximum, exclusiveMinimum, exclusiveMaximum]);
  const listed = schemas.flatMap((schema) => [...(schema.enum ?? []), schema.const]);
  const marks = [0, 1, ...bounds, ...listed].filter((mark) => typeof mark === 'number');
  const near = marks.flatMap((mark) => [mark, ...[1, 0.5, ...steps].flatMap((step) => multiplesNear(mark, step))]);
  const common = steps.length > 1 ? [steps.reduce((left, right) => left * right, 1)] : [];
  return [...new Set([...near, ...steps, ...common.flatMap((step) => [step, -step])])].filter(Number.isFinite);
}

function multiplesNear(mark: number, step: number): readonly number[] {
  const below = Math.floor(mark / step);
  return [mark - step, mark + step, ...[below - 1, below, below + 1, below + 2].map((factor) => exact(factor * step))];
}

/** Without what floating point adds: 3 times 0.1 is 0.3. */
function exact(value: number): number {
  return Number(value.toPrecision(12));
}

/** Texts about the lengths, patterns and formats of some schemas. */
export function textsAbout(schemas: readonly Schema[]): readonly string[] {
  const limits = schemas.flatMap(({ minLength, maxLength }) => [minLength, maxLength]).filter((length) => length !== undefined);
  const lengths = [...new Set([0, 1, 3, ...limits.flatMap((limit) => [limit - 1, limit, limit + 1])])].filter((length) => length >= 0 && length <= 10_000);
  const patterns = [...new Set(schemas.flatMap(({ pattern }) => pattern ?? []))];
  const formats = [...new Set(schemas.flatMap(({ format }) => format ?? []))];
  const listed = schemas.flatMap((schema) => [...(schema.enum ?? []), schema.const]).filter((value) => typeof value === 'string');
  return [
    ...new Set([
      ...formats.flatMap((format) => formatTexts.get(format) ?? []),
      ...patterns.flatMap((pattern) => textsMatching(pattern, lengths)),
      ...lengths.flatMap((length) => ['a', '0', 'Z', ' '].map((character) => character.repeat(length))),
      ...listed,
    ]),
  ];
}

/** What the remarks of some schemas give as values. */
export function writtenValues(schemas: readonly Schema[]): readonly JsonValue[] {
  return schemas.flatMap(({ annotations }) => {
    const { examples, example, default: fallback } = annotations;
    const list: readonly JsonValue[] = Array.isArray(examples) ? examples : [];
    return [...list, example, fallback].filter((value) => value !== undefined);
  });
}

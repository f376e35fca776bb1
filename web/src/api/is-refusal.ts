import type { Refusal } from './problem.ts';

/** Whether a value is what a form shows after it was refused. */
export function isRefusal(value: unknown): value is Refusal {
  return isObject(value) && typeof value.message === 'string' && isTexts(value.fields);
}

/** Whether a value is an object of texts. */
export function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

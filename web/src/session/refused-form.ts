import { isRefusal, isTexts } from '#api/is-refusal.ts';
import type { Refusal } from '#api/problem.ts';

/** A session form that was refused: why, and what had been filled in (never the password), for browsers without scripts. */
export interface RefusedForm {
  readonly refusal: Refusal;
  readonly values: Readonly<Record<string, string>>;
}

/** The cookie that carries a refusal to the page with the form. */
export const refusalCookie = 'km_refusal';

/** As the cookie's value. */
export function encodeRefusedForm(form: RefusedForm): string {
  return Buffer.from(JSON.stringify(form)).toString('base64url');
}

/** The refusal in a cookie; `undefined` for anything that is none. */
export function decodeRefusedForm(value: string | undefined): RefusedForm | undefined {
  if (value === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(value, 'base64url').toString());
    return isObject(parsed) && isRefusal(parsed.refusal) && isTexts(parsed.values) ? { refusal: parsed.refusal, values: parsed.values } : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

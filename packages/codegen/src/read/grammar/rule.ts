/** What a place in a document may hold. */
export type Rule =
  | TextRule
  | { readonly kind: 'flag' | 'number' | 'anything' | 'schema' | 'payload' }
  | { readonly kind: 'integer'; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'list'; readonly items: Lazy; readonly atLeast: number }
  | { readonly kind: 'map'; readonly values: Lazy; readonly keys?: Pattern }
  | ObjectRule
  /** A Reference Object, and nothing else. */
  | { readonly kind: 'reference'; readonly to: Lazy }
  /** What is meant, or a Reference Object that leads to it. */
  | { readonly kind: 'referable'; readonly rule: Lazy; readonly section?: string }
  /** Whichever rule the value asks for. */
  | { readonly kind: 'choice'; readonly of: (value: unknown) => Rule };

export interface TextRule {
  readonly kind: 'text';
  readonly options?: readonly string[];
  readonly pattern?: Pattern;
  readonly orNull?: boolean;
}

/** A form that a text must have, and its description. */
export interface Pattern {
  readonly form: RegExp;
  readonly says: string;
}

export interface ObjectRule {
  readonly kind: 'object';
  /** With its article: `a channel`. */
  readonly name: string;
  readonly fields: ReadonlyMap<string, Lazy>;
  readonly required: readonly string[];
  /** Whether fields beyond these are nobody's business; `x-…` ones never are where this is false. */
  readonly open: boolean;
  /** Fields that are not listed by name. */
  readonly others?: { readonly keys: Pattern; readonly values: Lazy };
}

/** A rule, or a function for one that is defined further down or refers to itself. */
export type Lazy = Rule | (() => Rule);

export const text: Rule = { kind: 'text' };
export const textOrNull: Rule = { kind: 'text', orNull: true };
export const flag: Rule = { kind: 'flag' };
export const anything: Rule = { kind: 'anything' };
/** A JSON Schema in the document's own dialect; read by `schema/`. */
export const schema: Rule = { kind: 'schema' };
/** A JSON Schema, or a Multi Format Schema Object (AsyncAPI 3.0). */
export const payload: Rule = { kind: 'payload' };

export function oneOf(...options: readonly string[]): Rule {
  return { kind: 'text', options };
}

export function matching(form: RegExp, says: string): Rule {
  return { kind: 'text', pattern: { form, says } };
}

export function integer(minimum: number, maximum: number): Rule {
  return { kind: 'integer', minimum, maximum };
}

export function list(items: Lazy, { atLeast = 0 } = {}): Rule {
  return { kind: 'list', items, atLeast };
}

export function map(values: Lazy, keys?: Pattern): Rule {
  return { kind: 'map', values, ...(keys === undefined ? {} : { keys }) };
}

export function reference(to: Lazy): Rule {
  return { kind: 'reference', to };
}

/** What is meant or a reference to it; the section of `components` is where such things stand by name. */
export function referable(rule: Lazy, section?: string): Rule {
  return { kind: 'referable', rule, ...(section === undefined ? {} : { section }) };
}

export function choice(of: (value: unknown) => Rule): Rule {
  return { kind: 'choice', of };
}

/** An object with fields; a name that ends in `*` is required: `{ 'action*': text }`. */
export function object(
  name: string,
  fields: Readonly<Record<string, Lazy>>,
  { open = false, others }: { open?: boolean; others?: ObjectRule['others'] } = {},
): ObjectRule {
  const named = Object.entries(fields).map(([field, rule]) => [field.replace(/\*$/, ''), rule] as const);
  const required = Object.keys(fields)
    .filter((field) => field.endsWith('*'))
    .map((field) => field.slice(0, -1));
  return { kind: 'object', name, fields: new Map(named), required, open, ...(others === undefined ? {} : { others }) };
}

export function resolveRule(rule: Lazy): Rule {
  return typeof rule === 'function' ? rule() : rule;
}

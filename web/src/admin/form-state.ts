import type { Refusal } from '#api/problem.ts';

/** What stands in a form, by the fields' names in the request's body; empty for nothing. */
export type FormValues = Readonly<Record<string, string>>;

/** A field in which what is stored now is not what the form has. */
export interface Difference {
  readonly label: string;
  readonly stored: string;
  readonly typed: string;
}

/** What an administrator's form shows after it was sent and not taken. */
export interface FormState {
  readonly values: FormValues;
  readonly refusal: Refusal;
  /** Where somebody else changed the thing meanwhile: how it differs now, and the ETag of that state. */
  readonly overtaken?: { readonly etag: string; readonly differences: readonly Difference[] };
}

export interface FormField {
  /** The field's name in the request's body. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** `choice`: one of the options that the page gives. */
  readonly kind: 'choice' | 'line' | 'price' | 'text';
  readonly required: boolean;
  /** Stands beside its neighbour, where there is room. */
  readonly short?: true;
  readonly maxLength?: number;
  /** What may stand in it, for when it does not. */
  readonly rule: string;
}

/** Of a kind of thing that administrators keep: how it stands in a form, and how a form becomes what the API takes. */
export interface FormKind<Item, Input> {
  readonly fields: readonly FormField[];
  readonly valuesOf: (item: Item) => FormValues;
  /** What the API takes; or what is wrong, where that cannot even be said. */
  readonly inputOf: (values: FormValues) => { readonly input: Input } | { readonly faults: FormValues };
}

/** What was typed into the fields of a kind. */
export function typedIn<Item, Input>({ fields }: FormKind<Item, Input>, form: FormData): FormValues {
  return Object.fromEntries(
    fields.map(({ name }) => {
      const value = form.get(name);
      return [name, typeof value === 'string' ? value.trim().replaceAll('\r\n', '\n') : ''];
    }),
  );
}

/** Where what is stored now is not what was typed; a choice is shown by its name. */
export function differencesOf(fields: readonly FormField[], stored: FormValues, typed: FormValues, nameOf: (field: string, value: string) => string): readonly Difference[] {
  return fields.flatMap(({ name, label }) => {
    const [now = '', mine = ''] = [stored[name], typed[name]];
    return now === mine ? [] : [{ label, stored: nameOf(name, now), typed: nameOf(name, mine) }];
  });
}

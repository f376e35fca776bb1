import { noAnswer, type Refusal } from '#api/problem.ts';
import { inPlainWords } from '#forms/plain-words.ts';
import { differencesOf, type FormKind, type FormState, type FormValues } from './form-state.ts';

type Outcome<Data> = { readonly data: Data } | { readonly refusal: Refusal };

export interface Saving<Item, Input> {
  readonly kind: FormKind<Item, Input>;
  readonly typed: FormValues;
  /** Sends it, for a state that is still the one that the form was made for. */
  readonly send: (input: Input) => Promise<Outcome<Item>>;
  /** The thing as it is now; `undefined` for a new one. */
  readonly present?: () => Promise<Outcome<Item & { readonly revision: number }>>;
  /** How the value of a field is shown to people. */
  readonly nameOf?: (field: string, value: string) => string;
}

/** Saves what was typed: the thing as it is then, or what the form shows instead. */
export async function save<Item, Input>({ kind, typed, send, present, nameOf = plain }: Saving<Item, Input>): Promise<{ readonly saved: Item } | { readonly state: FormState }> {
  const read = kind.inputOf(typed);
  if ('faults' in read) return { state: { values: typed, refusal: { message: 'Please look at what is marked.', fields: read.faults } } };
  const outcome = await send(read.input);
  if ('data' in outcome) return { saved: outcome.data };
  if (outcome.refusal.code !== 'revision-stale' || present === undefined) {
    const words = Object.fromEntries(kind.fields.map(({ name, label, rule }) => [name, { label, rule }]));
    return { state: { values: typed, refusal: inPlainWords(outcome.refusal, words) } };
  }
  const now = await present();
  if ('refusal' in now) return { state: { values: typed, refusal: noAnswer } };
  const overtaken = { etag: etagOf(now.data), differences: differencesOf(kind.fields, kind.valuesOf(now.data), typed, nameOf) };
  return { state: { values: typed, refusal: { message: 'Somebody else changed it while you were writing, so nothing was saved yet.', fields: {} }, overtaken } };
}

/** The entity tag of a state (RFC 9110, section 8.8.3): the contract makes it of the revision. */
export function etagOf({ revision }: { readonly revision: number }): string {
  return `"${revision}"`;
}

function plain(_field: string, value: string): string {
  return value;
}

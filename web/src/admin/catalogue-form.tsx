'use client';

import Link from 'next/link';
import { useActionState, type ReactNode } from 'react';
import { useFaultFocus } from '#forms/use-fault-focus.ts';
import { Button } from '#ui/button.tsx';
import { Field, Select, TextArea } from '#ui/field.tsx';
import { Notice } from '#ui/notice.tsx';
import styles from './catalogue-form.module.css';
import type { FormField, FormState, FormValues } from './form-state.ts';
import { Overtaken } from './overtaken.tsx';

export interface CatalogueFormProps {
  readonly fields: readonly FormField[];
  readonly values: FormValues;
  /** The options of the fields that are a choice, by the field's name. */
  readonly choices?: Readonly<Record<string, readonly { readonly value: string; readonly name: string }[]>>;
  /** Of the state that `values` are; `undefined` for a new thing. */
  readonly etag?: string;
  readonly action: (before: FormState | undefined, form: FormData) => Promise<FormState>;
  readonly button: string;
  /** What became of it the last time. */
  readonly note?: string | undefined;
  /** The way out. */
  readonly back: string;
}

/** The form of a thing in the catalogue: what is wrong stands at its field, what was typed stays, and nobody's change is overwritten unseen. */
export function CatalogueForm({ fields, values: stored, choices = {}, etag, action, button, note, back }: CatalogueFormProps): ReactNode {
  const [state, send, sending] = useActionState(action, undefined);
  const form = useFaultFocus(state);
  const values = state?.values ?? stored;
  const faults = state?.refusal.fields ?? {};
  return (
    <form ref={form} action={send} className={styles.form}>
      {state === undefined ? <Noted note={note} /> : <Refused state={state} />}
      <input type="hidden" name="etag" value={state?.overtaken?.etag ?? etag ?? ''} />
      <div className={styles.fields}>
        {fields.map((field) => (
          <div key={field.name} className={field.short === true ? styles.short : styles.field}>
            <CatalogueField field={field} value={values[field.name] ?? ''} fault={faults[field.name]} choices={choices[field.name] ?? []} />
          </div>
        ))}
      </div>
      <div className={styles.ends}>
        <Button type="submit" look="primary" size="large" aria-disabled={sending}>
          {sending ? 'Saving …' : (state?.overtaken === undefined ? button : 'Save mine all the same')}
        </Button>
        <Link href={back}>Back without saving</Link>
      </div>
    </form>
  );
}

function Noted({ note }: { readonly note: string | undefined }): ReactNode {
  return note === undefined ? null : <Notice tone="good">{note}</Notice>;
}

function Refused({ state: { refusal, overtaken } }: { readonly state: FormState }): ReactNode {
  if (overtaken !== undefined) return <Overtaken message={refusal.message} differences={overtaken.differences} />;
  return (
    <Notice tone="bad" title="Nothing was saved yet">
      {refusal.message}
    </Notice>
  );
}

interface CatalogueFieldProps {
  readonly field: FormField;
  readonly value: string;
  readonly fault: string | undefined;
  readonly choices: readonly { readonly value: string; readonly name: string }[];
}

function CatalogueField({ field: { name, label, hint, kind, required, maxLength }, value, fault, choices }: CatalogueFieldProps): ReactNode {
  const common = { name, label, required, fault, defaultValue: value, ...(hint === undefined ? {} : { hint }) };
  if (kind === 'text') return <TextArea {...common} maxLength={maxLength} />;
  if (kind === 'line' || kind === 'price') return <Field {...common} maxLength={maxLength} autoComplete="off" {...(kind === 'price' ? { inputMode: 'decimal' } : {})} />;
  return (
    // Another value is another select: React does not put a default into one that stands.
    <Select key={value} {...common}>
      <option value="">Please choose</option>
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.name}
        </option>
      ))}
    </Select>
  );
}

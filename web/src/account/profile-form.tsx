'use client';

import { useActionState, type ReactNode } from 'react';
import { useFaultFocus } from '#forms/use-fault-focus.ts';
import { Button } from '#ui/button.tsx';
import { Field, Select } from '#ui/field.tsx';
import { Notice } from '#ui/notice.tsx';
import type { Country } from './countries.ts';
import { saveProfile } from './profile-actions.ts';
import styles from './profile-form.module.css';
import type { ProfileValues } from './profile-form-values.ts';

export interface ProfileFormProps {
  readonly values: ProfileValues;
  readonly countries: readonly Country[];
}

/** Name, phone and address. What is wrong is said at its field, and what was typed stays. */
export function ProfileForm({ values: stored, countries }: ProfileFormProps): ReactNode {
  const [state, save, saving] = useActionState(saveProfile, undefined);
  const form = useFaultFocus(state?.refusal);
  const values = state?.values ?? stored;
  const faults = state?.refusal?.fields ?? {};
  const text = (field: keyof ProfileValues): { readonly name: string; readonly defaultValue: string; readonly fault: string | undefined } => ({ name: field, defaultValue: values[field], fault: faults[field] });
  return (
    <form ref={form} action={save} className={styles.form}>
      {state === undefined ? null : <Outcome message={state.refusal?.message} />}
      <Field label="Your name" autoComplete="name" required maxLength={120} {...text('name')} />
      <Field label="Phone" type="tel" autoComplete="tel" hint="Should we have a question at your door." maxLength={24} {...text('phone')} />
      <fieldset className={styles.address}>
        <legend>Where we bring your orders</legend>
        <Field label="Street and number" autoComplete="address-line1" maxLength={120} {...text('address/line1')} />
        <Field label="Second line, if there is one" autoComplete="address-line2" maxLength={120} {...text('address/line2')} />
        <Field label="Town" autoComplete="address-level2" maxLength={120} {...text('address/city')} />
        <Field label="Postal code" autoComplete="postal-code" maxLength={10} {...text('address/postalCode')} />
        <Select key={values['address/country']} label="Country" autoComplete="country" {...text('address/country')}>
          {countries.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
      </fieldset>
      <Button type="submit" look="primary" size="large" aria-disabled={saving}>
        {saving ? 'Saving …' : 'Save'}
      </Button>
    </form>
  );
}

function Outcome({ message }: { readonly message: string | undefined }): ReactNode {
  if (message === undefined) return <Notice tone="good">Saved.</Notice>;
  return (
    <Notice tone="bad" title="Nothing was saved yet">
      {message}
    </Notice>
  );
}

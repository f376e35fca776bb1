'use server';

import { outcomeOf, type Refusal } from '#api/problem.ts';
import { formText } from '#forms/form-text.ts';
import { inPlainWords } from '#forms/plain-words.ts';
import { api, requireSession } from '#session/current-session.ts';
import { profilePatch, profileWords, valuesOfProfile, type ProfileValues } from './profile-form-values.ts';

/** What the profile's form shows after it was sent. */
export interface ProfileFormState {
  readonly values: ProfileValues;
  /** What was wrong; without it, the profile is as `values` say. */
  readonly refusal?: Refusal;
}

/** Keeps what the visitor wrote of themselves. */
export async function saveProfile(_before: ProfileFormState | undefined, form: FormData): Promise<ProfileFormState> {
  await requireSession('/profile');
  const typed = typedIn(form);
  const client = await api();
  const present = await outcomeOf(client.GET('/users/me'));
  if ('refusal' in present) return { values: typed, refusal: present.refusal };
  const patch = profilePatch(present.data, typed);
  if (patch === undefined) return { values: valuesOfProfile(present.data) };
  const saved = await outcomeOf(client.PATCH('/users/me', { body: patch }));
  if ('refusal' in saved) return { values: typed, refusal: inPlainWords(saved.refusal, profileWords) };
  return { values: valuesOfProfile(saved.data) };
}

function typedIn(form: FormData): ProfileValues {
  const text = (field: keyof ProfileValues): string => formText(form, field).trim();
  return {
    name: text('name'),
    phone: text('phone'),
    'address/line1': text('address/line1'),
    'address/line2': text('address/line2'),
    'address/city': text('address/city'),
    'address/postalCode': text('address/postalCode'),
    'address/country': text('address/country'),
  };
}

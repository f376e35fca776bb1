import type { Profile, ProfilePatch } from '@kada-mandiya/http-contracts/user-service';
import type { FieldWords } from '#forms/plain-words.ts';
import { homeCountry } from './countries.ts';

type Field = 'address/city' | 'address/country' | 'address/line1' | 'address/line2' | 'address/postalCode' | 'name' | 'phone';

/** What stands in the profile's form, by the fields' names in the patch; empty for nothing. */
export type ProfileValues = Readonly<Record<Field, string>>;

export function valuesOfProfile({ name, phone = '', address }: Pick<Profile, 'address' | 'name' | 'phone'>): ProfileValues {
  return {
    name,
    phone,
    'address/line1': address?.line1 ?? '',
    'address/line2': address?.line2 ?? '',
    'address/city': address?.city ?? '',
    'address/postalCode': address?.postalCode ?? '',
    'address/country': address?.country ?? homeCountry,
  };
}

/**
 * What the form changes of a profile, as a JSON Merge Patch (RFC 7396): only what is different, `null` for what was emptied;
 * `undefined` for no change. What may not be empty goes as it is, and the API says so.
 */
export function profilePatch(profile: Pick<Profile, 'address' | 'name' | 'phone'>, typed: ProfileValues): ProfilePatch | undefined {
  const before = valuesOfProfile(profile);
  const phone = phoneOf(typed.phone, typed['address/country']);
  const address = addressPatch(profile, typed);
  const patch: ProfilePatch = {
    ...(typed.name === before.name ? {} : { name: typed.name }),
    ...(phone === before.phone ? {} : { phone: phone === '' ? null : phone }),
    ...(address === undefined ? {} : { address }),
  };
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function addressPatch({ name, address }: Pick<Profile, 'address' | 'name'>, typed: ProfileValues): ProfilePatch['address'] | undefined {
  const lines = ['line1', 'line2', 'city', 'postalCode'] as const;
  if (lines.every((line) => typed[`address/${line}`] === '')) return address === undefined ? undefined : null;
  const before = valuesOfProfile({ name, ...(address === undefined ? {} : { address }) });
  const changed = lines.flatMap((line) => {
    const value = typed[`address/${line}`];
    if (value === before[`address/${line}`]) return [];
    return [[line, line === 'line2' && value === '' ? null : value] as const];
  });
  const country = typed['address/country'];
  // An address that was not there has no country yet, though the form shows one.
  const patch = Object.fromEntries([...changed, ...(country === address?.country ? [] : [['country', country] as const])]);
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** A phone number in E.164 form, from what people write: with spaces, with `00`, or with a `0` where they live. */
export function phoneOf(text: string, country: string): string {
  const digits = text.replaceAll(/[\s().\-/]/g, '');
  if (digits.startsWith('00')) return `+${digits.slice(2)}`;
  return digits.startsWith('0') && country === homeCountry ? `+94${digits.slice(1)}` : digits;
}

/** The form's own words for what is wrong in a field. */
export const profileWords: FieldWords = {
  name: { label: 'Your name', rule: 'Please tell us your name, on one line of at most 120 characters.' },
  phone: { label: 'The phone number', rule: 'Please write the number with its country, such as +94 77 123 4567.' },
  'address/line1': { label: 'The street', rule: 'Please write street and number, on one line of at most 120 characters.' },
  'address/line2': { label: 'The second line', rule: 'One line of at most 120 characters, please.' },
  'address/city': { label: 'The town', rule: 'Please write the town, on one line of at most 120 characters.' },
  'address/postalCode': { label: 'The postal code', rule: 'Please write a postal code of 2 to 10 letters and digits.' },
  'address/country': { label: 'The country', rule: 'Please choose a country.' },
};

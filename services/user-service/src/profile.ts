import type { PostalAddress, PostalAddressPatch, Profile, ProfilePatch } from '@kada-mandiya/http-contracts/user-service';

/** What every address has; `line2` alone may be absent. */
const requiredLines = ['line1', 'city', 'postalCode', 'country'] as const;

export interface Registration {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
}

/** What a patch makes of a profile. */
export type Patched =
  | { readonly kind: 'changed'; readonly profile: Profile }
  /** It is as the patch wants it already. */
  | { readonly kind: 'unchanged'; readonly profile: Profile }
  /** The address would lack these. */
  | { readonly kind: 'address-incomplete'; readonly missing: readonly (typeof requiredLines)[number][] };

/** The profile of somebody who has just registered: phone and address are the owner's to add. */
export function newProfile({ userId, email, name }: Registration, now: Date): Profile {
  const createdAt = now.toISOString();
  return { userId, email, name, createdAt, updatedAt: createdAt };
}

/** Applies a JSON Merge Patch (RFC 7396): what is left out stays, `null` removes. */
export function patchProfile(profile: Profile, patch: ProfilePatch, now: Date): Patched {
  const { phone, address, ...kept } = profile;
  const nextPhone = patch.phone === undefined ? phone : (patch.phone ?? undefined);
  const nextAddress = patch.address === undefined ? address : patchAddress(address, patch.address);
  const missing = nextAddress === undefined ? [] : requiredLines.filter((line) => nextAddress[line] === undefined);
  if (missing.length > 0) return { kind: 'address-incomplete', missing };
  const next: Profile = {
    ...kept,
    name: patch.name ?? profile.name,
    ...(nextPhone === undefined ? {} : { phone: nextPhone }),
    ...(isComplete(nextAddress) ? { address: nextAddress } : {}),
  };
  return isSame(profile, next) ? { kind: 'unchanged', profile } : { kind: 'changed', profile: { ...next, updatedAt: now.toISOString() } };
}

function patchAddress(address: PostalAddress | undefined, patch: PostalAddressPatch): Partial<PostalAddress> | undefined {
  if (patch === null) return undefined;
  const { line2, ...lines } = patch;
  const { line2: oldLine2, ...oldLines } = address ?? {};
  const nextLine2 = line2 === undefined ? oldLine2 : (line2 ?? undefined);
  return { ...oldLines, ...lines, ...(nextLine2 === undefined ? {} : { line2: nextLine2 }) };
}

function isComplete(address: Partial<PostalAddress> | undefined): address is PostalAddress {
  return address !== undefined && requiredLines.every((line) => address[line] !== undefined);
}

function isSame(one: Profile, other: Profile): boolean {
  const lines = ['line1', 'line2', 'city', 'postalCode', 'country'] as const;
  return one.name === other.name && one.phone === other.phone && lines.every((line) => one.address?.[line] === other.address?.[line]);
}

/** What a new user is told. */
export interface Welcome {
  readonly userId: string;
  readonly kind: 'welcome';
  readonly subject: string;
  readonly body: string;
}

export function welcomeTo({ userId, name }: Profile): Welcome {
  return { userId, kind: 'welcome', subject: 'Welcome to Kada Mandiya', body: `Dear ${name},\n\nyour account is ready. The market is open.` };
}

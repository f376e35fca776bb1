import { describe, expect, test } from '@jest/globals';
import type { Profile, ProfilePatch } from '@kada-mandiya/http-contracts/user-service';
import fc from 'fast-check';
import { newProfile, patchProfile, welcomeTo } from '../src/profile.ts';

const registered = new Date('2026-03-14T08:02:11.790Z');
const later = new Date('2026-03-14T08:09:40.055Z');
const fresh = newProfile({ userId: '88ac19b5-d8f5-431f-b2a2-058e41c73065', email: 'nimali.perera@example.com', name: 'Nimali Perera' }, registered);
const address = { line1: '27 Temple Road', line2: 'Nawala', city: 'Rajagiriya', postalCode: '10107', country: 'LK' };
const { line2: _, ...withoutLine2 } = address;
const complete: Profile = { ...fresh, phone: '+94771234567', address };
const { phone: __, ...withoutPhone } = complete;
const { address: ___, ...withoutAddress } = complete;

test('a new profile has what the registration told', () => {
  expect(fresh).toEqual({
    userId: '88ac19b5-d8f5-431f-b2a2-058e41c73065',
    email: 'nimali.perera@example.com',
    name: 'Nimali Perera',
    createdAt: '2026-03-14T08:02:11.790Z',
    updatedAt: '2026-03-14T08:02:11.790Z',
  });
});

describe('a patch', () => {
  const changes: readonly [string, Profile, ProfilePatch, Profile][] = [
    ['sets a phone', fresh, { phone: '+94771234567' }, { ...fresh, phone: '+94771234567' }],
    ['changes a phone', complete, { phone: '+14155550100' }, { ...complete, phone: '+14155550100' }],
    ['removes a phone', complete, { phone: null }, withoutPhone],
    ['changes a name', complete, { name: 'N. Perera' }, { ...complete, name: 'N. Perera' }],
    ['sets an address', fresh, { address }, { ...fresh, address }],
    ['sets an address without a second line', fresh, { address: withoutLine2 }, { ...fresh, address: withoutLine2 }],
    ['changes one line of an address', complete, { address: { city: 'Kotte' } }, { ...complete, address: { ...address, city: 'Kotte' } }],
    ['removes the second line', complete, { address: { line2: null } }, { ...complete, address: withoutLine2 }],
    ['sets the second line', { ...complete, address: withoutLine2 }, { address: { line2: 'Nawala' } }, complete],
    ['removes an address', complete, { address: null }, withoutAddress],
    ['does several things at once', complete, { name: 'Nimali', phone: null, address: null }, { ...fresh, name: 'Nimali' }],
  ];
  test.each(changes)('%s', (_name, before, patch, after) => {
    expect(patchProfile(before, patch, later)).toEqual({ kind: 'changed', profile: { ...after, updatedAt: later.toISOString() } });
  });

  const repetitions: readonly [string, Profile, ProfilePatch][] = [
    ['the same phone', complete, { phone: '+94771234567' }],
    ['the same address', complete, { address }],
    ['removing what is not there', fresh, { phone: null, address: null }],
    ['nothing of the address', complete, { address: {} }],
  ];
  test.each(repetitions)('%s changes nothing', (_name, profile, patch) => {
    expect(patchProfile(profile, patch, later)).toEqual({ kind: 'unchanged', profile });
  });

  const incomplete: readonly [string, Profile, ProfilePatch, readonly string[]][] = [
    ['one line', fresh, { address: { line1: '27 Temple Road' } }, ['city', 'postalCode', 'country']],
    ['no city', fresh, { address: { line1: '27 Temple Road', postalCode: '10107', country: 'LK' } }, ['city']],
    ['a second line to remove where there is no address', fresh, { address: { line2: null } }, ['line1', 'city', 'postalCode', 'country']],
    ['a phone beside it, which is then not set either', fresh, { phone: '+94771234567', address: { city: 'Kotte' } }, ['line1', 'postalCode', 'country']],
  ];
  test.each(incomplete)('of an address with %s is refused', (_name, profile, patch, missing) => {
    expect(patchProfile(profile, patch, later)).toEqual({ kind: 'address-incomplete', missing });
  });

  test('twice does what it does once, and never touches who it is', () => {
    const text = fc.constantFrom('a', 'b', 'c');
    const lineOf = { line1: text, city: text, postalCode: text, country: text };
    const anAddress = fc.record({ ...lineOf, line2: text }, { requiredKeys: ['line1', 'city', 'postalCode', 'country'] });
    const profiles = fc.record({ phone: text, address: anAddress }, { requiredKeys: [] }).map((rest): Profile => ({ ...fresh, ...rest }));
    const patches = fc.record({ name: text, phone: fc.option(text), address: fc.option(fc.record({ ...lineOf, line2: fc.option(text) }, { requiredKeys: [] })) }, { requiredKeys: [] });
    fc.assert(
      fc.property(profiles, patches, (profile, patch) => {
        const once = patchProfile(profile, patch, later);
        if (once.kind === 'address-incomplete') return;
        expect(patchProfile(once.profile, patch, later)).toEqual({ kind: 'unchanged', profile: once.profile });
        expect(once.profile).toMatchObject({ userId: fresh.userId, email: fresh.email, createdAt: fresh.createdAt });
      }),
    );
  });
});

test('the welcome is to the user, by name', () => {
  expect(welcomeTo(fresh)).toEqual({
    userId: fresh.userId,
    kind: 'welcome',
    subject: 'Welcome to Kada Mandiya',
    body: 'Dear Nimali Perera,\n\nyour account is ready. The market is open.',
  });
});

import { describe, expect, test } from '@jest/globals';
import { phoneOf, profilePatch, valuesOfProfile, type ProfileValues } from '#account/profile-form-values.ts';

const address = { line1: '27 Temple Road', line2: 'Nawala', city: 'Rajagiriya', postalCode: '10107', country: 'LK' };
const complete = { name: 'Nimali Perera', phone: '+94771234567', address };
const fresh = { name: 'Nimali Perera' };
const noAddress = { 'address/line1': '', 'address/line2': '', 'address/city': '', 'address/postalCode': '' };

type Case = readonly [string, Parameters<typeof profilePatch>[0], Partial<ProfileValues>, ReturnType<typeof profilePatch>];

const cases: readonly Case[] = [
  ['nothing changed', complete, {}, undefined],
  ['nothing changed, and there is no address', fresh, {}, undefined],
  ['another country, and there is no address', fresh, { 'address/country': 'IN' }, undefined],
  ['a name', complete, { name: 'Nimali de Silva' }, { name: 'Nimali de Silva' }],
  ['an emptied name is left to the API to refuse', complete, { name: '' }, { name: '' }],
  ['a phone number', fresh, { phone: '077 123 4567' }, { phone: '+94771234567' }],
  ['an emptied phone number', complete, { phone: '' }, { phone: null }],
  ['one line', complete, { 'address/city': 'Kotte' }, { address: { city: 'Kotte' } }],
  ['an emptied second line', complete, { 'address/line2': '' }, { address: { line2: null } }],
  ['an emptied town is left to the API to refuse', complete, { 'address/city': '' }, { address: { city: '' } }],
  ['all of the address emptied', complete, noAddress, { address: null }],
  ['a first address, with the country that the form shows', fresh, { 'address/line1': '27 Temple Road', 'address/city': 'Rajagiriya', 'address/postalCode': '10107' }, { address: { line1: '27 Temple Road', city: 'Rajagiriya', postalCode: '10107', country: 'LK' } }],
  ['a first address that lacks something goes as far as it is there', fresh, { 'address/city': 'Kandy' }, { address: { city: 'Kandy', country: 'LK' } }],
  ['another country', complete, { 'address/country': 'IN' }, { address: { country: 'IN' } }],
  ['several things', complete, { name: 'N. Perera', phone: '', 'address/postalCode': '10100' }, { name: 'N. Perera', phone: null, address: { postalCode: '10100' } }],
];

describe('the patch that a profile form makes', () => {
  test.each(cases)('%s', (_, profile, typed, patch) => {
    expect(profilePatch(profile, { ...valuesOfProfile(profile), ...typed })).toEqual(patch);
  });
});

describe('a phone number as people write it', () => {
  test.each([
    ['+94 77 123 4567', 'LK', '+94771234567'],
    ['077-123 4567', 'LK', '+94771234567'],
    ['(077) 123.4567', 'LK', '+94771234567'],
    ['0094771234567', 'LK', '+94771234567'],
    ['0044 20 7946 0000', 'GB', '+442079460000'],
    // Where a `0` leads to in other countries is not ours to guess: the API refuses it.
    ['020 7946 0000', 'GB', '02079460000'],
    ['', 'LK', ''],
    ['ring twice', 'LK', 'ringtwice'],
  ])('%s, in %s, is %s', (text, country, phone) => {
    expect(phoneOf(text, country)).toBe(phone);
  });
});

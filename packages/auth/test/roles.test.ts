import { describe, expect, test } from '@jest/globals';
import { hasRole, isOwner, mayAccess } from '../src/index.ts';
import { caller, nimali } from './tokens.ts';

const other = '4af57ddc-99b1-4473-9460-e9a48cd87155';
const admin = { id: other, roles: ['admin'] };
const both = { id: other, roles: ['customer', 'admin'] };

describe('access', () => {
  test.each<[boolean, { id: string; roles: string[] }, string[]]>([
    [true, caller, ['customer']],
    [true, caller, ['admin', 'customer']],
    [true, both, ['admin']],
    [false, caller, ['admin']],
    [false, caller, ['Customer']],
    [false, caller, ['custom']],
    [false, caller, []],
    [false, { id: nimali, roles: [] }, ['customer']],
    [false, { id: nimali, roles: ['customer,admin'] }, ['admin']],
  ])('is %s by role for %j and %j', (expected, who, roles) => {
    expect(hasRole(who, ...roles)).toBe(expected);
  });

  test('is the owner’s own by id, and by nothing like it', () => {
    expect([nimali, other, '', nimali.toUpperCase(), nimali.slice(0, -1)].map((id) => isOwner(caller, id))).toEqual([true, false, false, false, false]);
  });

  test.each<[boolean, string, { id: string; roles: string[] }, string[]]>([
    [true, 'the owner', caller, []],
    [true, 'the owner without the role', caller, ['admin']],
    [true, 'another one with the role', admin, ['support', 'admin']],
    [false, 'another one without the role', admin, ['support']],
    [false, 'another one where no role helps', admin, []],
  ])('is %s for %s', (expected, _, who, roles) => {
    expect(mayAccess(who, nimali, ...roles)).toBe(expected);
  });
});

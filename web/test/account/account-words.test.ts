import { describe, expect, test } from '@jest/globals';
import { countries } from '#account/countries.ts';
import { orderStatusOf } from '#account/order-filters.ts';
import { summaryOf } from '#account/order-words.ts';

describe('what is in an order, in a line', () => {
  test.each([
    [[{ name: 'Samba Rice 5 kg', quantity: 1 }], 'Samba Rice 5 kg'],
    [[{ name: 'Samba Rice 5 kg', quantity: 3 }], '3 × Samba Rice 5 kg'],
    [[{ name: 'Samba Rice 5 kg', quantity: 3 }, { name: 'Tea', quantity: 1 }], '3 × Samba Rice 5 kg and 1 more product'],
    [[{ name: 'Samba Rice 5 kg', quantity: 1 }, { name: 'Tea', quantity: 1 }, { name: 'Dhal', quantity: 9 }], 'Samba Rice 5 kg and 2 more products'],
  ])('%j', (items, summary) => {
    expect(summaryOf(items)).toBe(summary);
  });
});

test('the status in an address is one of the contract, or none', () => {
  expect(['PAID', 'paid', '', 'DROP TABLE'].map(orderStatusOf)).toEqual(['PAID', undefined, undefined, undefined]);
});

test('the countries: all of ISO 3166-1, each once and with a name, the shop’s own first', () => {
  const all = countries();
  expect(all[0]).toEqual({ code: 'LK', name: 'Sri Lanka' });
  expect(new Set(all.map(({ code }) => code)).size).toBe(249);
  expect(all.filter(({ code, name }) => name === code || name === '' || !/^[A-Z]{2}$/.test(code))).toEqual([]);
});

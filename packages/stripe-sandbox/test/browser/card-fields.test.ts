import { describe, expect, test } from '@jest/globals';
import { brandOf, caretBehind, cvcFault, expiryFault, groupedNumber, numberFault, writtenExpiry } from '../../src/browser/card-fields.ts';
import { testCards } from '../../src/cards.ts';

describe('a card number', () => {
  test.each([
    ['4242424242424242', 'Visa', '4242 4242 4242 4242'],
    ['5555555555554444', 'Mastercard', '5555 5555 5555 4444'],
    ['2223003122003222', 'Mastercard', '2223 0031 2200 3222'],
    ['378282246310005', 'American Express', '3782 822463 10005'],
    ['6011111111111117', 'Discover', '6011 1111 1111 1117'],
    ['3056930009020004', 'Diners Club', '3056 9300 0902 0004'],
    ['36227206271667', 'Diners Club', '3622 720627 1667'],
    ['3566002020360505', 'JCB', '3566 0020 2036 0505'],
    ['6200000000000005', 'UnionPay', '6200 0000 0000 0005'],
    ['9', '', '9'],
    ['', '', ''],
  ])('%s is known as %j and written as %j', (number, brand, written) => {
    expect(brandOf(number)).toBe(brand);
    expect(groupedNumber(number)).toBe(written);
  });

  test('is written as it is typed, without what no card has', () => {
    expect(groupedNumber('42424')).toBe('4242 4');
    expect(groupedNumber('4242-4242x4242 4242 99')).toBe('4242 4242 4242 4242');
  });

  test.each([
    ['', 'incomplete_number'],
    ['4242 4242 4242', 'incomplete_number'],
    ['4242 4242 4242 4241', 'invalid_number'],
    ['3782 822463 1000', 'incomplete_number'],
    ['9999 9999 9999 9995', undefined],
  ])('%j is %s', (number, code) => {
    expect(numberFault(number)?.code).toBe(code);
  });

  test('of each test card is right', () => {
    for (const { number } of testCards) expect([number, numberFault(groupedNumber(number))]).toEqual([number, undefined]);
  });
});

describe('an expiration date', () => {
  test.each([
    ['1', false, '1'],
    ['2', false, '02 / '],
    ['12', false, '12 / '],
    ['1/', false, '01 / '],
    ['12 / ', true, '12'],
    ['123', false, '12 / 3'],
    ['12/34', false, '12 / 34'],
    ['12/2034', false, '12 / 34'],
    ['12 / 345', false, '12 / 34'],
    ['', false, ''],
  ])('typed as %j (deleting: %s) is written as %j', (typed, deleting, written) => {
    expect(writtenExpiry(typed, { deleting })).toBe(written);
  });

  const now = new Date(2026, 10, 27);

  test.each([
    ['', 'incomplete_expiry'],
    ['12 / 3', 'incomplete_expiry'],
    ['13 / 30', 'invalid_expiry_month'],
    ['00 / 30', 'invalid_expiry_month'],
    ['12 / 25', 'invalid_expiry_year_past'],
    ['10 / 26', 'invalid_expiry_month_past'],
    ['11 / 26', undefined],
    ['12 / 76', undefined],
    ['12 / 77', 'invalid_expiry_year'],
  ])('of %j is %s', (text, code) => {
    expect(expiryFault(text, now)?.code).toBe(code);
  });
});

test.each([
  ['123', '4242 4242 4242 4242', undefined],
  ['12', '4242 4242 4242 4242', 'incomplete_cvc'],
  ['123', '3782 822463 10005', 'incomplete_cvc'],
  ['1234', '3782 822463 10005', undefined],
  ['1234', '', undefined],
  ['', '', 'incomplete_cvc'],
])('the security code %j of %j is %s', (cvc, number, code) => {
  expect(cvcFault(cvc, number)?.code).toBe(code);
});

test('the caret stays behind the digit that it was behind', () => {
  expect([0, 4, 5, 99].map((digits) => caretBehind('4242 4242', digits))).toEqual([0, 4, 6, 9]);
});

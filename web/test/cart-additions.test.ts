import { describe, expect, test } from '@jest/globals';
import { addition } from '../src/cart/additions.ts';
import type { Cart } from '../src/cart/cart.ts';
import { quantityOf } from '../src/cart/quantity.ts';

const productId = 'e25a5fd5-0245-4a9f-b60d-4fa2e1b9661e';
const tea = { productId, name: 'Black Tea', status: 'ACTIVE' } as const;
const full: Cart = Array.from({ length: 50 }, (_, line) => ({ productId: `00000000-0000-4000-8000-${String(line).padStart(12, '0')}`, quantity: 1 }));

describe('adding to the cart says', () => {
  test.each<[string, Cart, number, number, string]>([
    ['what is in it', [], 1, 1, '1 × Black Tea is in your cart.'],
    ['what is in it with what was there', [{ productId, quantity: 2 }], 3, 3, '5 × Black Tea is in your cart.'],
    ['that not all of it fits', [{ productId, quantity: 97 }], 5, 2, '99 × Black Tea is in your cart. That is the most of one product.'],
    ['that nothing more of it fits', [{ productId, quantity: 99 }], 1, 0, '99 × Black Tea is in your cart already; more do not fit.'],
    ['that the cart is full', full, 1, 0, 'Your cart is full: it holds 50 different products.'],
  ])('%s', (_case, cart, quantity, added, message) => {
    const outcome = addition(cart, tea, quantity);
    expect(outcome).toMatchObject({ added, message });
    const before = cart.reduce((sum, line) => sum + line.quantity, 0);
    expect(outcome.cart.reduce((sum, line) => sum + line.quantity, 0)).toBe(before + added);
  });

  test('that an archived product is no longer sold', () => {
    expect(addition([], { ...tea, status: 'ARCHIVED' }, 1)).toEqual({ cart: [], added: 0, message: 'Black Tea is no longer sold.' });
  });
});

describe('a quantity that was typed', () => {
  test.each<[FormDataEntryValue | null, 0 | 1, number | undefined]>([
    ['1', 1, 1],
    [' 12 ', 1, 12],
    ['99', 1, 99],
    ['100', 1, 99],
    ['999999', 1, 99],
    ['0', 1, undefined],
    ['0', 0, 0],
    ['', 1, undefined],
    ['1.5', 1, undefined],
    ['-1', 0, undefined],
    ['1e3', 1, undefined],
    ['many', 1, undefined],
    [null, 1, undefined],
  ])('%j, at least %i, is %j', (typed, least, quantity) => {
    expect(quantityOf(typed, { least })).toBe(quantity);
  });
});

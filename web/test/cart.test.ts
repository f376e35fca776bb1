import { describe, expect, test } from '@jest/globals';
import { add, decodeCart, encodeCart, mostLines, pieces, setQuantity, type Cart } from '../src/cart/cart.ts';

const tea = 'e25a5fd5-0245-4a9f-b60d-4fa2e1b9661e';
const rice = 'd8ddb999-489b-40c2-87ad-75fda51437ce';

/** A cart of so many different products. */
function cartOf(lines: number): Cart {
  return Array.from({ length: lines }, (_, line) => ({ productId: `00000000-0000-4000-8000-${String(line).padStart(12, '0')}`, quantity: 1 }));
}

describe('a cart', () => {
  test.each<[string, Cart, string, number, Cart]>([
    ['takes a product', [], tea, 2, [{ productId: tea, quantity: 2 }]],
    ['keeps the order in which they came', [{ productId: rice, quantity: 1 }], tea, 1, [{ productId: rice, quantity: 1 }, { productId: tea, quantity: 1 }]],
    ['adds to the line that is there', [{ productId: tea, quantity: 2 }], tea, 3, [{ productId: tea, quantity: 5 }]],
    ['holds 99 of a product', [{ productId: tea, quantity: 98 }], tea, 3, [{ productId: tea, quantity: 99 }]],
    ['holds 99 of a new product', [], tea, 100, [{ productId: tea, quantity: 99 }]],
  ])('%s', (_case, before, productId, quantity, after) => {
    expect(add(before, productId, quantity)).toEqual(after);
  });

  test('that is full takes more of what is in it, and nothing else', () => {
    const full = cartOf(mostLines);
    expect(add(full, tea, 1)).toEqual(full);
    expect(pieces(add(full, full[0]?.productId ?? '', 4))).toBe(mostLines + 4);
  });

  test.each<[string, number, Cart]>([
    ['another number', 7, [{ productId: tea, quantity: 7 }]],
    ['too many', 120, [{ productId: tea, quantity: 99 }]],
    ['none', 0, []],
    ['less than none', -1, []],
  ])('takes %s of a line', (_case, quantity, after) => {
    expect(setQuantity([{ productId: tea, quantity: 2 }], tea, quantity)).toEqual(after);
  });

  test('has no line for a product whose number is set without it being there', () => {
    expect(setQuantity([{ productId: rice, quantity: 1 }], tea, 3)).toEqual([{ productId: rice, quantity: 1 }]);
  });
});

describe('the cookie of a cart', () => {
  test('holds the cart', () => {
    const cart = [{ productId: tea, quantity: 1 }, { productId: rice, quantity: 99 }];
    expect(decodeCart(encodeCart(cart))).toEqual(cart);
  });

  test('of 50 lines fits into what browsers keep', () => {
    const full = cartOf(mostLines);
    expect(encodeCart(full).length).toBeLessThan(2_000);
    expect(decodeCart(encodeCart(full))).toEqual(full);
  });

  test.each<[string, string | undefined]>([
    ['is not there', undefined],
    ['is empty', ''],
    ['is no cart', 'hello'],
    ['has a line of zero pieces', encodeCart([{ productId: tea, quantity: 1 }]).replace(/01$/, '00')],
    ['has a line that is too short', encodeCart([{ productId: tea, quantity: 1 }]).slice(1)],
    ['has a minus', encodeCart([{ productId: tea, quantity: 1 }]).replace(/01$/, '-1')],
  ])('that %s is an empty cart', (_case, value) => {
    expect(decodeCart(value)).toEqual([]);
  });

  test('has each product once, and no more than 50', () => {
    const one = encodeCart([{ productId: tea, quantity: 3 }]);
    expect(decodeCart(`${one}.${one}`)).toEqual([{ productId: tea, quantity: 3 }]);
    expect(decodeCart(encodeCart(cartOf(60)))).toHaveLength(mostLines);
  });

  test('keeps its good lines beside a bad one', () => {
    expect(decodeCart(`nonsense.${encodeCart([{ productId: rice, quantity: 4 }])}`)).toEqual([{ productId: rice, quantity: 4 }]);
  });
});

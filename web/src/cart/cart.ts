/** What a visitor wants to buy: which product, how many. Prices are the shop's to say, at every look. */
interface CartLine {
  /** A UUID in lower case. */
  readonly productId: string;
  /** 1 to 99. */
  readonly quantity: number;
}

export type Cart = readonly CartLine[];

/** As the contract of placing an order has it. */
export const mostLines = 50;
export const mostPieces = 99;

/** Adds pieces of a product; a line is full at 99, a cart at 50 lines, and what is over is left out. */
export function add(cart: Cart, productId: string, quantity: number): Cart {
  const there = cart.find((line) => line.productId === productId);
  if (there !== undefined) return setQuantity(cart, productId, Math.min(mostPieces, there.quantity + quantity));
  return cart.length < mostLines ? [...cart, { productId, quantity: Math.min(mostPieces, quantity) }] : cart;
}

/** Sets how many of a product; none takes its line away. */
export function setQuantity(cart: Cart, productId: string, quantity: number): Cart {
  if (quantity <= 0) return cart.filter((line) => line.productId !== productId);
  return cart.map((line) => (line.productId === productId ? { productId, quantity: Math.min(mostPieces, quantity) } : line));
}

export function pieces(cart: Cart): number {
  return cart.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** A cart as a cookie's value: 25 characters a line, so that 50 lines fit well within a cookie's 4,096 bytes. */
export function encodeCart(cart: Cart): string {
  return cart.map(({ productId, quantity }) => `${Buffer.from(productId.replaceAll('-', ''), 'hex').toString('base64url')}${String(quantity).padStart(2, '0')}`).join('.');
}

/** The cart in a cookie. Lines that are none are left out: the cookie is the browser's, and anybody may have written it. */
export function decodeCart(value: string | undefined): Cart {
  const lines = (value ?? '').split('.').slice(0, mostLines).flatMap((text) => {
    const [, id = '', count = ''] = /^([A-Za-z0-9_-]{22})([0-9]{2})$/.exec(text) ?? [];
    const hex = Buffer.from(id, 'base64url').toString('hex');
    const quantity = Number(count);
    return hex.length === 32 && quantity > 0 ? [{ productId: uuidOf(hex), quantity }] : [];
  });
  return [...new Map(lines.map((line) => [line.productId, line])).values()];
}

function uuidOf(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

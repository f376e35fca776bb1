import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import type { Product } from '@kada-mandiya/http-contracts/product-service';
import { billOf, type Bill } from '#cart/bill.ts';
import { CartLineRow } from '#cart/cart-line.tsx';
import type { Cart } from '#cart/cart.ts';
import { currentCart } from '#cart/current-cart.ts';
import { productById } from '#catalogue/catalogue.ts';
import { ButtonLink } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Notice } from '#ui/notice.tsx';
import { Page } from '#ui/page.tsx';
import { Price } from '#ui/price.tsx';
import styles from './page.module.css';

export const metadata: Metadata = { title: 'Your cart', robots: { index: false } };

export default async function CartPage(): Promise<ReactNode> {
  const cart = await currentCart();
  if (cart.length === 0) return <EmptyCart />;
  const bill = billOf(cart, await productsIn(cart));
  return (
    <Page title="Your cart" lead="At today’s prices.">
      <div className={styles.cart}>
        <ul className={styles.lines}>
          {bill.lines.map((line) => (
            <CartLineRow key={line.productId} line={line} />
          ))}
        </ul>
        <Summary bill={bill} />
      </div>
    </Page>
  );
}

function EmptyCart(): ReactNode {
  return (
    <Page title="Your cart">
      <EmptyState
        title="Nothing in it yet"
        action={
          <ButtonLink href="/products" look="primary">
            Look at the shelves
          </ButtonLink>
        }
      >
        What you add stays here for three months, without an account.
      </EmptyState>
    </Page>
  );
}

function Summary({ bill }: { readonly bill: Bill }): ReactNode {
  return (
    <section className={styles.summary} aria-labelledby="total">
      <h2 id="total">Total</h2>
      <div role="status" className={styles.totals}>
        <p className={styles.pieces}>{piecesOf(bill)}</p>
        {bill.totals.map((total) => (
          <p key={total.currency} className={styles.total}>
            <Price {...total} />
          </p>
        ))}
      </div>
      {bill.obstacle === undefined ? (
        <>
          <ButtonLink href="/checkout" look="primary" size="large" wide>
            Go to checkout
          </ButtonLink>
          <p className={styles.small}>You pay on the next pages. Nothing is charged here.</p>
        </>
      ) : (
        <Notice tone="warn">{obstacles[bill.obstacle]}</Notice>
      )}
      <ButtonLink href="/products" look="quiet" wide>
        Go on shopping
      </ButtonLink>
    </section>
  );
}

function piecesOf({ pieces }: Bill): string {
  if (pieces === 0) return 'Nothing to pay';
  return pieces === 1 ? '1 piece' : `${pieces} pieces`;
}

const obstacles: Readonly<Record<NonNullable<Bill['obstacle']>, string>> = {
  'nothing-sold': 'Nothing in your cart is sold any more. Remove it, and choose something else.',
  gone: 'Something in your cart is no longer sold. Remove it to go on.',
  'mixed-currencies': 'Your cart has prices in more than one currency, and an order is paid in one. Remove what belongs to another order, and order it afterwards.',
};

/** Read anew, all at once: a cart never holds prices. */
async function productsIn(cart: Cart): Promise<ReadonlyMap<string, Product>> {
  const products = await Promise.all(cart.map(({ productId }) => productById(productId)));
  return new Map(products.flatMap((product) => (product === undefined ? [] : [[product.productId, product] as const])));
}

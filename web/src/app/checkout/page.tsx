import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { found } from '#api/problem.ts';
import { billOf, type Bill, type BillLine } from '#cart/bill.ts';
import { encodeCart, type Cart } from '#cart/cart.ts';
import { currentCart } from '#cart/current-cart.ts';
import { productById } from '#catalogue/catalogue.ts';
import { CheckoutForm } from '#checkout/checkout-form.tsx';
import { Delivery } from '#checkout/delivery.tsx';
import type { ListedLine } from '#checkout/line-list.tsx';
import { visitorLocale } from '#format/locale.ts';
import { formatMoney } from '#format/money.ts';
import { api, requireSession } from '#session/current-session.ts';
import { ButtonLink } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Page } from '#ui/page.tsx';

export const metadata: Metadata = { title: 'Checkout' };

export default async function CheckoutPage(): Promise<ReactNode> {
  await requireSession('/checkout');
  const cart = await currentCart();
  if (cart.length === 0) {
    return (
      <Page title="Checkout">
        <EmptyState title="There is nothing to pay for yet" action={<ButtonLink href="/products" look="primary">Look around the shop</ButtonLink>}>
          Your cart is empty. What you put in it can be ordered here.
        </EmptyState>
      </Page>
    );
  }
  const client = await api();
  const [products, profile, locale] = await Promise.all([Promise.all(cart.map(({ productId }) => productById(productId))), found(client.GET('/users/me')), visitorLocale()]);
  const known = products.flatMap((product) => (product === undefined ? [] : [[product.productId, product] as const]));
  const { lines, totals, obstacle } = billOf(cart, new Map(known));
  const [total] = totals;
  return (
    <Page title="Checkout" lead="Look it over once more. Prices are those of this moment.">
      <CheckoutForm
        cart={encodeCart(cart)}
        idempotencyKey={crypto.randomUUID()}
        lines={lines.map((line) => listed(line, cart, locale))}
        total={total === undefined || obstacle !== undefined ? undefined : { written: formatMoney(total, locale), amount: total.amount }}
        obstacle={obstacle === undefined ? undefined : obstacles[obstacle]}
        delivery={<Delivery profile={profile} />}
      />
    </Page>
  );
}

const obstacles: Readonly<Record<NonNullable<Bill['obstacle']>, string>> = {
  'nothing-sold': 'Nothing in your cart is sold any more.',
  gone: 'Take out of the cart what is no longer sold, then the rest can be ordered.',
  'mixed-currencies': 'Your cart has prices in several currencies. Please order them one currency at a time.',
};

function listed(line: BillLine, cart: Cart, locale: string): ListedLine {
  const quantity = cart.find(({ productId }) => productId === line.productId)?.quantity ?? 1;
  const { productId, product } = line;
  if (line.kind === 'gone') return { productId, quantity, name: product?.name ?? 'A product that we do not know', fault: 'This is no longer sold.' };
  return { productId, quantity, name: line.product.name, each: formatMoney(line.product, locale), price: formatMoney(line.total, locale) };
}

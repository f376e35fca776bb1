import Link from 'next/link';
import type { ReactNode } from 'react';
import { PictureTile } from '#art/picture-tile.tsx';
import { productArt } from '#art/product-art.ts';
import { Button } from '#ui/button.tsx';
import { Price } from '#ui/price.tsx';
import { VisuallyHidden } from '#ui/visually-hidden.tsx';
import { removeFromCart } from './actions.ts';
import type { BillLine } from './bill.ts';
import styles from './cart-line.module.css';
import { QuantityForm } from './quantity-form.tsx';

/** A line of the cart: what it is, how many, what that costs today. */
export function CartLineRow({ line }: { readonly line: BillLine }): ReactNode {
  const { product, productId } = line;
  const name = product?.name ?? 'A product that is no longer there';
  return (
    <li className={styles.line}>
      <PictureTile picture={product === undefined ? 'parcel-sea' : productArt(product)} first className={styles.picture} />
      <div className={styles.what}>
        <h2 className={styles.name}>{product === undefined ? name : <Link href={`/products/${productId}`}>{name}</Link>}</h2>
        {line.kind === 'gone' ? (
          <p className={styles.gone}>No longer sold. Please remove it.</p>
        ) : (
          <p className={styles.each}>
            <Price {...line.product} /> each
          </p>
        )}
      </div>
      {line.kind === 'gone' ? null : (
        <>
          <div className={styles.quantity}>
            <QuantityForm productId={productId} name={name} quantity={line.quantity} />
          </div>
          <p className={styles.total}>
            <VisuallyHidden>Together </VisuallyHidden>
            <Price {...line.total} />
          </p>
        </>
      )}
      <form action={removeFromCart} className={styles.remove}>
        <input type="hidden" name="productId" value={productId} />
        <Button type="submit" look="quiet" size="small">
          Remove<VisuallyHidden> {name}</VisuallyHidden>
        </Button>
      </form>
    </li>
  );
}

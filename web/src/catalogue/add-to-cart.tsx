'use client';

import Link from 'next/link';
import { useActionState, type ReactNode } from 'react';
import { addToCart } from '#cart/actions.ts';
import { Button } from '#ui/button.tsx';
import { Notice } from '#ui/notice.tsx';
import styles from './add-to-cart.module.css';

/** How many, and into the cart. Works without scripts too: the page then comes back with the message in it. */
export function AddToCart({ productId }: { readonly productId: string }): ReactNode {
  const [state, action, isPending] = useActionState(addToCart, undefined);
  return (
    <div className={styles.add}>
      <form action={action} className={styles.form}>
        <input type="hidden" name="productId" value={productId} />
        <label className={styles.quantity}>
          Quantity
          <input type="number" name="quantity" defaultValue={1} min={1} max={99} required inputMode="numeric" />
        </label>
        <Button type="submit" look="primary" size="large" className={styles.button} aria-disabled={isPending}>
          Add to cart
        </Button>
      </form>
      <div role="status">
        {state === undefined ? null : (
          <Notice tone={state.tone}>
            {state.message} <Link href="/cart">Go to the cart</Link>
          </Notice>
        )}
      </div>
    </div>
  );
}

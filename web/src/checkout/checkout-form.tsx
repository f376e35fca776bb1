'use client';

import Link from 'next/link';
import { useActionState, type ReactNode } from 'react';
import { Button } from '#ui/button.tsx';
import { Notice } from '#ui/notice.tsx';
import { placeOrder } from './actions.ts';
import { Card } from './card.tsx';
import styles from './checkout-form.module.css';
import { LineList, type ListedLine } from './line-list.tsx';

export interface CheckoutFormProps {
  /** What is ordered, encoded: what the visitor sees and not what the cart may hold by then. */
  readonly cart: string;
  /** For this form alone, so that sending it twice makes one order. */
  readonly idempotencyKey: string;
  readonly lines: readonly ListedLine[];
  /** The total as it is written, and in the smallest unit; `undefined` where the order cannot be placed. */
  readonly total: { readonly written: string; readonly amount: number } | undefined;
  /** Why it cannot be placed. */
  readonly obstacle: string | undefined;
  /** Whom and where to deliver to. */
  readonly delivery: ReactNode;
}

/** What is ordered, where it goes and what it costs; refusals stand at the line that they are about. */
export function CheckoutForm({ cart, idempotencyKey, lines, total, obstacle, delivery }: CheckoutFormProps): ReactNode {
  const [refused, place, placing] = useActionState(placeOrder, undefined);
  const faults = refused?.lines ?? {};
  return (
    <div className={styles.columns}>
      <div className={styles.main}>
        {delivery}
        <Card title="Your order" action={<Link href="/cart">Change the cart</Link>}>
          <LineList lines={lines.map((line) => ({ ...line, fault: faults[line.productId] ?? line.fault }))} />
        </Card>
      </div>
      <form action={place} className={styles.summary} aria-labelledby="summary">
        <h2 id="summary">To pay</h2>
        {total === undefined ? null : <p className={styles.total}>{total.written}</p>}
        {refused === undefined ? null : (
          <Notice tone="bad" title="The order was not placed">
            {refused.message}
          </Notice>
        )}
        <input type="hidden" name="cart" value={cart} />
        <input type="hidden" name="key" value={refused?.key ?? idempotencyKey} />
        <input type="hidden" name="seen" value={total?.amount ?? ''} />
        <Button type="submit" look="primary" size="large" wide disabled={total === undefined || placing}>
          {placing ? 'Placing the order …' : 'Place order'}
        </Button>
        <p className={styles.note}>{obstacle ?? 'You pay by card in the next step. Until then you can cancel.'}</p>
      </form>
    </div>
  );
}

'use client';

import { useActionState, type ReactNode } from 'react';
import { Button } from '#ui/button.tsx';
import { Notice } from '#ui/notice.tsx';
import { cancelOrder } from './actions.ts';
import styles from './cancel-order.module.css';

/** Cancels an order; asks first. */
export function CancelOrder({ orderId }: { readonly orderId: string }): ReactNode {
  const [refusal, cancel, cancelling] = useActionState(cancelOrder.bind(null, orderId), undefined);
  return (
    <details className={styles.cancel}>
      <summary>Cancel this order</summary>
      <form action={cancel} className={styles.question}>
        <p>Cancel it for good? What you wanted can be ordered again, at the prices of then.</p>
        {refusal === undefined ? null : <Notice tone="bad">{refusal}</Notice>}
        <Button type="submit" look="danger" disabled={cancelling}>
          {cancelling ? 'Cancelling …' : 'Yes, cancel the order'}
        </Button>
      </form>
    </details>
  );
}

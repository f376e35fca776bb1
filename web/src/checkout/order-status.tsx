import type { ReactNode } from 'react';
import { Badge } from '#ui/badge.tsx';
import type { OrderProgress } from './order-progress.ts';
import styles from './order-status.module.css';

/** Where an order is. It is read out when it changes. */
export function OrderStatus({ label, tone, sentence }: Pick<OrderProgress, 'label' | 'sentence' | 'tone'>): ReactNode {
  return (
    <div role="status" className={styles.status}>
      <Badge tone={tone}>{label}</Badge>
      <p>{sentence}</p>
    </div>
  );
}

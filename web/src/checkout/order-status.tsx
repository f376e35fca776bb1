import type { ReactNode } from 'react';
import { joinClasses } from '#ui/join-classes.ts';
import type { OrderProgress } from './order-progress.ts';
import styles from './order-status.module.css';

/** Where an order is. It is read out when it changes. */
export function OrderStatus({ label, tone, sentence }: Pick<OrderProgress, 'label' | 'sentence' | 'tone'>): ReactNode {
  return (
    <div role="status" className={joinClasses(styles.status, styles[tone])}>
      <strong className={styles.label}>{label}</strong>
      <p>{sentence}</p>
    </div>
  );
}

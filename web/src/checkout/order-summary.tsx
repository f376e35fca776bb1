import type { ReactNode } from 'react';
import type { Order } from '@kada-mandiya/http-contracts/order-service';
import { formatMoney } from '#format/money.ts';
import { Card } from './card.tsx';
import { LineList } from './line-list.tsx';
import styles from './order-summary.module.css';

/** What was ordered, for how much. */
export function OrderSummary({ order, locale }: { readonly order: Order; readonly locale: string }): ReactNode {
  const written = (amount: number): string => formatMoney({ amount, currency: order.currency }, locale);
  return (
    <Card title="Your order">
      <LineList lines={order.items.map(({ productId, name, quantity, unitAmount, amount }) => ({ productId, name, quantity, each: written(unitAmount), price: written(amount) }))} />
      <p className={styles.total}>
        <span>Total</span>
        <span className={styles.amount}>{written(order.amount)}</span>
      </p>
    </Card>
  );
}

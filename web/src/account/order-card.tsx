import Link from 'next/link';
import type { ReactNode } from 'react';
import type { Order } from '@kada-mandiya/http-contracts/order-service';
import { PictureTile } from '#art/picture-tile.tsx';
import { productArt } from '#art/product-art.ts';
import { orderNumber } from '#checkout/order-of-visitor.ts';
import { progressOf } from '#checkout/order-progress.ts';
import { formatDay } from '#format/dates.ts';
import { formatMoney } from '#format/money.ts';
import { Badge } from '#ui/badge.tsx';
import styles from './order-card.module.css';
import { summaryOf } from './order-words.ts';

/** An order in a list: what is in it, what it cost, how it stands. The whole card leads to its page. */
export function OrderCard({ order, locale }: { readonly order: Order; readonly locale: string }): ReactNode {
  const { label, tone } = progressOf(order, undefined, { confirmed: false });
  return (
    <article className={styles.card}>
      <div className={styles.pictures}>
        {order.items.slice(0, 3).map(({ productId, name }) => (
          <PictureTile key={productId} picture={productArt({ name, sku: name })} className={styles.picture} />
        ))}
      </div>
      <div className={styles.words}>
        <h2 className={styles.name}>
          <Link href={`/orders/${order.orderId}`}>{summaryOf(order.items)}</Link>
        </h2>
        <p className={styles.details}>
          Order {orderNumber(order)}, placed on {formatDay(order.createdAt, locale)}
        </p>
      </div>
      <Badge tone={tone}>{label}</Badge>
      <p className={styles.price}>{formatMoney(order, locale)}</p>
    </article>
  );
}

import type { ReactNode } from 'react';
import { VisuallyHidden } from '#ui/visually-hidden.tsx';
import styles from './line-list.module.css';

export interface ListedLine {
  readonly productId: string;
  readonly name: string;
  readonly quantity: number;
  /** The price of one, as it is written. */
  readonly each?: string | undefined;
  /** The price of all, as it is written. */
  readonly price?: string | undefined;
  /** What is wrong with this line. */
  readonly fault?: string | undefined;
}

/** Lines of an order or a cart: how many of what, for how much. */
export function LineList({ lines }: { readonly lines: readonly ListedLine[] }): ReactNode {
  return (
    <ul className={styles.lines}>
      {lines.map(({ productId, name, quantity, each, price, fault }) => (
        <li key={productId} className={styles.line}>
          <span className={styles.quantity}>
            {quantity}
            <span aria-hidden="true"> ×</span>
            <VisuallyHidden> of</VisuallyHidden>
          </span>
          <span className={styles.name}>
            {name}
            {each === undefined || quantity === 1 ? null : <span className={styles.each}>{each} each</span>}
            {fault === undefined ? null : <strong className={styles.fault}>{fault}</strong>}
          </span>
          <span className={styles.price}>{price}</span>
        </li>
      ))}
    </ul>
  );
}

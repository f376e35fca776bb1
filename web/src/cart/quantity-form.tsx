'use client';

import type { FocusEvent, ReactNode } from 'react';
import { changeQuantity } from './actions.ts';
import styles from './quantity-form.module.css';

export interface QuantityFormProps {
  readonly productId: string;
  /** The product's name, for those who hear the buttons only. */
  readonly name: string;
  readonly quantity: number;
}

/** One more, one fewer, or a number of one's own; what was typed counts as soon as the field is left. */
export function QuantityForm({ productId, name, quantity }: QuantityFormProps): ReactNode {
  return (
    <form action={changeQuantity} className={styles.form}>
      <input type="hidden" name="productId" value={productId} />
      {/* The first button is the one that Enter presses: it sends what was typed. */}
      <button type="submit" tabIndex={-1} aria-hidden="true" className={styles.enter} />
      <button type="submit" name="step" value={quantity - 1} disabled={quantity <= 1} aria-label={`One fewer: ${name}`} className={styles.step}>
        −
      </button>
      <input type="number" name="quantity" defaultValue={quantity} min={1} max={99} required inputMode="numeric" aria-label={`Quantity: ${name}`} className={styles.number} onBlur={sendIfChanged} />
      <button type="submit" name="step" value={quantity + 1} disabled={quantity >= 99} aria-label={`One more: ${name}`} className={styles.step}>
        +
      </button>
    </form>
  );
}

function sendIfChanged({ currentTarget: field, relatedTarget }: FocusEvent<HTMLInputElement>): void {
  // On the way to a button of the same form, that button says how many.
  const isOnTheWay = relatedTarget instanceof Node && field.form?.contains(relatedTarget) === true;
  if (!isOnTheWay && field.value !== field.defaultValue) field.form?.requestSubmit();
}

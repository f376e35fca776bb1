import type { ReactNode } from 'react';
import styles from './preparing.module.css';

/** Where the card form will stand in a moment, and why it does not yet. */
export function Preparing({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <div className={styles.preparing} role="status">
      <p>{children}</p>
      <div className={styles.bone} aria-hidden="true" />
      <div className={styles.pair} aria-hidden="true">
        <div className={styles.bone} />
        <div className={styles.bone} />
      </div>
    </div>
  );
}

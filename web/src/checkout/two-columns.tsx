import type { ReactNode } from 'react';
import styles from './two-columns.module.css';

/** What the page is about, and beside it (under it, on a phone) what belongs to it. */
export function TwoColumns({ aside, children }: { readonly aside: ReactNode; readonly children: ReactNode }): ReactNode {
  return (
    <div className={styles.columns}>
      <div className={styles.main}>{children}</div>
      <div className={styles.aside}>{aside}</div>
    </div>
  );
}

import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

export interface EmptyStateProps {
  readonly title: string;
  readonly children: ReactNode;
  /** The way on. */
  readonly action?: ReactNode;
}

/** What stands where a list would, when there is nothing in it. */
export function EmptyState({ title, children, action }: EmptyStateProps): ReactNode {
  return (
    <section className={styles.empty}>
      <svg aria-hidden="true" viewBox="0 0 120 80" className={styles.art}>
        <path d="M20 34h80l-8 38a6 6 0 0 1-6 5H34a6 6 0 0 1-6-5z" fill="var(--turmeric-wash)" stroke="var(--turmeric)" strokeWidth="3" />
        <path d="M38 34c0-16 10-28 22-28s22 12 22 28" fill="none" stroke="var(--leaf)" strokeWidth="4" strokeLinecap="round" />
        <path d="M44 46v18M60 46v18M76 46v18" stroke="var(--turmeric)" strokeWidth="3" strokeLinecap="round" />
      </svg>
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </section>
  );
}

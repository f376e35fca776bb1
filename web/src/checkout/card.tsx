import { useId, type ReactNode } from 'react';
import styles from './card.module.css';
import { joinClasses } from '#ui/join-classes.ts';

export interface CardProps {
  readonly title: string;
  /** Beside the title. */
  readonly action?: ReactNode;
  /** What the page is for stands out. */
  readonly raised?: boolean;
  readonly children: ReactNode;
}

/** A part of a page with a heading, on a surface of its own. */
export function Card({ title, action, raised, children }: CardProps): ReactNode {
  const id = useId();
  return (
    <section className={joinClasses(styles.card, raised === true && styles.raised)} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}

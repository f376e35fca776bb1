import type { ReactNode } from 'react';
import styles from './page.module.css';
import { joinClasses } from './join-classes.ts';

export interface PageProps {
  readonly title: string;
  /** A sentence under the title. */
  readonly lead?: ReactNode;
  /** Beside the title: what can be done here. */
  readonly actions?: ReactNode;
  /** For a form or a text alone. */
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

/** The frame of every page: its heading, and what is in it. */
export function Page({ title, lead, actions, narrow, children }: PageProps): ReactNode {
  return (
    <div className={joinClasses(styles.page, narrow === true && styles.narrow)}>
      <header className={styles.head}>
        <div>
          <h1>{title}</h1>
          {lead === undefined ? null : <p className={styles.lead}>{lead}</p>}
        </div>
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

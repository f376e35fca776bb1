import type { ReactNode } from 'react';
import styles from './notice.module.css';
import { joinClasses } from './join-classes.ts';

export interface NoticeProps {
  readonly tone: 'good' | 'bad' | 'warn' | 'info';
  readonly title?: string;
  readonly children: ReactNode;
}

/** Something that the visitor should know. What went wrong is read out at once, all else when there is time. */
export function Notice({ tone, title, children }: NoticeProps): ReactNode {
  return (
    <div className={joinClasses(styles.notice, styles[tone])} role={tone === 'bad' ? 'alert' : 'status'}>
      {title === undefined ? null : <strong className={styles.title}>{title}</strong>}
      <div>{children}</div>
    </div>
  );
}

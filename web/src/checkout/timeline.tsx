import type { ReactNode } from 'react';
import { formatMoment } from '#format/dates.ts';
import type { TimelineEntry } from './order-progress.ts';
import styles from './timeline.module.css';

/** What has happened, one thing under the other. */
export function Timeline({ entries, locale }: { readonly entries: readonly TimelineEntry[]; readonly locale: string }): ReactNode {
  return (
    <ol className={styles.timeline}>
      {entries.map(({ title, at }) => (
        <li key={title} className={styles.entry}>
          <strong>{title}</strong>
          <time dateTime={at}>{formatMoment(at, locale)}</time>
        </li>
      ))}
    </ol>
  );
}

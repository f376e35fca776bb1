import Link from 'next/link';
import type { ReactNode } from 'react';
import type { Notification } from '@kada-mandiya/http-contracts/notification-service';
import { formatMoment } from '#format/dates.ts';
import { joinClasses } from '#ui/join-classes.ts';
import styles from './notification-card.module.css';
import { notificationKind } from './notification-kind.tsx';

/** Something that the visitor was told. */
export function NotificationCard({ notification, locale }: { readonly notification: Notification; readonly locale: string }): ReactNode {
  const { kind, subject, body, status, orderId, createdAt } = notification;
  const { name, tone, icon } = notificationKind(kind);
  return (
    <article className={styles.card}>
      <span className={joinClasses(styles.icon, styles[tone])}>{icon}</span>
      <div className={styles.words}>
        <p className={styles.kind}>
          {name}, <time dateTime={createdAt}>{formatMoment(createdAt, locale)}</time>
        </p>
        <h2 className={styles.subject}>{subject}</h2>
        <p className={styles.body}>{body}</p>
        {status === 'FAILED' ? <p className={styles.kind}>This could not be sent to you by e-mail.</p> : null}
        {orderId === undefined ? null : <Link href={`/orders/${orderId}`}>To the order</Link>}
      </div>
    </article>
  );
}

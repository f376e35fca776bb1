import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { NotificationCard } from '#account/notification-card.tsx';
import { answered } from '#api/problem.ts';
import { Pager } from '#catalogue/pager.tsx';
import { visitorLocale } from '#format/locale.ts';
import { cursorOf, listAddress, neighboursOf, trailOf, type ListView, type SearchParameters } from '#paging/list-view.ts';
import { api, requireSession } from '#session/current-session.ts';
import { EmptyState } from '#ui/empty-state.tsx';
import { Page } from '#ui/page.tsx';
import styles from './page.module.css';

export const metadata: Metadata = { title: 'Notifications' };

export default async function NotificationsPage({ searchParams }: { readonly searchParams: Promise<SearchParameters> }): Promise<ReactNode> {
  const view: ListView = { path: '/notifications', filters: {}, trail: trailOf(await searchParams) };
  await requireSession(listAddress(view));
  const [client, locale] = await Promise.all([api(), visitorLocale()]);
  const { items, nextCursor } = await answered(client.GET('/notifications', { params: { query: { limit: 10, ...cursorOf(view) } } }));
  return (
    <Page title="Notifications" lead="What we told you, the newest first.">
      {items.length === 0 ? (
        <EmptyState title="Nothing to tell yet">When something happens to your orders, you read it here.</EmptyState>
      ) : (
        <ul className={styles.notifications}>
          {items.map((notification) => (
            <li key={notification.notificationId}>
              <NotificationCard notification={notification} locale={locale} />
            </li>
          ))}
        </ul>
      )}
      <Pager {...neighboursOf(view, nextCursor)} />
    </Page>
  );
}

import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import type { OrderStatus } from '@kada-mandiya/http-contracts/order-service';
import { OrderCard } from '#account/order-card.tsx';
import { orderStatusOf, statusFilters } from '#account/order-filters.ts';
import { answered } from '#api/problem.ts';
import { Pager } from '#catalogue/pager.tsx';
import { visitorLocale } from '#format/locale.ts';
import { cursorOf, listAddress, neighboursOf, parameterOf, trailOf, type ListView, type SearchParameters } from '#paging/list-view.ts';
import { api, requireSession } from '#session/current-session.ts';
import { ButtonLink } from '#ui/button.tsx';
import { ChoiceLinks } from '#ui/choice-links.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Page } from '#ui/page.tsx';
import styles from './page.module.css';

export const metadata: Metadata = { title: 'Your orders' };

export default async function OrdersPage({ searchParams }: { readonly searchParams: Promise<SearchParameters> }): Promise<ReactNode> {
  const parameters = await searchParams;
  const status = orderStatusOf(parameterOf(parameters, 'status'));
  const view: ListView = { path: '/orders', filters: { status: status ?? '' }, trail: trailOf(parameters) };
  await requireSession(listAddress(view));
  const [client, locale] = await Promise.all([api(), visitorLocale()]);
  const query = { limit: 10, ...(status === undefined ? {} : { status }), ...cursorOf(view) };
  const { items, nextCursor } = await answered(client.GET('/orders', { params: { query } }));
  return (
    <Page title="Your orders" lead="The newest first.">
      <ChoiceLinks label="Show orders" choices={statusFilters.map(({ status: of, name }) => ({ name, href: listAddress({ ...view, filters: { status: of ?? '' }, trail: [] }), isCurrent: of === status }))} />
      {items.length === 0 ? (
        <NoOrders status={status} />
      ) : (
        <ul className={styles.orders}>
          {items.map((order) => (
            <li key={order.orderId}>
              <OrderCard order={order} locale={locale} />
            </li>
          ))}
        </ul>
      )}
      <Pager {...neighboursOf(view, nextCursor)} />
    </Page>
  );
}

function NoOrders({ status }: { readonly status: OrderStatus | undefined }): ReactNode {
  if (status === undefined) {
    return (
      <EmptyState title="No orders yet" action={<ButtonLink href="/products" look="primary">Look at the shelves</ButtonLink>}>
        What you order is listed here, with how it stands.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="None of your orders is like that" action={<ButtonLink href="/orders">See all orders</ButtonLink>}>
      There are only orders in another state.
    </EmptyState>
  );
}

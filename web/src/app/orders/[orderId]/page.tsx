import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { CancelOrder } from '#checkout/cancel-order.tsx';
import { Card } from '#checkout/card.tsx';
import { orderNumber, orderOfVisitor } from '#checkout/order-of-visitor.ts';
import { progressOf, timelineOf } from '#checkout/order-progress.ts';
import { OrderStatus } from '#checkout/order-status.tsx';
import { OrderSummary } from '#checkout/order-summary.tsx';
import { PageFollower } from '#checkout/page-follower.tsx';
import { Timeline } from '#checkout/timeline.tsx';
import { TwoColumns } from '#checkout/two-columns.tsx';
import { formatDay } from '#format/dates.ts';
import { visitorLocale } from '#format/locale.ts';
import { requireSession } from '#session/current-session.ts';
import { ButtonLink } from '#ui/button.tsx';
import { Page } from '#ui/page.tsx';

export const metadata: Metadata = { title: 'Order' };

interface OrderPageProps {
  readonly params: Promise<{ readonly orderId: string }>;
  /** `confirmed`: the customer comes from paying. */
  readonly searchParams: Promise<{ readonly confirmed?: string }>;
}

export default async function OrderPage({ params, searchParams }: OrderPageProps): Promise<ReactNode> {
  const { orderId } = await params;
  await requireSession(`/orders/${orderId}`);
  const [{ confirmed }, { order, payment }, locale] = await Promise.all([searchParams, orderOfVisitor(orderId), visitorLocale()]);
  const progress = progressOf(order, payment, { confirmed: confirmed !== undefined });
  return (
    <Page title={`Order ${orderNumber(order)}`} lead={`Placed on ${formatDay(order.createdAt, locale)}`} actions={<ButtonLink href="/orders" look="quiet" prefetch={false}>All orders</ButtonLink>}>
      <TwoColumns aside={<OrderSummary order={order} locale={locale} />}>
        <Card title="Status" raised>
          <OrderStatus {...progress} />
          {progress.payable ? (
            <ButtonLink href={`/orders/${orderId}/pay`} look="primary" size="large" prefetch={false}>
              {order.status === 'PAYMENT_FAILED' ? 'Try again' : 'Pay now'}
            </ButtonLink>
          ) : null}
          {progress.open ? <PageFollower waitingFor="This" /> : null}
          {progress.open ? <CancelOrder orderId={orderId} /> : null}
        </Card>
        <Card title="History">
          <Timeline entries={timelineOf(order)} locale={locale} />
        </Card>
      </TwoColumns>
    </Page>
  );
}

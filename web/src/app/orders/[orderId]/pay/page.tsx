import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import type { Order } from '@kada-mandiya/http-contracts/order-service';
import { answered } from '#api/problem.ts';
import { orderNumber, orderOfVisitor } from '#checkout/order-of-visitor.ts';
import { OrderSummary } from '#checkout/order-summary.tsx';
import { PageFollower } from '#checkout/page-follower.tsx';
import { PaymentForm } from '#checkout/payment-form.tsx';
import { paymentStage, type PaymentStage } from '#checkout/payment-stage.ts';
import { Preparing } from '#checkout/preparing.tsx';
import { TwoColumns } from '#checkout/two-columns.tsx';
import { visitorLocale } from '#format/locale.ts';
import { formatMoney } from '#format/money.ts';
import { api, requireSession } from '#session/current-session.ts';
import { settings } from '#settings.ts';
import { ButtonLink } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Notice } from '#ui/notice.tsx';
import { Page } from '#ui/page.tsx';

export const metadata: Metadata = { title: 'Payment' };

interface PayPageProps {
  readonly params: Promise<{ readonly orderId: string }>;
  /** `seen`: the total that the customer saw before. `payment_intent_client_secret`: back from a page of the bank. */
  readonly searchParams: Promise<{ readonly seen?: string | string[]; readonly payment_intent_client_secret?: string | string[] }>;
}

export default async function PayPage({ params, searchParams }: PayPageProps): Promise<ReactNode> {
  const { orderId } = await params;
  await requireSession(`/orders/${orderId}/pay`);
  const [{ seen, payment_intent_client_secret: returnedWith }, { order, payment }, locale] = await Promise.all([searchParams, orderOfVisitor(orderId), visitorLocale()]);
  const stage = paymentStage(order, payment);
  if (stage.kind === 'settled') redirect(`/orders/${orderId}${order.status === 'PAID' ? '' : '?confirmed'}`);
  if (stage.kind === 'cancelled') return <Cancelled orderId={orderId} />;
  return (
    <Page title="Payment" lead={`Order ${orderNumber(order)}. Your card's details go to the payment provider only; we never see them.`}>
      <TwoColumns aside={<OrderSummary order={order} locale={locale} />}>
        <PriceChange seen={Number(seen)} order={order} locale={locale} />
        {stage.kind === 'waiting' ? <Waiting /> : <Form order={order} stage={stage} locale={locale} returned={returnedWith === stage.clientSecret} />}
      </TwoColumns>
    </Page>
  );
}

/** The order's own amount counts. Whoever saw another one before is told. */
function PriceChange({ seen, order, locale }: { readonly seen: number; readonly order: Order; readonly locale: string }): ReactNode {
  if (!Number.isSafeInteger(seen) || seen <= 0 || seen === order.amount) return null;
  return (
    <Notice tone="warn" title="A price has changed">
      {`You saw ${formatMoney({ amount: seen, currency: order.currency }, locale)} before. The order comes to ${formatMoney(order, locale)}. If that is not what you want, `}
      <Link href={`/orders/${order.orderId}`}>cancel the order</Link>.
    </Notice>
  );
}

function Waiting(): ReactNode {
  return (
    <>
      <Preparing>The payment is being prepared …</Preparing>
      <PageFollower waitingFor="Preparing the payment" />
    </>
  );
}

interface FormProps {
  readonly order: Order;
  readonly stage: Extract<PaymentStage, { kind: 'payable' }>;
  readonly locale: string;
  readonly returned: boolean;
}

async function Form({ order, stage, locale, returned }: FormProps): Promise<ReactNode> {
  const { publishableKey } = await answered((await api()).GET('/payments/config'));
  return (
    <PaymentForm
      orderId={order.orderId}
      clientSecret={stage.clientSecret}
      publishableKey={publishableKey}
      stripeJsUrl={settings().stripeJsUrl}
      amount={formatMoney(order, locale)}
      failure={stage.failure}
      returned={returned}
    />
  );
}

function Cancelled({ orderId }: { readonly orderId: string }): ReactNode {
  return (
    <Page title="Payment">
      <EmptyState title="This order is cancelled" action={<ButtonLink href={`/orders/${orderId}`}>Look at the order</ButtonLink>}>
        There is nothing to pay any more.
      </EmptyState>
    </Page>
  );
}

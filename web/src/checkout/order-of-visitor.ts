import { notFound } from 'next/navigation';
import type { Order } from '@kada-mandiya/http-contracts/order-service';
import type { Payment } from '@kada-mandiya/http-contracts/payment-service';
import { found } from '#api/problem.ts';
import { api } from '#session/current-session.ts';

export interface OrderWithPayment {
  readonly order: Order;
  /** `undefined` for the moment that payment-service takes to hear of the order. */
  readonly payment: Payment | undefined;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An order of whoever is looking at the page, with its payment. Other people's orders are not found. */
export async function orderOfVisitor(orderId: string): Promise<OrderWithPayment> {
  if (!uuid.test(orderId)) notFound();
  const client = await api();
  const params = { path: { orderId } };
  const [order, payment] = await Promise.all([found(client.GET('/orders/{orderId}', { params })), found(client.GET('/payments/orders/{orderId}', { params }))]);
  if (order === undefined) notFound();
  return { order, payment };
}

/** How people call an order: the first part of its id. */
export function orderNumber({ orderId }: Pick<Order, 'orderId'>): string {
  return (orderId.split('-')[0] ?? orderId).toUpperCase();
}

import { randomUUID } from 'node:crypto';
import { testIssuer } from '@kada-mandiya/auth/testing';
import type { HandlerResponse } from '@kada-mandiya/contract';
import type { Order } from '@kada-mandiya/http-contracts/order-service';
import type { OrderServiceContract } from '@kada-mandiya/service-contracts/order-service';
import { startService, type ServiceUnderTest, type StartServiceOptions } from '@kada-mandiya/service-kit/testing';
import { service } from '../src/service.ts';
import type { OrderReads, OrderStore, ProductCopy } from '../src/store.ts';

const issuer = testIssuer();

export type Shop = ServiceUnderTest<OrderServiceContract, OrderStore, OrderReads>;

export function startShop(options: StartServiceOptions = {}): Promise<Shop> {
  return startService(service, { ...options, env: issuer.env });
}

export interface Customer {
  readonly id: string;
  readonly token: string;
}

export function newCustomer({ id = randomUUID(), now = () => new Date() }: { readonly id?: string; readonly now?: () => Date } = {}): Customer {
  return { id, token: issuer.token({ id, roles: ['customer'] }, { now }) };
}

/** A product that order-service has heard of. */
export async function addProduct(shop: Shop, fields: Partial<ProductCopy> = {}): Promise<ProductCopy> {
  const product: ProductCopy = { productId: randomUUID(), revision: 1, name: 'Mysore Dhal 1 kg', amount: 38_000, currency: 'LKR', status: 'ACTIVE', ...fields };
  const ended = await shop.receive('product.changed', { ...product, sku: 'DHAL-MYSORE-1KG', categoryId: randomUUID() });
  if (ended !== 'applied') throw new Error(`product.changed was ${ended}`);
  return product;
}

export interface Item {
  productId: string;
  quantity: number;
}

export function askFor(shop: Shop, { token }: Customer, items: readonly Item[], key: string = randomUUID()): Promise<HandlerResponse<OrderServiceContract, 'placeOrder'>> {
  return shop.client.call('placeOrder', { headers: { 'idempotency-key': key }, body: { items: [...items] } }, { token });
}

export async function placeOrder(shop: Shop, customer: Customer, fields: Partial<ProductCopy> = {}): Promise<Order> {
  const { productId } = await addProduct(shop, fields);
  const answer = await askFor(shop, customer, [{ productId, quantity: 2 }]);
  if (answer.status !== 201) throw new Error(`placeOrder answered ${answer.status}`);
  return answer.body;
}

export async function orderOf(shop: Shop, { token }: Customer, { orderId }: Pick<Order, 'orderId'>): Promise<Order> {
  const answer = await shop.client.call('getMyOrder', { params: { orderId } }, { token });
  if (answer.status !== 200) throw new Error(`getMyOrder answered ${answer.status}`);
  return answer.body;
}

/** Routing keys of what was published about an order, in order. */
export async function toldOf(shop: Shop, { orderId }: Pick<Order, 'orderId'>): Promise<string[]> {
  await shop.settled();
  return (['order.created', 'order.paid', 'order.cancelled'] as const).flatMap((key) => shop.published(key).filter(({ data }) => data.orderId === orderId).map(({ eventType }) => eventType));
}

/** What payment-service tells of the payment of an order. */
export function paymentOf({ orderId, userId, amount, currency }: Order): { readonly intent: PaymentOf & { clientSecret: string }; readonly succeeded: PaymentOf & { userId: string }; readonly failed: (retryable: boolean) => PaymentOf & Failure } {
  const payment = { orderId, paymentIntentId: intentOf({ orderId }), amount, currency };
  return {
    intent: { ...payment, clientSecret: `${payment.paymentIntentId}_secret_x` },
    succeeded: { ...payment, userId },
    failed: (retryable) => ({ ...payment, userId, failureCode: 'card_declined', failureMessage: 'Your card was declined.', retryable }),
  };
}

interface PaymentOf {
  orderId: string;
  paymentIntentId: string;
  amount: number;
  currency: string;
}

interface Failure {
  userId: string;
  failureCode: string;
  failureMessage: string;
  retryable: boolean;
}

export function intentOf({ orderId }: Pick<Order, 'orderId'>): string {
  return `pi_${orderId.replaceAll('-', '')}`;
}

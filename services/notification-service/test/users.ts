import { testIssuer } from '@kada-mandiya/auth/testing';
import type { NotificationSendV1Data, OrderPaidV1Data, PaymentFailedV1Data, UserRegisteredV1Data } from '@kada-mandiya/event-contracts';
import type { Notification, NotificationPage } from '@kada-mandiya/http-contracts/notification-service';
import type { NotificationServiceContract } from '@kada-mandiya/service-contracts/notification-service';
import type { ServiceUnderTest } from '@kada-mandiya/service-kit/testing';
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NotificationReads, NotificationStore } from '../src/store.ts';

export type Notifications = ServiceUnderTest<NotificationServiceContract, NotificationStore, NotificationReads>;

export const issuer = testIssuer();

/** What somebody types who hopes that it reaches the database as SQL. */
export const sqlText = `'; drop table "notifications"; --`;

/** A registration of somebody new. */
export function registration(fields: Partial<UserRegisteredV1Data> = {}): UserRegisteredV1Data {
  const userId = randomUUID();
  return { userId, email: `${userId}@example.com`, name: 'Nimali Perera', ...fields };
}

export function welcome(userId: string, fields: Partial<NotificationSendV1Data> = {}): NotificationSendV1Data {
  return { userId, kind: 'welcome', subject: 'Welcome to Kada Mandiya', body: 'Your account is ready.', ...fields };
}

export function paidOrder(userId: string, fields: Partial<OrderPaidV1Data> = {}): OrderPaidV1Data {
  const items = [{ productId: randomUUID(), name: 'Mysore Dhal 1 kg', unitAmount: 38_000, quantity: 2, amount: 76_000 }];
  return { orderId: randomUUID(), userId, amount: 76_000, currency: 'LKR', paymentIntentId: 'pi_1', items, ...fields };
}

export function failedPayment(userId: string, fields: Partial<PaymentFailedV1Data> = {}): PaymentFailedV1Data {
  return { orderId: randomUUID(), userId, amount: 76_000, currency: 'LKR', paymentIntentId: 'pi_1', failureCode: 'lost_card', failureMessage: 'Your card was reported lost.', retryable: true, ...fields };
}

export function tokenOf(id: string, at: () => Date = () => new Date()): string {
  return issuer.token({ id, roles: ['customer'] }, { now: at });
}

export async function pageOf(service: Notifications, userId: string, query: { limit?: number; cursor?: string } = {}): Promise<NotificationPage> {
  const answer = await service.client.call('listMyNotifications', { query: { limit: 20, ...query } }, { token: tokenOf(userId) });
  if (answer.status !== 200) throw new Error(`the list answered ${answer.status}`);
  return answer.body;
}

/** All notifications of a user, the newest first, once none of them is as it was. Ends with the test's own time limit. */
export async function notificationsOf(service: Notifications, userId: string, until: (all: readonly Notification[]) => boolean = (all) => all.length > 0 && all.every(({ status }) => status !== 'PENDING')): Promise<readonly Notification[]> {
  for (;;) {
    const { items } = await pageOf(service, userId);
    if (until(items)) return items;
    await nextTurn();
  }
}

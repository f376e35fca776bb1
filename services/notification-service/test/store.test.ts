import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startService } from '@kada-mandiya/service-kit/testing';
import { randomUUID } from 'node:crypto';
import { afterAttempt, newNotification, type Notification } from '../src/notification.ts';
import { service } from '../src/service.ts';
import type { Delivery } from '../src/store.ts';
import { issuer, pageOf, registration, type Notifications } from './users.ts';

let notifications: Notifications;
beforeAll(async () => {
  notifications = await startService(service, { env: issuer.env });
});
afterAll(async () => {
  expect(await notifications.stop()).toBe(true);
});

/** So far ahead that the service's own postman finds nothing due. */
const day = new Date(Date.now() + 86_400_000);
const afterMinutes = (minutes: number): Date => new Date(day.getTime() + minutes * 60_000);
const message = { kind: 'welcome', subject: 'Welcome', body: 'The market is open.' };

/** A user with a notification that is due tomorrow. */
async function addTo(userId: string, at: Date = day): Promise<Notification> {
  const notification = newNotification({ eventId: randomUUID(), userId, correlationId: 'correlation-1', message }, at);
  await notifications.tools.transaction(async ({ store }) => {
    await store.remember({ ...registration(), userId });
    await store.add(notification);
  });
  return notification;
}

function claim(now: Date, until: Date): Promise<readonly Delivery[]> {
  return notifications.tools.transaction(({ store }) => store.claim(now, until, 100));
}

test('a claim holds until its time; who comes back after that changes nothing', async () => {
  const { notificationId, userId } = await addTo(randomUUID());
  const isOurs = ({ notification }: Delivery): boolean => notification.notificationId === notificationId;
  const first = (await claim(day, afterMinutes(5))).find(isOurs);
  expect((await claim(afterMinutes(4), afterMinutes(9))).some(isOurs)).toBe(false);
  const second = (await claim(afterMinutes(5), afterMinutes(10))).find(isOurs);
  expect(first?.notification.attempts).toBe(1);
  expect(second?.notification.attempts).toBe(2);
  if (first === undefined || second === undefined) return;
  await notifications.tools.transaction(({ store }) => store.settle(first.notification, afterAttempt(first.notification, 'refused', afterMinutes(6))));
  expect(await notifications.tools.store.ofUser(userId, 2)).toMatchObject([{ status: 'PENDING', attempts: 2 }]);
  await notifications.tools.transaction(({ store }) => store.settle(second.notification, afterAttempt(second.notification, 'sent', afterMinutes(7))));

  expect(await notifications.tools.store.ofUser(userId, 2)).toMatchObject([{ status: 'SENT' }]);
  expect((await claim(afterMinutes(60), afterMinutes(65))).some(isOurs)).toBe(false);
});

test('notifications of one moment are on one page each', async () => {
  const userId = randomUUID();
  const added = [await addTo(userId), await addTo(userId), await addTo(userId)];
  // Each server has its own order of ids.
  const all = (await pageOf(notifications, userId, { limit: 3 })).items.map(({ notificationId }) => notificationId);
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await pageOf(notifications, userId, { limit: 1, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.items.map(({ notificationId }) => notificationId));
    cursor = page.nextCursor;
  }

  expect(seen).toEqual(all);
  expect(seen.toSorted()).toEqual(added.map(({ notificationId }) => notificationId).toSorted());
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Notification } from '@kada-mandiya/http-contracts/notification-service';
import { startService } from '@kada-mandiya/service-kit/testing';
import { randomUUID } from 'node:crypto';
import { service } from '../src/service.ts';
import { issuer, notificationsOf, pageOf, registration, tokenOf, welcome, type Notifications } from './users.ts';

let notifications: Notifications;
beforeAll(async () => {
  notifications = await startService(service, { env: issuer.env });
});
afterAll(async () => {
  expect(await notifications.stop()).toBe(true);
});

/** A user with that many notifications. */
async function userWith(count: number): Promise<string> {
  const user = registration();
  await notifications.receive('user.registered', user);
  for (let number = 1; number <= count; number += 1) await notifications.receive('notification.send', welcome(user.userId, { subject: `Number ${number}` }));
  if (count > 0) await notificationsOf(notifications, user.userId);
  return user.userId;
}

describe('one\'s notifications', () => {
  test('are there page by page, the newest first, each once, whatever comes meanwhile', async () => {
    const userId = await userWith(7);
    const items: Notification[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await pageOf(notifications, userId, { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      expect(page.items.length).toBeLessThanOrEqual(3);
      items.push(...page.items);
      cursor = page.nextCursor;
      await notifications.receive('notification.send', welcome(userId, { subject: 'Meanwhile' }));
    }

    expect(items.map(({ notificationId }) => notificationId)).toHaveLength(new Set(items.map(({ notificationId }) => notificationId)).size);
    expect(items.map(({ createdAt }) => createdAt)).toEqual(items.map(({ createdAt }) => createdAt).toSorted().toReversed());
    expect(items.map(({ subject }) => subject).sort()).toEqual([1, 2, 3, 4, 5, 6, 7].map((number) => `Number ${number}`));
  });

  test('end on a full page', async () => {
    const page = await pageOf(notifications, await userWith(3), { limit: 3 });

    expect(page.items).toHaveLength(3);
    expect(page.nextCursor).toBeNull();
  });

  test('are nobody else\'s, and may be none', async () => {
    await userWith(1);

    expect(await pageOf(notifications, randomUUID())).toEqual({ items: [], nextCursor: null });
  });

  test('come without a wrong page, a foreign cursor or a made-up one', async () => {
    const { nextCursor } = await pageOf(notifications, await userWith(2), { limit: 1 });
    const token = tokenOf(await userWith(2));
    expect(nextCursor).toEqual(expect.any(String));

    for (const cursor of [nextCursor, Buffer.from('["2026","x"]').toString('base64url'), 'x', "'; drop table notifications; --", 'a'.repeat(513)]) {
      expect(await notifications.client.send('listMyNotifications', { query: { cursor }, token })).toMatchObject({ status: 400, body: { code: 'request-invalid', errors: [{ pointer: '/query/cursor' }] } });
    }
    for (const limit of ['0', '101', 'x', "'; drop table notifications; --"]) {
      expect(await notifications.client.send('listMyNotifications', { query: { limit }, token })).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
    }
  });

  test('are for signed-in callers', async () => {
    for (const request of [{}, { token: 'nonsense' }]) {
      expect(await notifications.client.send('listMyNotifications', request)).toMatchObject({ status: 401, body: { code: 'token-invalid' } });
    }
  });
});

import type { Handlers } from '@kada-mandiya/contract';
import type { NotificationServiceContract } from '@kada-mandiya/service-contracts/notification-service';
import { cursorRefused, pageOf, positionOf } from '@kada-mandiya/service-kit';
import { shownNotification } from './notification.ts';
import type { NotificationTools } from './postman.ts';
import type { Position } from './store.ts';

export const handlers: Handlers<NotificationServiceContract, NotificationTools> = {
  listMyNotifications: async ({ query: { limit, cursor }, caller }, { store }) => {
    const scope = ['notifications', caller.id];
    const after = cursor === undefined ? undefined : positionIn(scope, cursor);
    if (cursor !== undefined && after === undefined) return cursorRefused();
    const rows = await store.ofUser(caller.id, limit + 1, after);
    const { items, nextCursor } = pageOf(rows, { limit, scope, position: ({ createdAt, notificationId }) => [createdAt, notificationId] });
    return { status: 200, body: { items: items.map(shownNotification), nextCursor } };
  },
};

function positionIn(scope: readonly string[], cursor: string): Position | undefined {
  const [createdAt, notificationId] = positionOf(scope, cursor) ?? [];
  return createdAt === undefined || notificationId === undefined ? undefined : { createdAt, notificationId };
}

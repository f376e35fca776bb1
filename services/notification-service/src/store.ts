import { isDatabaseError, keyset, page, type Database, type MessagingTables, type Unit } from '@kada-mandiya/database';
import type { NotificationStatus } from '@kada-mandiya/http-contracts/notification-service';
import { claimed, type Notification } from './notification.ts';

/** notification-service's tables. */
export interface NotificationTables extends MessagingTables {
  readonly recipients: Recipient;
  readonly notifications: NotificationRow;
}

interface Recipient {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
}

interface NotificationRow {
  readonly notificationId: string;
  readonly userId: string;
  readonly kind: string;
  readonly subject: string;
  readonly body: string;
  readonly orderId: string | null;
  readonly correlationId: string;
  readonly status: NotificationStatus;
  readonly attempts: number;
  readonly dueAt: string;
  readonly createdAt: string;
}

/** Where a page ends: the last notification of it. */
export interface Position {
  readonly createdAt: string;
  readonly notificationId: string;
}

/** A notification and whom it goes to. */
export interface Delivery {
  readonly notification: Notification;
  readonly recipient: Recipient;
}

export interface NotificationReads {
  /** At most `limit` notifications of that user, the newest first, behind that position. */
  ofUser(userId: string, limit: number, after?: Position): Promise<readonly Notification[]>;
}

export interface NotificationStore {
  /** A second registration of one user changes nothing. */
  remember(recipient: Recipient): Promise<void>;
  recipient(userId: string): Promise<Recipient | undefined>;
  /** The same notification again changes nothing. */
  add(notification: Notification): Promise<void>;
  /** At most `limit` that are due and have an address, the longest due first; until `until` nobody else gets them. */
  claim(now: Date, until: Date, limit: number): Promise<readonly Delivery[]>;
  /** Notes how the attempt ended that began with this claim, unless somebody else has claimed it since. */
  settle(claim: Notification, ended: Notification): Promise<void>;
}

export function makeReads(read: Database<NotificationTables>['read']): NotificationReads {
  return {
    async ofUser(userId, limit, after) {
      const all = read.selectFrom('notifications').selectAll().where('userId', '=', userId);
      const behind = after === undefined ? undefined : ([after.createdAt, after.notificationId] as const);
      const rows = await page(keyset(all, { by: ['createdAt', 'notificationId'], direction: 'desc', after: behind }), { limit }).execute();
      return rows.map(notificationOf);
    },
  };
}

export function makeStore(unit: Unit<NotificationTables>): NotificationStore {
  const { db } = unit;
  return {
    remember: (recipient) => once(unit, (inner) => inner.db.insertInto('recipients').values(recipient).execute()),
    recipient: (userId) => db.selectFrom('recipients').selectAll().where('userId', '=', userId).executeTakeFirst(),
    add: (notification) => once(unit, (inner) => inner.db.insertInto('notifications').values(rowOf(notification)).execute()),
    async claim(now, until, limit) {
      const due = await dueIn(unit, now, limit);
      const ours: Delivery[] = [];
      for (const { notification, recipient } of due) {
        const claim = claimed(notification, until);
        if (await replace(unit, notification, claim)) ours.push({ notification: claim, recipient });
      }
      return ours;
    },
    async settle(claim, ended) {
      await replace(unit, claim, ended);
    },
  };
}

async function dueIn({ db }: Unit<NotificationTables>, now: Date, limit: number): Promise<readonly Delivery[]> {
  const due = db
    .selectFrom('notifications')
    .innerJoin('recipients', 'recipients.userId', 'notifications.userId')
    .selectAll('notifications')
    .select(['recipients.email', 'recipients.name'])
    .where('status', '=', 'PENDING')
    .where('dueAt', '<=', now.toISOString())
    .orderBy('dueAt')
    .orderBy('notificationId');
  const rows = await page(due, { limit }).execute();
  return rows.map(({ email, name, ...row }) => ({ notification: notificationOf(row), recipient: { userId: row.userId, email, name } }));
}

/** Whether the row was still as it was read: of two replicas that claim it one gets it. */
async function replace({ db }: Unit<NotificationTables>, before: Notification, { status, attempts, dueAt }: Notification): Promise<boolean> {
  const query = db.updateTable('notifications').set({ status, attempts, dueAt }).where('notificationId', '=', before.notificationId);
  const { numUpdatedRows } = await query.where('status', '=', before.status).where('attempts', '=', before.attempts).executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

async function once(unit: Unit<NotificationTables>, insert: (inner: Unit<NotificationTables>) => Promise<unknown>): Promise<void> {
  try {
    await unit.savepoint(insert);
  } catch (error) {
    if (!isDatabaseError(error, 'unique-violation')) throw error;
  }
}

function rowOf({ orderId, ...rest }: Notification): NotificationRow {
  return { ...rest, orderId: orderId ?? null };
}

function notificationOf({ orderId, ...rest }: NotificationRow): Notification {
  return { ...rest, ...(orderId === null ? {} : { orderId }) };
}

import type { Notification as ShownNotification, NotificationStatus } from '@kada-mandiya/http-contracts/notification-service';
import type { Message } from './emails.ts';

export interface Notification extends Message {
  /** That of the event which it tells of: the same event is one notification, however often it comes. */
  readonly notificationId: string;
  readonly userId: string;
  /** Of the same event. */
  readonly correlationId: string;
  readonly status: NotificationStatus;
  /** How often it was tried to send it. */
  readonly attempts: number;
  /** When it is to be tried. A `PENDING` one whose recipient is not known yet waits for the address. */
  readonly dueAt: string;
  readonly createdAt: string;
}

/** How an attempt ended. `refused`: the mail server will never take it. */
export type Attempt = 'logged' | 'sent' | 'refused' | 'failed';

/** Between the attempts, in milliseconds; after the last one it has failed for good. */
const pausesMs = [30_000, 120_000, 600_000, 3_600_000, 21_600_000, 86_400_000];

export interface NewNotification {
  readonly eventId: string;
  readonly userId: string;
  readonly correlationId: string;
  readonly message: Message;
}

export function newNotification({ eventId, userId, correlationId, message }: NewNotification, now: Date): Notification {
  const createdAt = now.toISOString();
  return { ...message, notificationId: eventId, userId, correlationId, status: 'PENDING', attempts: 0, dueAt: createdAt, createdAt };
}

/** Somebody tries to send it, and until then nobody else does. It may arrive twice where the attempt is never heard of again. */
export function claimed(notification: Notification, until: Date): Notification {
  return { ...notification, attempts: notification.attempts + 1, dueAt: until.toISOString() };
}

export function afterAttempt(notification: Notification, attempt: Attempt, now: Date): Notification {
  if (notification.status !== 'PENDING') return notification;
  if (attempt === 'logged') return { ...notification, status: 'LOGGED' };
  if (attempt === 'sent') return { ...notification, status: 'SENT' };
  const pause = pausesMs[notification.attempts - 1];
  if (attempt === 'refused' || pause === undefined) return { ...notification, status: 'FAILED' };
  return { ...notification, dueAt: new Date(now.getTime() + pause).toISOString() };
}

/** As its user sees it. */
export function shownNotification({ notificationId, kind, subject, body, status, orderId, createdAt }: Notification): ShownNotification {
  return { notificationId, kind, subject, body, status, ...(orderId === undefined ? {} : { orderId }), createdAt };
}

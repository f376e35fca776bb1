import { describe, expect, test } from '@jest/globals';
import { afterAttempt, claimed, newNotification, shownNotification, type Attempt, type Notification } from '../src/notification.ts';

const now = new Date('2026-03-14T08:16:41.466Z');
const message = { kind: 'welcome', subject: 'Welcome', body: 'The market is open.' };
const fresh = newNotification({ eventId: '66504332-e19f-4002-9f4c-b40223a550ad', userId: '88ac19b5-d8f5-431f-b2a2-058e41c73065', correlationId: 'correlation-1', message }, now);
const inSeconds = (seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();

/** Claimed that often. */
const tried = (times: number): Notification => Array.from({ length: times }).reduce<Notification>((one) => claimed(one, now), fresh);

describe('a notification', () => {
  test('is due at once', () => {
    expect(fresh).toMatchObject({ notificationId: '66504332-e19f-4002-9f4c-b40223a550ad', status: 'PENDING', attempts: 0, dueAt: now.toISOString(), createdAt: now.toISOString() });
  });

  test('that somebody tries to deliver is due again only after that', () => {
    expect(claimed(fresh, new Date(inSeconds(300)))).toEqual({ ...fresh, attempts: 1, dueAt: inSeconds(300) });
  });

  test.each<[Attempt, number, object]>([
    ['logged', 1, { status: 'LOGGED' }],
    ['sent', 1, { status: 'SENT' }],
    ['sent', 7, { status: 'SENT' }],
    ['refused', 1, { status: 'FAILED' }],
    ['failed', 1, { status: 'PENDING', dueAt: inSeconds(30) }],
    ['failed', 2, { status: 'PENDING', dueAt: inSeconds(120) }],
    ['failed', 6, { status: 'PENDING', dueAt: inSeconds(86_400) }],
    ['failed', 7, { status: 'FAILED' }],
  ])('that was %s at attempt %i', (attempt, times, expected) => {
    expect(afterAttempt(tried(times), attempt, now)).toMatchObject({ ...expected, attempts: times });
  });

  test.each<Attempt>(['logged', 'refused', 'failed'])('that was sent is not undone by an attempt that was "%s"', (attempt) => {
    const sent = afterAttempt(tried(1), 'sent', now);

    expect(afterAttempt(sent, attempt, now)).toBe(sent);
  });

  test('shows its user no more than the contract has', () => {
    expect(shownNotification(fresh)).toEqual({ notificationId: fresh.notificationId, ...message, status: 'PENDING', createdAt: now.toISOString() });
    expect(shownNotification({ ...fresh, orderId: fresh.userId })).toMatchObject({ orderId: fresh.userId });
  });
});

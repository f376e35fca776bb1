import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryPlace } from '@kada-mandiya/database/testing';
import { topology } from '@kada-mandiya/event-contracts';
import { startService, startTestBus } from '@kada-mandiya/service-kit/testing';
import { randomUUID } from 'node:crypto';
import { service } from '../src/service.ts';
import { failedPayment, issuer, notificationsOf, pageOf, paidOrder, registration, sqlText, welcome, type Notifications } from './users.ts';

function mailsIn({ logs }: Notifications): readonly object[] {
  return logs.filter(({ message }) => message.startsWith('an e-mail was logged')).map(({ fields }) => fields);
}

describe('without a mail server', () => {
  let notifications: Notifications;
  beforeAll(async () => {
    notifications = await startService(service, { env: issuer.env });
  });
  afterAll(async () => {
    expect(await notifications.stop()).toBe(true);
  });

  test('each of the four events is logged as an e-mail and kept for its user', async () => {
    const user = registration();
    await notifications.receive('user.registered', user);
    const paid = paidOrder(user.userId);
    const failed = failedPayment(user.userId);
    await notifications.receive('notification.send', welcome(user.userId));
    await notifications.receive('payment.failed', failed);
    await notifications.receive('order.paid', paid);
    await notifications.receive('order.cancelled', { orderId: failed.orderId, userId: user.userId, amount: 76_000, currency: 'LKR', reason: 'customer-request' });
    const all = await notificationsOf(notifications, user.userId, (some) => some.length === 4 && some.every(({ status }) => status === 'LOGGED'));

    expect(all).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'welcome', subject: 'Welcome to Kada Mandiya', body: 'Your account is ready.' }),
        expect.objectContaining({ kind: 'payment-failed', orderId: failed.orderId, body: expect.stringContaining('LKR 760.00 was declined: Your card was reported lost.') }),
        expect.objectContaining({ kind: 'order-paid', orderId: paid.orderId, body: 'Thank you, Nimali Perera.\n\n2 x Mysore Dhal 1 kg: LKR 760.00\nPaid: LKR 760.00' }),
        expect.objectContaining({ kind: 'order-cancelled', orderId: failed.orderId }),
      ]),
    );
    expect(mailsIn(notifications)).toEqual(expect.arrayContaining(all.map(({ notificationId, kind, subject }) => expect.objectContaining({ notificationId, kind, userId: user.userId, subject }))));
  });

  test('the log has neither address nor name nor text', async () => {
    const user = registration({ name: 'Somebody Unmistakable' });
    await notifications.receive('user.registered', user);
    await notifications.receive('order.paid', paidOrder(user.userId));
    await notifications.receive('notification.send', welcome(user.userId, { body: 'unmistakable words' }));
    await notificationsOf(notifications, user.userId, (some) => some.length === 2 && some.every(({ status }) => status === 'LOGGED'));
    const log = JSON.stringify(notifications.logs);

    expect(log).toContain(user.userId);
    for (const personal of [user.email, user.name, 'unmistakable words']) expect(log).not.toContain(personal);
  });

  test('the notification is that of its event, and its log line continues the event\'s correlation', async () => {
    const user = registration();
    const [eventId, correlationId] = [randomUUID(), randomUUID()];
    await notifications.receive('user.registered', user);
    await notifications.receive('notification.send', welcome(user.userId), { eventId, correlationId });
    const [one] = await notificationsOf(notifications, user.userId);
    const kept = await notifications.tools.store.ofUser(user.userId, 2);

    expect(one).toMatchObject({ notificationId: eventId });
    expect(kept).toMatchObject([{ correlationId, attempts: 1 }]);
  });

  test('what comes before its user is known waits, and goes when the user is', async () => {
    const user = registration();
    await notifications.receive('order.paid', paidOrder(user.userId));
    await notifications.receive('notification.send', welcome(user.userId));
    const before = await pageOf(notifications, user.userId);
    await notifications.receive('user.registered', user);
    const after = await notificationsOf(notifications, user.userId);

    expect(before.items.map(({ status }) => status)).toEqual(['PENDING', 'PENDING']);
    expect(before.items.find(({ kind }) => kind === 'order-paid')?.body).toMatch(/^Thank you\.\n/);
    expect(after.map(({ status }) => status)).toEqual(['LOGGED', 'LOGGED']);
  });

  test('each event three times, shuffled, with another registration of the same user: one notification each, logged once', async () => {
    const users = Array.from({ length: 6 }, () => registration());
    const told = users.flatMap((user) => {
      const ids = [randomUUID(), randomUUID(), randomUUID(), randomUUID()] as const;
      const tell = [
        () => notifications.publish('user.registered', user, { eventId: ids[0] }),
        () => notifications.publish('user.registered', { ...user, name: 'As told later' }, { eventId: ids[1] }),
        () => notifications.publish('order.paid', paidOrder(user.userId), { eventId: ids[2] }),
        () => notifications.publish('payment.failed', failedPayment(user.userId), { eventId: ids[3] }),
      ];
      return tell.flatMap((one, index) => Array.from({ length: 3 }, () => ({ tell: one, id: ids[index] ?? '' })));
    });
    const shuffled = told.map((one) => ({ one, at: Math.random() })).sort((a, b) => a.at - b.at).map(({ one }) => one);
    await Promise.all(shuffled.map(({ tell }) => tell()));
    for (const { id } of shuffled) expect(await notifications.endingsOf(id, 3)).toEqual(expect.arrayContaining(['applied', 'duplicate', 'duplicate']));

    for (const { userId } of users) {
      const all = await notificationsOf(notifications, userId, (some) => some.length === 2 && some.every(({ status }) => status === 'LOGGED'));
      const logged = mailsIn(notifications).filter((fields) => Reflect.get(fields, 'userId') === userId);
      expect(logged.map((fields): unknown => Reflect.get(fields, 'notificationId')).sort()).toEqual(all.map(({ notificationId }) => notificationId).sort());
    }
  });

  test('text that looks like SQL, and the longest that the contract has, is kept as it is', async () => {
    const user = registration({ name: sqlText, email: `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.example` });
    await notifications.receive('user.registered', user);
    const hostile = welcome(user.userId, { subject: sqlText, body: sqlText });
    const long = welcome(user.userId, { kind: 'a'.repeat(40), subject: '🏮'.repeat(200), body: '🏮'.repeat(5000) });
    for (const one of [hostile, long]) expect(await notifications.receive('notification.send', one)).toBe('applied');
    const all = await notificationsOf(notifications, user.userId, (some) => some.length === 2 && some.every(({ status }) => status === 'LOGGED'));

    for (const { kind, subject, body } of [hostile, long]) expect(all).toContainEqual(expect.objectContaining({ kind, subject, body }));
  });
});

test('with LOG_MAIL=full the log has the whole e-mail', async () => {
  const notifications = await startService(service, { env: { ...issuer.env, LOG_MAIL: 'full' } });
  const user = registration();
  await notifications.receive('user.registered', user);
  await notifications.receive('notification.send', welcome(user.userId));
  await notificationsOf(notifications, user.userId);
  expect(await notifications.stop()).toBe(true);

  expect(mailsIn(notifications)).toMatchObject([{ to: user.email, text: 'Your account is ready.' }]);
});

test('two replicas log each notification once', async () => {
  const bus = await startTestBus({ topology });
  const place = await temporaryPlace(process.env.SQLSERVER_URL);
  const one = await startService(service, { env: issuer.env, bus, place });
  const other = await startService(service, { env: issuer.env, bus, place });
  try {
    const users = Array.from({ length: 10 }, () => registration());
    await Promise.all(users.flatMap((user) => [one.publish('order.paid', paidOrder(user.userId)), one.publish('user.registered', user), one.publish('notification.send', welcome(user.userId))]));
    for (const { userId } of users) await notificationsOf(one, userId, (some) => some.length === 2 && some.every(({ status }) => status === 'LOGGED'));

    const logged = [one, other].flatMap((replica) => mailsIn(replica).map((fields): unknown => Reflect.get(fields, 'notificationId')));
    expect(logged).toHaveLength(20);
    expect(new Set(logged).size).toBe(20);
  } finally {
    await Promise.all([one.stop(), other.stop()]);
    await bus.stop();
    await place.remove();
  }
});

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { guardOutgoing } from '@kada-mandiya/service-kit';
import { manualClock, startService } from '@kada-mandiya/service-kit/testing';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { smtpMailer, smtpServer } from '../src/mailer.ts';
import type { Notification } from '../src/notification.ts';
import { service } from '../src/service.ts';
import { startSmtpServer, type SmtpServer } from './smtp-server.ts';
import { issuer, registration, sqlText, welcome, type Notifications } from './users.ts';

const clock = manualClock(new Date().toISOString());
let server: SmtpServer;
let notifications: Notifications;
beforeAll(async () => {
  server = await startSmtpServer();
  notifications = await startService(service, { env: { ...issuer.env, SMTP_URL: server.url, MAIL_FROM: 'shop@kada-mandiya.example' }, clock });
});
afterEach(() => server.answer(() => undefined));
afterAll(async () => {
  expect(await notifications.stop()).toBe(true);
  await server.stop();
});

/** The only notification of a user, once it is so. */
async function only(userId: string, until: (one: Notification) => boolean): Promise<Notification> {
  for (;;) {
    const [one] = await notifications.tools.store.ofUser(userId, 2);
    if (one !== undefined && until(one)) return one;
    await nextTurn();
  }
}

const mailTo = (email: string): Promise<{ readonly data: string; readonly from: string; readonly to: readonly string[] }> => server.seen(({ to }) => to.some((address) => address.includes(email)));

/** Lets time pass, and has the postman look: a new user rings for him. */
async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  await notifications.receive('user.registered', registration());
}

/** An attempt is over when the notification is due at another time than that of its claim. */
const isOver = (attempts: number) => (one: Notification): boolean => one.attempts === attempts && (one.status !== 'PENDING' || Date.parse(one.dueAt) !== clock.now().getTime() + 300_000);

/** The pause after that many attempts, and then the next one. */
async function nextAttempt(userId: string, attempts: number): Promise<Notification> {
  const { dueAt } = await only(userId, isOver(attempts));
  await pass(Date.parse(dueAt) - clock.now().getTime());
  return only(userId, isOver(attempts + 1));
}

describe('with a mail server', () => {
  test('an e-mail has its sender, its recipient, its text, and an id that stays', async () => {
    const user = registration({ name: 'නිමාලි පෙරේරා' });
    await notifications.receive('user.registered', user);
    await notifications.receive('notification.send', welcome(user.userId, { subject: 'ආයුබෝවන්', body: 'One line.\n.\nAnother, after a dot.' }));
    const { notificationId } = await only(user.userId, ({ status }) => status === 'SENT');
    const mail = await mailTo(user.email);

    expect(mail.from).toContain('<shop@kada-mandiya.example>');
    expect(mail.to).toEqual([`<${user.email}>`]);
    expect(mail.data).toMatch(/^From: Kada Mandiya <shop@kada-mandiya\.example>/m);
    expect(mail.data).toContain(`Message-ID: <${notificationId}@kada-mandiya.example>`);
    expect(mail.data).toMatch(/^Auto-Submitted: auto-generated/m);
    expect(mail.data).toContain('One line.\r\n..\r\nAnother, after a dot.');
    expect(mail.data).toMatch(new RegExp(`^To: (?:=\\?UTF-8\\?\\S+\\?=\\s+)+<${user.email}>`, 'm'));
    expect(JSON.stringify(notifications.logs)).not.toContain(user.email);
  });

  test('a name or a subject cannot add a header', async () => {
    const user = registration({ name: `Eve, <eve@example.org> ${sqlText}` });
    await notifications.receive('user.registered', user);
    await notifications.receive('notification.send', welcome(user.userId, { subject: 'Bcc: eve@example.org' }));
    const mail = await mailTo(user.email);

    expect(mail.to).toEqual([`<${user.email}>`]);
    expect(mail.data).not.toMatch(/^Bcc:/m);
  });

  test('one that was not taken now is sent later, with the same id', async () => {
    const user = registration();
    let refusals = 0;
    server.answer((command) => {
      if (command !== '.' || refusals === 2) return undefined;
      refusals += 1;
      return refusals === 1 ? '451 come again' : 'hang up';
    });
    await notifications.receive('user.registered', user);
    await notifications.receive('notification.send', welcome(user.userId));
    expect(await nextAttempt(user.userId, 1)).toMatchObject({ status: 'PENDING' });
    const { notificationId, status } = await nextAttempt(user.userId, 2);
    const mail = await mailTo(user.email);

    expect(status).toBe('SENT');
    expect(mail.data).toContain(`<${notificationId}@kada-mandiya.example>`);
    expect(server.received.filter(({ to }) => to[0]?.includes(user.email))).toHaveLength(1);
  });

  test.each([
    ['the recipient', /^RCPT/, '550 no such mailbox'],
    ['the content', /^\.$/, '554 spam'],
  ])('one of which the server refuses %s for good is not tried again', async (_what, command, reply) => {
    const user = registration();
    server.answer((line) => (command.test(line) ? reply : undefined));
    await notifications.receive('user.registered', user);
    await notifications.receive('notification.send', welcome(user.userId));
    const one = await only(user.userId, ({ status }) => status !== 'PENDING');

    expect(one).toMatchObject({ status: 'FAILED', attempts: 1 });
    expect(notifications.logs).toContainEqual(expect.objectContaining({ level: 'warn', message: 'an e-mail was refused', fields: expect.objectContaining({ notificationId: one.notificationId, reply: expect.objectContaining({ reply: Number(reply.slice(0, 3)) }) }) }));
    expect(JSON.stringify(notifications.logs)).not.toContain(user.email);
  });

  test('one that the server never takes fails after the seventh time', async () => {
    const user = registration();
    server.answer((command) => (command.startsWith('MAIL') ? '421 not now' : undefined));
    await notifications.receive('user.registered', user);
    await notifications.receive('notification.send', welcome(user.userId));
    for (let attempts = 1; attempts < 7; attempts += 1) await nextAttempt(user.userId, attempts);

    expect(await only(user.userId, ({ attempts }) => attempts === 7)).toMatchObject({ status: 'FAILED' });
  });

  test('one whose attempt is never heard of again is tried by somebody else, after five minutes', async () => {
    const user = registration();
    await notifications.receive('notification.send', welcome(user.userId));
    const now = clock.now();
    // A replica that claims it and stops.
    await notifications.tools.transaction(async ({ store }) => {
      await store.remember(user);
      await store.claim(now, new Date(now.getTime() + 300_000), 20);
    });
    const another = registration();
    await pass(299_000);
    await notifications.receive('notification.send', welcome(another.userId));
    await notifications.receive('user.registered', another);
    await only(another.userId, ({ status }) => status === 'SENT');
    expect(await notifications.tools.store.ofUser(user.userId, 2)).toMatchObject([{ status: 'PENDING', attempts: 1 }]);
    await pass(10_000);

    expect(await only(user.userId, ({ status }) => status === 'SENT')).toMatchObject({ attempts: 2 });
  });
});

describe('the address of the mail server', () => {
  test.each([
    ['smtp://mail.example.com', 'mail.example.com', 587],
    ['smtp://user:secret@mail.example.com:2525', 'mail.example.com', 2525],
    ['smtps://mail.example.com', 'mail.example.com', 465],
    ['smtp://[::1]:25', '::1', 25],
  ])('%s', (url, host, port) => {
    expect(smtpServer(url)).toEqual({ host, port });
  });

  test('is connected to by its name, as the service declares it', async () => {
    const url = server.url.replace('127.0.0.1', 'localhost');
    const email = { id: 'by-name', to: { name: 'Nimali', address: 'by-name@example.com' }, subject: 'S', text: 'T' };
    await guardOutgoing({ allow: [smtpServer(url)] }, () => smtpMailer({ url, from: 'shop@kada-mandiya.example' }).send(email));
    expect(await mailTo('by-name@example.com')).toBeDefined();

    await expect(guardOutgoing({ allow: ['amqp://127.0.0.1'] }, () => smtpMailer({ url, from: 'shop@kada-mandiya.example' }).send(email))).rejects.toThrow(/not declared/);
  });

  test.each(['http://mail.example.com', 'mail.example.com', 'smtp://'])('is not %s', (SMTP_URL) => {
    const result = service.config.safeParse({ ...issuer.env, AMQP_URL: 'amqp://127.0.0.1', SMTP_URL });

    expect(result.error?.issues.map(({ path }) => path)).toEqual([['SMTP_URL']]);
    expect(result.error?.message).not.toContain('mail.example.com');
  });
});

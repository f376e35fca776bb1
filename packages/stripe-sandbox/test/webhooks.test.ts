import { describe, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { startStripeSandbox, type DeliveryReport } from '../src/index.ts';
import { retryDelay } from '../src/webhooks/deliveries.ts';
import { createMailbox } from './mailbox.ts';
import { createManualClock } from './manual-clock.ts';
import type { Reply } from './receiver.ts';
import { afterTest, clientOf, newIntent, receiverUnderTest, refusal, sandboxUnderTest, secretKey } from './sandbox-under-test.ts';

const status = (code: number): Reply => (response) => void response.writeHead(code).end();
const typesOf = (received: readonly { readonly event: Stripe.Event }[]): readonly string[] => received.map(({ event }) => event.type).toSorted();

describe('a webhook', () => {
  test('brings each event once, signed so that the SDK takes it', async () => {
    const { sandbox, stripe } = await sandboxUnderTest();
    const receiver = await receiverUnderTest();
    sandbox.deliverTo(receiver.url);
    const { id } = await stripe.paymentIntents.create(
      { amount: 145_000, currency: 'lkr', metadata: { orderId: '7' }, allowed_payment_method_types: ['card'] },
      { idempotencyKey: 'order-7' },
    );
    await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    await sandbox.delivered();

    const received = receiver.events.rest();
    expect(typesOf(received)).toEqual(['charge.succeeded', 'payment_intent.created', 'payment_intent.succeeded']);
    expect(receiver.refused()).toBe(0);
    const created = received.find(({ event }) => event.type === 'payment_intent.created');
    expect(created).toMatchObject({
      contentType: 'application/json; charset=utf-8',
      event: {
        object: 'event',
        api_version: '2026-10-28.endive',
        livemode: false,
        pending_webhooks: 1,
        request: { idempotency_key: 'order-7' },
        data: { object: { id, status: 'requires_payment_method', metadata: { orderId: '7' } } },
      },
    });
    expect(created?.event.id).toMatch(/^evt_[A-Za-z0-9]+$/);
    expect(created?.event.request?.id).toMatch(/^req_/);
    expect(received.find(({ event }) => event.type === 'payment_intent.succeeded')).toMatchObject({ event: { data: { object: { id, status: 'succeeded', amount_received: 145_000 } } } });
    expect(await stripe.events.retrieve(created?.event.id ?? '')).toEqual({ ...created?.event, pending_webhooks: 0 });
  });

  test.each<[string, (stripe: Stripe) => Promise<unknown>, readonly string[]]>([
    ['a decline', (stripe) => refusal(newIntent(stripe, { payment_method: 'pm_card_chargeDeclined', confirm: true })), ['charge.failed', 'payment_intent.created', 'payment_intent.payment_failed']],
    ['a cancellation', async (stripe) => stripe.paymentIntents.cancel((await newIntent(stripe)).id), ['payment_intent.canceled', 'payment_intent.created']],
    [
      'a refund',
      async (stripe) => stripe.refunds.create({ payment_intent: (await newIntent(stripe, { payment_method: 'pm_card_visa', confirm: true })).id }),
      ['charge.refunded', 'charge.succeeded', 'payment_intent.created', 'payment_intent.succeeded', 'refund.created'],
    ],
    [
      'a capture',
      async (stripe) => stripe.paymentIntents.capture((await newIntent(stripe, { payment_method: 'pm_card_visa', confirm: true, capture_method: 'manual' })).id),
      ['charge.captured', 'charge.succeeded', 'payment_intent.amount_capturable_updated', 'payment_intent.created', 'payment_intent.succeeded'],
    ],
    [
      'a question of the bank',
      (stripe) => newIntent(stripe, { payment_method: 'pm_card_authenticationRequired', confirm: true }),
      ['payment_intent.created', 'payment_intent.requires_action'],
    ],
    ['a refused request', async (stripe) => refusal(stripe.paymentIntents.capture((await newIntent(stripe)).id)), ['payment_intent.created']],
  ])('tells of %s', async (_, act, expected) => {
    const { sandbox, stripe } = await sandboxUnderTest();
    const receiver = await receiverUnderTest();
    sandbox.deliverTo(receiver.url);
    await act(stripe);
    await sandbox.delivered();
    expect(typesOf(receiver.events.rest())).toEqual(expected);
    expect((await stripe.events.list()).data.map(({ type }) => type).toSorted()).toEqual(expected);
  });

  test('of another secret is not taken', async () => {
    const { sandbox, stripe } = await sandboxUnderTest();
    const receiver = await receiverUnderTest(undefined, () => 'whsec_another');
    sandbox.deliverTo(receiver.url);
    await newIntent(stripe);
    await sandbox.delivered();
    expect(receiver.refused()).toBe(1);
    expect((await stripe.events.list()).data).toMatchObject([{ pending_webhooks: 1 }]);
  });

  test('comes again when asked: the same event, with a signature of its own time', async () => {
    const clock = createManualClock();
    const { sandbox, stripe } = await sandboxUnderTest({ clock });
    const receiver = await receiverUnderTest();
    sandbox.deliverTo(receiver.url);
    await newIntent(stripe);
    const first = await receiver.events.next();
    await sandbox.delivered();
    clock.advance(60_000);
    sandbox.redeliver(first.event.id);
    const second = await receiver.events.next();
    expect(second.event).toEqual(first.event);
    expect(second.signature).not.toBe(first.signature);
    await sandbox.delivered();
    await stripe.rawRequest('POST', `/v1/events/${first.event.id}/retry`, {});
    expect((await receiver.events.next()).event.id).toBe(first.event.id);
    expect(() => sandbox.redeliver('evt_none')).toThrow('evt_none');
  });
});

describe('a webhook that is not taken', () => {
  async function failing(reply: Reply): Promise<{
    readonly clock: ReturnType<typeof createManualClock>;
    readonly next: () => Promise<DeliveryReport>;
    readonly receiver: Awaited<ReturnType<typeof receiverUnderTest>>;
    readonly stripe: Stripe;
  }> {
    const clock = createManualClock();
    const reports = createMailbox<DeliveryReport>();
    const { sandbox, stripe } = await sandboxUnderTest({ clock, onDelivery: (report) => reports.put(report) });
    const receiver = await receiverUnderTest(reply);
    sandbox.deliverTo(receiver.url);
    await newIntent(stripe);
    return { clock, next: () => reports.next(), receiver, stripe };
  }

  test.each([500, 400, 404, 302, 300])('comes again later: %d', async (code) => {
    const { clock, next, receiver, stripe } = await failing((response, count) => void response.writeHead(count < 4 ? code : 200, { location: '/elsewhere' }).end());
    const waits: (number | undefined)[] = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      const report = await next();
      expect(report).toMatchObject({ attempt, status: code, delivered: false, eventType: 'payment_intent.created' });
      const wait = (report.nextAttemptAt?.getTime() ?? 0) - clock.now().getTime();
      waits.push(wait);
      clock.advance(wait - 1);
      expect((await stripe.events.list()).data).toMatchObject([{ pending_webhooks: 1 }]);
      clock.advance(1);
    }
    expect(waits).toEqual([1000, 2000, 4000]);
    expect(await next()).toMatchObject({ attempt: 4, status: 200, delivered: true });
    const ids = receiver.events.rest().map(({ event }) => event.id);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(1);
    expect((await stripe.events.list()).data).toMatchObject([{ pending_webhooks: 0 }]);
  });

  test('in time comes again', async () => {
    const { clock, next, receiver } = await failing((response, count) => {
      if (count > 1) response.end();
    });
    await receiver.events.next();
    clock.advance(10_000);
    const late = await next();
    expect(late).toMatchObject({ attempt: 1, delivered: false });
    expect(late.status).toBeUndefined();
    clock.advance(1000);
    expect(await next()).toMatchObject({ attempt: 2, delivered: true });
  });

  test('because nobody listens comes again, to where somebody does', async () => {
    const clock = createManualClock();
    const reports = createMailbox<DeliveryReport>();
    const gone = await receiverUnderTest();
    const { sandbox, stripe } = await sandboxUnderTest({ clock, onDelivery: (report) => reports.put(report), webhookUrl: gone.url });
    await gone.close();
    await newIntent(stripe);
    expect(await reports.next()).toMatchObject({ delivered: false });
    const receiver = await receiverUnderTest();
    sandbox.deliverTo(receiver.url);
    expect(await reports.next()).toMatchObject({ attempt: 2, delivered: true, url: receiver.url });
  });

  test('is given up after three days', async () => {
    const { clock, next, stripe } = await failing(status(500));
    const since = clock.now().getTime();
    let report = await next();
    while (report.nextAttemptAt !== undefined) {
      clock.advance(report.nextAttemptAt.getTime() - clock.now().getTime());
      report = await next();
    }
    const days = (clock.now().getTime() - since) / 86_400_000;
    expect(days).toBeGreaterThan(2.9);
    expect(days).toBeLessThanOrEqual(3);
    expect((await stripe.events.list()).data).toMatchObject([{ pending_webhooks: 1 }]);
  });

  test('waits longer each time, up to an hour', () => {
    const waits = Array.from({ length: 40 }, (_, index) => retryDelay(index + 1, 1000));
    expect(waits.slice(0, 12)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048].map((seconds) => seconds * 1000));
    expect(new Set(waits.slice(12))).toEqual(new Set([3_600_000]));
  });

  test('does not keep others from arriving', async () => {
    const { sandbox, stripe } = await sandboxUnderTest({ clock: createManualClock() });
    const receiver = await receiverUnderTest();
    const broken = await receiverUnderTest(status(500));
    sandbox.deliverTo(receiver.url);
    await stripe.webhookEndpoints.create({ url: broken.url, enabled_events: ['*'] });
    await Promise.all(Array.from({ length: 50 }, () => newIntent(stripe)));
    await sandbox.delivered();
    expect(new Set(receiver.events.rest().map(({ event }) => event.id)).size).toBe(50);
    expect((await stripe.events.list({ limit: 100 })).data.every(({ pending_webhooks }) => pending_webhooks === 1)).toBe(true);
  });
});

describe('a webhook endpoint', () => {
  test('is made with a secret that is shown once, and gets the events that it wants', async () => {
    const { sandbox, stripe } = await sandboxUnderTest();
    let secret = '';
    const receiver = await receiverUnderTest(undefined, () => secret);
    const made = await stripe.webhookEndpoints.create({
      url: receiver.url,
      enabled_events: ['payment_intent.succeeded', 'charge.dispute.created'],
      api_version: '2025-09-30.clover',
      description: 'shop',
      metadata: { a: 'b' },
    });
    secret = made.secret ?? '';
    expect(made).toMatchObject({ object: 'webhook_endpoint', status: 'enabled', url: receiver.url, description: 'shop', metadata: { a: 'b' } });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9]{32}$/);
    const { secret: _, ...shown } = made;
    expect(await stripe.webhookEndpoints.retrieve(made.id)).toEqual(shown);
    expect((await stripe.webhookEndpoints.list()).data).toEqual([shown]);

    await newIntent(stripe, { payment_method: 'pm_card_visa', confirm: true });
    await sandbox.delivered();
    const received = receiver.events.rest();
    expect(typesOf(received)).toEqual(['payment_intent.succeeded']);
    expect(received[0]?.event.api_version).toBe('2025-09-30.clover');
  });

  test('is changed, switched off and deleted', async () => {
    const { sandbox, stripe } = await sandboxUnderTest();
    let secret = '';
    const receiver = await receiverUnderTest(undefined, () => secret);
    const made = await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9/', enabled_events: ['*'] });
    secret = made.secret ?? '';
    const arrived = async (): Promise<readonly string[]> => {
      await newIntent(stripe);
      await sandbox.delivered();
      return typesOf(receiver.events.rest());
    };
    expect(await stripe.webhookEndpoints.update(made.id, { url: receiver.url, disabled: true })).toMatchObject({ url: receiver.url, status: 'disabled' });
    expect(await arrived()).toEqual([]);
    expect((await stripe.events.list()).data).toMatchObject([{ pending_webhooks: 0 }]);
    expect(await stripe.webhookEndpoints.update(made.id, { disabled: false })).toMatchObject({ status: 'enabled' });
    expect(await arrived()).toEqual(['payment_intent.created']);
    await stripe.webhookEndpoints.update(made.id, { enabled_events: ['charge.failed'] });
    expect(await arrived()).toEqual([]);
    await stripe.webhookEndpoints.update(made.id, { enabled_events: ['*'] });
    expect(await stripe.webhookEndpoints.del(made.id)).toMatchObject({ id: made.id, object: 'webhook_endpoint', deleted: true });
    expect(await arrived()).toEqual([]);
    expect(await refusal(stripe.webhookEndpoints.retrieve(made.id))).toMatchObject({ statusCode: 404, code: 'resource_missing' });
  });

  test('that is switched off gets no second attempt', async () => {
    const clock = createManualClock();
    const reports = createMailbox<DeliveryReport>();
    const { sandbox, stripe } = await sandboxUnderTest({ clock, onDelivery: (report) => reports.put(report) });
    const receiver = await receiverUnderTest(status(500));
    sandbox.deliverTo(receiver.url);
    await newIntent(stripe);
    await reports.next();
    const [endpoint] = (await stripe.webhookEndpoints.list()).data;
    await stripe.webhookEndpoints.update(endpoint?.id ?? '', { disabled: true });
    clock.advance(1000);
    await sandbox.delivered();
    expect(reports.rest()).toEqual([]);
    expect((await stripe.events.list()).data).toMatchObject([{ pending_webhooks: 1 }]);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ enabled_events: ['*'] }, 'url'],
    [{ url: 'http://127.0.0.1:9/' }, 'enabled_events'],
    [{ url: 'ftp://127.0.0.1/', enabled_events: ['*'] }, 'url'],
    [{ url: 'file:///etc/passwd', enabled_events: ['*'] }, 'url'],
    [{ url: 'http://127.0.0.1:9/', enabled_events: ['Everything'] }, 'enabled_events[0]'],
  ])('%j is refused', async (params, param) => {
    const { stripe } = await sandboxUnderTest();
    expect(await refusal(stripe.rawRequest('POST', '/v1/webhook_endpoints', params))).toMatchObject({ statusCode: 400, param });
  });

  test('is one of sixteen at most', async () => {
    const { stripe } = await sandboxUnderTest();
    const make = (): Promise<unknown> => stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9/', enabled_events: ['*'] });
    for (let made = 0; made < 16; made++) await make();
    expect(await refusal(make())).toMatchObject({ statusCode: 400 });
  });
});

describe('the list of events', () => {
  test('has those of a type, with what they tell as it was then', async () => {
    const { stripe } = await sandboxUnderTest();
    const { id } = await newIntent(stripe, { payment_method: 'pm_card_visa', confirm: true });
    const list = async (params: Stripe.EventListParams): Promise<readonly string[]> => (await stripe.events.list(params)).data.map(({ type }) => type).toSorted();
    expect(await list({ type: 'payment_intent.succeeded' })).toEqual(['payment_intent.succeeded']);
    expect(await list({ types: ['payment_intent.succeeded', 'charge.succeeded'] })).toEqual(['charge.succeeded', 'payment_intent.succeeded']);
    expect(await list({ type: 'payment_intent.canceled' })).toEqual([]);
    expect(await refusal(stripe.events.list({ type: 'charge.failed', types: ['charge.failed'] }))).toMatchObject({ param: 'types' });
    const [created] = (await stripe.events.list({ type: 'payment_intent.created' })).data;
    expect(created?.data.object).toMatchObject({ id, status: 'requires_confirmation' });
    expect(await refusal(stripe.events.retrieve('evt_none'))).toMatchObject({ statusCode: 404, code: 'resource_missing' });
  });

  test('ends after 30 days', async () => {
    const clock = createManualClock();
    const { stripe } = await sandboxUnderTest({ clock });
    await newIntent(stripe);
    clock.advance(86_400_000);
    const count = async (): Promise<number> => (await stripe.events.list()).data.length;
    await newIntent(stripe);
    expect(await count()).toBe(2);
    clock.advance(29 * 86_400_000 + 1000);
    await newIntent(stripe);
    expect(await count()).toBe(2);
  });
});

test('the secret is a new one where none is configured', async () => {
  const sandbox = await startStripeSandbox({ secretKey });
  afterTest(() => sandbox.stop());
  expect(sandbox.webhookSecret).toMatch(/^whsec_[A-Za-z0-9]{32}$/);
  const receiver = await receiverUnderTest(undefined, () => sandbox.webhookSecret);
  sandbox.deliverTo(receiver.url);
  await newIntent(clientOf(sandbox, secretKey));
  expect((await receiver.events.next()).event.type).toBe('payment_intent.created');
});

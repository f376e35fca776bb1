import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from '@jest/globals';
import { startStripeSandbox, type DeliveryReport, type StripeSandbox } from '../src/index.ts';
import { createMailbox } from './mailbox.ts';
import { createManualClock } from './manual-clock.ts';
import { afterTest, clientOf, newIntent, receiverUnderTest, sandboxUnderTest, secretKey, webhookSecret } from './sandbox-under-test.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'stripe-sandbox-'));
  afterTest(() => rm(path, { recursive: true, force: true }));
  return join(path, 'data');
}

function startIn(dataDir: string, more: object = {}): Promise<StripeSandbox> {
  return startStripeSandbox({ secretKey, webhookSecret, dataDir, ...more });
}

interface Child {
  readonly port: number;
  kill(): Promise<void>;
}

async function sandboxProcess(dataDir: string, webhookUrl: string): Promise<Child> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'processes', 'sandbox.ts'), dataDir, webhookUrl], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  afterTest(kill);
  const lines = createInterface({ input: child.stdout });
  const [port] = (await once(lines, 'line')) as [string];
  return { port: Number(port), kill };
}

describe('after a restart', () => {
  test('everything is there, idempotency keys too', async () => {
    const dataDir = await folder();
    const first = await startIn(dataDir);
    const before = clientOf(first, secretKey);
    const params = { amount: 145_000, currency: 'lkr', allowed_payment_method_types: ['card'] };
    const intent = await before.paymentIntents.create(params, { idempotencyKey: 'order-7' });
    const paid = await before.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
    const refund = await before.refunds.create({ payment_intent: intent.id, amount: 100 });
    const endpoint = await before.webhookEndpoints.create({ url: 'http://127.0.0.1:9/', enabled_events: ['charge.failed'] });
    const events = await before.events.list({ limit: 100 });
    await first.stop();

    const second = await startIn(dataDir);
    afterTest(() => second.stop());
    const after = clientOf(second, secretKey);
    expect(await after.paymentIntents.create(params, { idempotencyKey: 'order-7' })).toEqual(intent);
    expect(await after.paymentIntents.retrieve(intent.id)).toEqual(paid);
    expect(await after.refunds.retrieve(refund.id)).toEqual(refund);
    expect(await after.events.list({ limit: 100 })).toEqual(events);
    expect((await after.webhookEndpoints.list()).data.map(({ id }) => id)).toEqual([endpoint.id]);
    const newest = await newIntent(after);
    expect((await after.paymentIntents.list()).data.map(({ id }) => id)).toEqual([newest.id, intent.id]);
  });

  test('a question of the bank can still be answered', async () => {
    const dataDir = await folder();
    const first = await startIn(dataDir);
    const intent = await newIntent(clientOf(first, secretKey), { payment_method: 'pm_card_authenticationRequired', confirm: true, return_url: 'https://shop.example/' });
    await first.stop();
    const second = await startIn(dataDir, { port: first.port });
    afterTest(() => second.stop());
    const answer = await fetch(intent.next_action?.redirect_to_url?.url ?? '', { method: 'POST', headers: { accept: 'application/json' }, body: new URLSearchParams({ outcome: 'succeeded' }) });
    expect(await answer.json()).toMatchObject({ status: 'succeeded' });
  });

  test('what had not arrived is sent, to where the configuration says now', async () => {
    const dataDir = await folder();
    const clock = createManualClock();
    const first = await startIn(dataDir, { clock, webhookUrl: 'http://127.0.0.1:9/nobody' });
    await newIntent(clientOf(first, secretKey));
    await first.delivered();
    await first.stop();

    const receiver = await receiverUnderTest();
    const second = await startIn(dataDir, { clock });
    afterTest(() => second.stop());
    second.deliverTo(receiver.url);
    const { event } = await receiver.events.next();
    await second.delivered();
    expect(event).toMatchObject({ type: 'payment_intent.created' });
    const stripe = clientOf(second, secretKey);
    expect((await stripe.events.list()).data).toMatchObject([{ id: event.id, pending_webhooks: 0 }]);
    expect((await stripe.webhookEndpoints.list()).data).toHaveLength(1);
  });

  test('a webhook that was under way when it stopped is sent again, and counts as not tried', async () => {
    const dataDir = await folder();
    const silent = await receiverUnderTest(() => undefined);
    const reports = createMailbox<DeliveryReport>();
    const onDelivery = (report: DeliveryReport): void => reports.put(report);
    const first = await startIn(dataDir, { webhookUrl: silent.url, onDelivery });
    await newIntent(clientOf(first, secretKey));
    const { event } = await silent.events.next();
    await first.stop();
    expect(reports.rest()).toEqual([]);

    const receiver = await receiverUnderTest();
    const second = await startIn(dataDir, { webhookUrl: receiver.url, onDelivery });
    afterTest(() => second.stop());
    expect(await reports.next()).toMatchObject({ eventId: event.id, attempt: 1, delivered: true });
  });

  test('endpoints of the API get what had not arrived, without a word of the configuration', async () => {
    const dataDir = await folder();
    let secret = '';
    let stopped = false;
    const receiver = await receiverUnderTest((response) => {
      if (stopped) response.end();
    }, () => secret);
    const first = await startIn(dataDir);
    const stripe = clientOf(first, secretKey);
    secret = (await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['*'] })).secret ?? '';
    await newIntent(stripe);
    const { event } = await receiver.events.next();
    await first.stop();
    stopped = true;

    const second = await startIn(dataDir);
    afterTest(() => second.stop());
    expect((await receiver.events.next()).event.id).toBe(event.id);
  });

  test('of a killed process, nothing that was answered is missing, and what had not arrived is sent', async () => {
    const dataDir = await folder();
    const silent = await receiverUnderTest(() => undefined);
    const child = await sandboxProcess(dataDir, silent.url);
    const stripe = clientOf(child, secretKey);
    const made = await Promise.all(Array.from({ length: 20 }, () => newIntent(stripe, { payment_method: 'pm_card_visa', confirm: true })));
    await child.kill();

    const receiver = await receiverUnderTest();
    const next = await startIn(dataDir, { webhookUrl: receiver.url });
    afterTest(() => next.stop());
    await next.delivered();
    const kept = await clientOf(next, secretKey).paymentIntents.list({ limit: 100 });
    expect(kept.data.map(({ id, status }) => ({ id, status })).toSorted(byId)).toEqual(made.map(({ id }) => ({ id, status: 'succeeded' })).toSorted(byId));
    const told = receiver.events.rest().filter(({ event }) => event.type === 'payment_intent.succeeded');
    expect(new Set(told.map(({ event }) => event.id)).size).toBe(20);
  });
});

describe('a folder of data', () => {
  test('belongs to one sandbox at a time', async () => {
    const dataDir = await folder();
    const first = await startIn(dataDir);
    await expect(startIn(dataDir)).rejects.toThrow('another sandbox uses the data');
    expect((await newIntent(clientOf(first, secretKey))).status).toBe('requires_payment_method');
    await first.stop();
    const second = await startIn(dataDir);
    await second.stop();
  });

  test('belongs to one process at a time', async () => {
    const dataDir = await folder();
    const child = await sandboxProcess(dataDir, 'http://127.0.0.1:9/');
    await expect(startIn(dataDir)).rejects.toThrow('another sandbox uses the data');
    await child.kill();
    const after = await startIn(dataDir);
    await after.stop();
  });

  test('is for its owner alone', async () => {
    const dataDir = await folder();
    const sandbox = await startIn(dataDir);
    afterTest(() => sandbox.stop());
    expect((await stat(dataDir)).mode & 0o077).toBe(0);
  });

  test('is not needed: without one, nothing is kept', async () => {
    const first = await sandboxUnderTest();
    await newIntent(first.stripe);
    const second = await sandboxUnderTest();
    expect((await second.stripe.paymentIntents.list()).data).toEqual([]);
  });
});

function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return one.id < other.id ? -1 : 1;
}

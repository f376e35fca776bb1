import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { temporaryPlace, type TemporaryPlace } from '@kada-mandiya/database/testing';
import { startService, startTestBus, type ServiceUnderTest, type StartServiceOptions, type TestBus } from '../../src/testing/index.ts';
import { demo, type Demo } from '../events/demo-contracts.ts';
import type { DemoReads, DemoStore } from '../events/demo-services.ts';
import { bookId, raw, type RawRequest } from '../http/library.ts';
import { lendingParts, lendingService, type LendingContract, type LendingOptions } from './lending.ts';

type Lending = ServiceUnderTest<LendingContract, DemoStore, DemoReads>;

describe('a started service', () => {
  let shop: Demo;
  let bus: TestBus;
  let place: TemporaryPlace;
  const running: Lending[] = [];

  beforeEach(async () => {
    shop = demo();
    [bus, place] = await Promise.all([startTestBus({ topology: shop.topology }), temporaryPlace(process.env.SQLSERVER_URL)]);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((service) => service.stop()));
    await place.remove();
    await bus.stop();
  });

  const start = async (options: Omit<LendingOptions, 'shop'> = {}, startOptions: StartServiceOptions = {}): Promise<Lending> => {
    const lending = await startService(lendingService({ ...options, shop }), { bus, place, ...startOptions });
    running.push(lending);
    return lending;
  };
  const lend = (lending: Lending, loanId = randomUUID()): ReturnType<typeof lending.client.send> =>
    lending.client.send('lendBook', { headers: { 'idempotency-key': loanId }, body: { items: [{ bookId, days: 14 }] }, token: 'reader' });

  test('answers, publishes what it changed, and applies what it is told, once', async () => {
    const lending = await start();
    const loanId = randomUUID();
    const { status } = await lend(lending, loanId);
    const placed = await lending.seen('order.placed', ({ data }) => data.orderId === loanId);
    const eventId = randomUUID();
    await lending.receive('bill.paid', placed.data, { eventId });
    await lending.publish('bill.paid', placed.data, { eventId });
    await lending.settled();

    expect(status).toBe(201);
    expect(await lending.endingsOf(eventId, 2)).toEqual(['applied', 'duplicate']);
    expect(await lending.tools.store.entries()).toMatchObject([{ id: loanId, changes: 1 }]);
    expect(lending.published('order.placed')).toHaveLength(1);
  });

  test('publishes under the correlation id of the request, and of the event that it reacts to', async () => {
    const reactions: typeof lendingParts.reactions = { 'bill.paid': ({ data }, { publish }) => publish('order.placed', data) };
    const lending = await start({ parts: { reactions } });
    const { headers } = await lend(lending);
    const correlationId = randomUUID();
    const billed = { orderId: randomUUID(), amount: 1 };
    await lending.receive('bill.paid', billed, { correlationId });

    expect((await lending.seen('order.placed')).correlationId).toBe(headers['x-correlation-id']);
    expect((await lending.seen('order.placed', ({ data }) => data.orderId === billed.orderId)).correlationId).toBe(correlationId);
  });

  test('that is two replicas changes its state once for an event that comes five times', async () => {
    const replicas = await Promise.all([start(), start()]);
    const [lending] = replicas;
    const orderId = randomUUID();
    const eventId = randomUUID();
    await Promise.all(Array.from({ length: 5 }, () => lending.publish('bill.paid', { orderId, amount: 1 }, { eventId })));
    const counted = (): number => replicas.reduce((sum, { counts }) => sum + counts.reactions.applied + counts.reactions.duplicates, 0);
    while (counted() < 5) await new Promise((resolve) => setTimeout(resolve, 2));

    expect(await lending.tools.store.entries()).toMatchObject([{ id: orderId, changes: 1 }]);
    expect(replicas.reduce((sum, { counts }) => sum + counts.reactions.applied, 0)).toBe(1);
  });

  test('retries a reaction that throws, which has left no trace', async () => {
    let attempts = 0;
    const reactions: typeof lendingParts.reactions = {
      'bill.paid': async ({ data }, { store, publish }) => {
        await store.change(data.orderId, data.amount);
        await publish('order.placed', data);
        attempts += 1;
        if (attempts < 3) throw new Error('not yet');
      },
    };
    const lending = await start({ parts: { reactions } });
    const { eventId } = await lending.publish('bill.paid', { orderId: randomUUID(), amount: 1 });

    expect(await lending.endingsOf(eventId, 3)).toEqual(['failed', 'failed', 'applied']);
    await lending.settled();
    expect(await lending.tools.store.entries()).toMatchObject([{ changes: 1 }]);
    expect(lending.published('order.placed')).toHaveLength(1);
  });

  test('keeps its database: another one at the same place goes on', async () => {
    const first = await start();
    await lend(first);
    await first.stop();
    const second = await start();

    expect(await second.tools.store.entries()).toHaveLength(1);
  });

  test('may connect to what it declares, and to nothing else', async () => {
    const elsewhere = createServer((_request, response) => response.end('hello'));
    await once(elsewhere.listen(0, '127.0.0.1'), 'listening');
    const address = elsewhere.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
    const handlers: typeof lendingParts.handlers = {
      ...lendingParts.handlers,
      getShelf: async () => {
        const [answer] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
        answer.resume();
        return { status: 200, body: { text: String(answer.statusCode) } };
      },
    };
    const [careless, declared] = await Promise.all([start({ parts: { handlers } }), start({ parts: { handlers }, connectsTo: [url] })]);
    const answers = await Promise.all([careless, declared].map((lending) => lending.client.send('getShelf', { cookies: { shelf: 'a' } })));
    elsewhere.close();

    expect(answers.map(({ status }) => status)).toEqual([500, 200]);
    expect(careless.logs).toContainEqual(expect.objectContaining({ level: 'error', fields: expect.objectContaining({ error: expect.objectContaining({ code: 'UNDECLARED_CONNECTION' }) }) }));
  });

  test('shows its contract at /docs, with everything that the page needs', async () => {
    const [shown, hidden] = await Promise.all([start({}, { env: { DOCS: 'on' } }), start({}, { env: { DOCS: 'off' } })]);
    const page = await raw(shown.url, '/docs/');
    const parts = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part = '']) => part);
    const answers = await Promise.all(parts.map((part) => raw(shown.url, `/docs/${part}`)));
    const document: unknown = JSON.parse((await raw(shown.url, '/docs/openapi.json')).text);

    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(parts).toEqual(expect.arrayContaining(['swagger-ui-bundle.js', 'swagger-ui.css', 'start.js', 'openapi.json']));
    expect(answers.map(({ status }) => status)).toEqual(parts.map(() => 200));
    expect(document).toMatchObject({ info: { title: expect.stringMatching(/library/i) }, servers: [{ url: '/' }] });
    expect([(await raw(shown.url, '/docs')).headers.location, (await raw(hidden.url, '/docs/')).status]).toEqual(['/docs/', 404]);
  });

  test.each<[string, RawRequest, number]>([
    ['of bytes that are not there', { headers: { range: 'bytes=99999999-' } }, 416],
    ['of another version', { headers: { 'if-match': '"other"' } }, 412],
    ['by another method', { method: 'POST' }, 405],
  ])('refuses what is asked of /docs %s', async (_what, request, status) => {
    const lending = await start({}, { env: { DOCS: 'on' } });
    const answer = await raw(lending.url, '/docs/swagger-ui.css', request);

    expect([answer.status, answer.headers['content-type'], JSON.parse(answer.text)]).toEqual([status, 'application/problem+json', expect.objectContaining({ status })]);
    expect(lending.logs.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

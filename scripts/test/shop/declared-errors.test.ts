import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { OperationContract, ServiceContract } from '@kada-mandiya/contract';
import type { MessagingTables } from '@kada-mandiya/database';
import type { KitConfig, ServiceDefinition } from '@kada-mandiya/service-kit';
import { createContractClient, startService, type CheckedAnswer, type LooseRequest } from '@kada-mandiya/service-kit/testing';
import { service as authService } from '../../../services/auth-service/src/service.ts';
import { service as notificationService } from '../../../services/notification-service/src/service.ts';
import { service as orderService } from '../../../services/order-service/src/service.ts';
import { service as paymentService } from '../../../services/payment-service/src/service.ts';
import { service as productService } from '../../../services/product-service/src/service.ts';
import { service as userService } from '../../../services/user-service/src/service.ts';
import { serviceNames, type ServiceName } from '../../shop/parts.ts';
import { examplesOf, textPlaces, type ExampleRequest } from './example-request.ts';
import { inParallel } from '../../shop/in-parallel.ts';
import { allContracts, issuer, startShopUnderTest, type ShopUnderTest } from './shop-under-test.ts';

interface Case {
  readonly id: string;
  readonly contract: ServiceContract;
  readonly operation: OperationContract;
  readonly request: ExampleRequest;
  readonly takesBody: boolean;
}

let stage: ShopUnderTest;
let asAdmin = '';
let asCustomer = '';

beforeAll(async () => {
  stage = await startShopUnderTest({ gatewayEnvironment: { RATE_LIMITS: 'on' } });
  const customer = await stage.newCustomer();
  asAdmin = issuer.token({ id: customer.userId, roles: ['customer', 'admin'] });
  asCustomer = issuer.token({ id: customer.userId, roles: ['customer'] });
}, 60_000);

afterAll(() => stage.remove());

const cases = allContracts.flatMap((contract) =>
  Object.values(contract.operations).map((operation): Case => {
    const { requests: [request], takesBody } = examplesOf(contract, operation);
    if (request === undefined) throw new Error(`${operation.id} has no example`);
    return { id: operation.id, contract, operation, request, takesBody };
  }),
);

function declaring(status: number, isMeant: (one: Case) => boolean = () => true): readonly Case[] {
  return cases.filter((one) => one.operation.statuses.includes(status) && isMeant(one));
}

/** By the service itself: what the gateway refuses by itself would never come there. */
async function ask({ contract, id }: Case, request: LooseRequest): Promise<CheckedAnswer> {
  const name = serviceNames.find((one) => one === contract.name);
  if (name === undefined) throw new Error(`${contract.name} does not run`);
  return createContractClient({ contract, url: stage.shop.services[name].url }).send(id, request);
}

/** Signed in as somebody who may. */
function allowed({ operation }: Case): { readonly token?: string } {
  return operation.secured ? { token: asAdmin } : {};
}

describe('401 without a token', () => {
  test.each(declaring(401, ({ operation }) => operation.secured))('$id', async (one) => {
    expect(await ask(one, one.request)).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { code: 'token-invalid' } });
  });
});

describe('403 without the role', () => {
  test.each(declaring(403))('$id', async (one) => {
    expect(await ask(one, { ...one.request, token: asCustomer })).toMatchObject({ status: 403, body: { code: 'role-missing' } });
  });

  test('stands wherever a role is asked for', () => {
    expect(cases.filter(({ operation }) => operation.roles.length > 0).map(({ id }) => id)).toEqual(declaring(403).map(({ id }) => id));
  });
});

describe('400 of a request that is not as declared', () => {
  test.each(declaring(400, ({ request }) => Object.keys(request.params).length > 0))('$id: a parameter of the path', async (one) => {
    const [place] = textPlaces(one.request).filter(({ pointer }) => pointer.startsWith('/params/'));
    const answer = await ask(one, { ...place?.with('not-an-id'), ...allowed(one) });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request-invalid', errors: expect.arrayContaining([expect.objectContaining({ pointer: place?.pointer })]) } });
  });

  test.each(declaring(400))('$id: a parameter that nobody has declared', async (one) => {
    const answer = await ask(one, { ...one.request, query: { colour: 'red' }, ...allowed(one) });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
  });

  test.each(declaring(400, ({ takesBody }) => takesBody))('$id: no body', async (one) => {
    const { body: _, ...request } = one.request;
    const answer = await ask(one, { ...request, ...allowed(one) });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request-invalid', errors: expect.arrayContaining([expect.objectContaining({ pointer: '/body' })]) } });
  });

  test.each(declaring(400, ({ takesBody }) => takesBody))('$id: a body that is broken', async (one) => {
    const answer = await ask(one, { ...one.request, rawBody: '{"', ...allowed(one) });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request-invalid', errors: [{ pointer: '/body' }] } });
  });

  test.each(declaring(400, ({ takesBody }) => takesBody))('$id: a body of another type', async (one) => {
    const answer = await ask(one, { ...one.request, body: ['nothing of this kind'], ...allowed(one) });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request-invalid', errors: expect.arrayContaining([expect.objectContaining({ pointer: '/body' })]) } });
  });
});

describe('413 of a body that is too large', () => {
  test.each(declaring(413))('$id', async (one) => {
    const answer = await ask(one, { ...one.request, rawBody: JSON.stringify('x'.repeat(70_000)), ...allowed(one) });
    expect(answer.status).toBe(413);
  });
});

describe('415 of another media type', () => {
  test.each(declaring(415))('$id', async (one) => {
    const answer = await ask(one, { ...one.request, contentType: 'text/plain', rawBody: 'a text', ...allowed(one) });
    expect(answer.status).toBe(415);
  });

  test('and 413 are declared wherever there is a body', () => {
    const taking = cases.filter(({ takesBody }) => takesBody).map(({ id }) => id);
    expect([declaring(413), declaring(415)].map((list) => list.map(({ id }) => id))).toEqual([taking, taking]);
  });
});

describe('428 without If-Match, and 412 with another\'s', () => {
  test.each(declaring(428))('$id', async (one) => {
    const { 'if-match': _, ...headers } = one.request.headers;
    expect(await ask(one, { ...one.request, headers, ...allowed(one) })).toMatchObject({ status: 428, body: { code: 'if-match-missing' } });
  });

  test.each(declaring(412))('$id', async (one) => {
    const { productId } = await stage.addProduct();
    const { data: product } = await stage.admin.api.GET('/products/{productId}', { params: { path: { productId } } });
    const params = { productId, categoryId: product?.categoryId };
    const answer = await ask(one, { ...one.request, params: pickedFrom(params, Object.keys(one.request.params)), headers: { 'if-match': '"999999"' }, ...allowed(one) });
    expect(answer.status).toBe(412);
  });
});

describe('404 of what is not there', () => {
  test.each(declaring(404, ({ request }) => Object.keys(request.params).length > 0))('$id', async (one) => {
    const params = Object.fromEntries(Object.keys(one.request.params).map((name) => [name, randomUUID()]));
    expect((await ask(one, { ...one.request, params, ...allowed(one) })).status).toBe(404);
  });
});

describe('429 at the gateway, after as many requests as the contract says, and not before', () => {
  test.each(declaring(429, ({ operation }) => operation.rateLimit !== undefined))('$id', async ({ id, contract, operation, request }) => {
    const { limit = 0 } = operation.rateLimit ?? {};
    const token = issuer.token({ id: randomUUID(), roles: ['customer'] });
    // Another media type is refused after it was counted, and costs the service nothing.
    const refused = { contentType: 'text/plain', rawBody: 'a text' };
    const headers = { 'content-type': refused.contentType, ...(operation.secured ? { authorization: `Bearer ${token}` } : {}) };
    const statuses = await inParallel(Array.from({ length: limit + 20 }), 20, async () => {
      const response = await fetch(`${stage.shop.url}${operation.path}`, { method: operation.method, headers, body: refused.rawBody });
      await response.arrayBuffer();
      return response.status;
    });
    const taken = statuses.filter((status) => status === 415).length;
    expect(statuses.filter((status) => status === 429)).toHaveLength(statuses.length - taken);
    // The stage has signed in and registered before.
    expect(taken).toBeGreaterThanOrEqual(limit - 3);
    const answer = await createContractClient({ contract, url: stage.shop.url }).send(id, { ...request, ...refused, ...(operation.secured ? { token } : {}) });
    expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': expect.any(Number) } });
  });
});

function pickedFrom(values: Readonly<Record<string, unknown>>, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

describe.each(serviceNames)('500 of %s, whose database fails', (name) => {
  const ofService = declaring(500, ({ contract }) => contract.name === name);
  let failing: FailingService;

  beforeAll(async () => {
    failing = await startFailing[name]();
  }, 60_000);

  afterAll(() => failing.stop());

  test.each(ofService)('$id', async (one) => {
    const request = one.id === 'receiveStripeWebhook' ? signed(one.request) : comingToTheStore(one.request);
    const answer = await createContractClient({ contract: one.contract, url: failing.url }).send(one.id, { ...request, ...allowed(one) });
    expect(answer).toMatchObject({ status: 500, body: { status: 500 } });
    // No word of what has happened inside.
    expect(JSON.stringify(answer.body)).not.toMatch(/broken|store|sql/i);
  });
});

interface FailingService {
  readonly url: string;
  stop(): Promise<unknown>;
}

const webhookSecret = 'whsec_shop';
const stripeEnv = { STRIPE_SECRET_KEY: 'sk_test_shop', STRIPE_PUBLISHABLE_KEY: 'pk_test_shop', STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_URL: 'http://127.0.0.1:9' };

const startFailing: Readonly<Record<ServiceName, () => Promise<FailingService>>> = {
  'auth-service': () => startWithFailures(authService),
  'user-service': () => startWithFailures(userService),
  'product-service': () => startWithFailures(productService),
  'order-service': () => startWithFailures(orderService),
  'payment-service': () => startWithFailures(paymentService, stripeEnv),
  'notification-service': () => startWithFailures(notificationService),
};

/** A service whose every query fails. */
function startWithFailures<C extends ServiceContract, Config extends KitConfig, Schema extends MessagingTables, Store extends object, Reads extends object>(
  definition: ServiceDefinition<C, Config, Schema, Store, Reads>,
  env: Readonly<Record<string, string>> = {},
): Promise<FailingService> {
  const { storage, build } = definition;
  const withFailures: typeof definition = {
    ...definition,
    storage: { ...storage, makeStore: (unit) => failing(storage.makeStore(unit)), makeReads: (read) => failing(storage.makeReads(read)) },
    build: (context) => {
      const parts = build(context);
      return { ...parts, handlers: failing(parts.handlers, (name) => storeless.has(name)) };
    },
  };
  return startService(withFailures, { env: { ...issuer.env, ...env } });
}

/** These answer without asking their database: they fail by themselves. */
const storeless: ReadonlySet<string> = new Set(['getPublicKeys', 'getPaymentConfig']);

/** The same functions, and those that are meant fail. */
function failing<T extends object>(functions: T, isMeant: (name: string) => boolean = () => true): T {
  return new Proxy(functions, {
    get: (target, name): unknown => (typeof name === 'string' && isMeant(name) ? () => Promise.reject(new Error('the store is broken')) : Reflect.get(target, name)),
  });
}

/** Without what is looked through before: a list's cursor, and the form of a refresh token. */
function comingToTheStore(request: ExampleRequest): LooseRequest {
  const { cursor: _, ...query } = request.query;
  const { body } = request;
  const isToken = typeof body === 'object' && body !== null && 'refreshToken' in body;
  return { ...request, query, ...(isToken ? { body: { refreshToken: randomBytes(48).toString('base64url') } } : {}) };
}

/** As Stripe signs it: https://docs.stripe.com/webhooks#verify-manually */
function signed({ headers, ...request }: ExampleRequest): LooseRequest {
  const rawBody = JSON.stringify(request.body);
  const at = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', webhookSecret).update(`${at}.${rawBody}`).digest('hex');
  return { ...request, headers: { ...headers, 'stripe-signature': `t=${at},v1=${signature}` }, rawBody };
}

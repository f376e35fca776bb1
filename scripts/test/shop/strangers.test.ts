import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHmac, createPublicKey, randomUUID } from 'node:crypto';
import { createTokenSigner, generateSigningKey } from '@kada-mandiya/auth';
import type { Caller, OperationContract, ServiceContract } from '@kada-mandiya/contract';
import { createContractClient } from '@kada-mandiya/service-kit/testing';
import { z } from 'zod';
import { serviceNames } from '../../shop/parts.ts';
import type { Visitor } from '../../shop/visitor.ts';
import { buy, cancel, notificationsOf, statusOf, type Placed } from './purchases.ts';
import { allContracts, issuer, startShopUnderTest, type ShopUnderTest } from './shop-under-test.ts';

let stage: ShopUnderTest;
let customer: Visitor;
let stranger: Visitor;
let order: Placed;

beforeAll(async () => {
  stage = await startShopUnderTest();
  const { productId } = await stage.addProduct();
  [customer, stranger] = [await stage.newCustomer(), await stage.newCustomer()];
  order = await buy(stage, customer, productId);
  await stage.settled();
}, 60_000);

afterAll(() => stage.remove());

describe('what belongs to somebody else', () => {
  test('an order does not exist', async () => {
    const asked = await stranger.api.GET('/orders/{orderId}', { params: { path: { orderId: order.orderId } } });
    expect([asked.response.status, asked.error?.code]).toEqual([404, 'order-not-found']);
    expect(await cancel(stranger, order)).toBe(404);
    expect(await statusOf(customer, order)).toBe('PAID');
    expect((await stranger.api.GET('/orders')).data?.items).toEqual([]);
  });

  test('a payment does not exist, and is answered as one that nobody has', async () => {
    const [theirs, nobodys] = await Promise.all([order.orderId, randomUUID()].map((orderId) => stranger.api.GET('/payments/orders/{orderId}', { params: { path: { orderId } } })));
    expect(theirs?.response.status).toBe(404);
    expect([theirs?.error?.code, nobodys?.error?.code]).toEqual(['payment-not-found', 'payment-not-found']);
    expect(theirs?.error?.detail).toBe(nobodys?.error?.detail);
  });

  test('a notification is not listed', async () => {
    expect((await notificationsOf(customer)).map(({ kind }) => kind)).toEqual(['order-paid', 'welcome']);
    expect((await notificationsOf(stranger)).map(({ kind }) => kind)).toEqual(['welcome']);
  });

  test('a cursor of another\'s list is refused', async () => {
    const page = await customer.api.GET('/notifications', { params: { query: { limit: 1 } } });
    const cursor = page.data?.nextCursor ?? '';
    expect(cursor).not.toBe('');
    expect((await customer.api.GET('/notifications', { params: { query: { limit: 1, cursor } } })).response.status).toBe(200);
    expect((await stranger.api.GET('/notifications', { params: { query: { limit: 1, cursor } } })).response.status).toBe(400);
  });

  test('a profile is not shown to customers', async () => {
    const asked = await stranger.api.GET('/users/{userId}', { params: { path: { userId: customer.userId } } });
    expect(asked.response.status).toBe(403);
  });
});

/** By what a real customer's token is made into, under the same caller. */
const badTokens: Readonly<Record<string, (caller: Caller) => string>> = {
  'an expired': (caller) => issuer.token(caller, { now: () => new Date(Date.now() - 3_600_000) }),
  'one that is not valid yet': (caller) => issuer.token(caller, { now: () => new Date(Date.now() + 3_600_000) }),
  'an unsigned': (caller) => `${partsOf(caller).slice(0, 2).join('.')}.`,
  'a `none`': (caller) => `${encoded({ ...headerOf(caller), alg: 'none' })}.${partsOf(caller)[1]}.`,
  'an HS256 with the public key': hs256WithPublicKey,
  'a changed': changed,
  'a wrong audience\'s': (caller) => issuer.token(caller, { audience: 'another-shop' }),
  'a wrong issuer\'s': (caller) => issuer.token(caller, { issuer: 'another-shop' }),
  'a foreign key\'s': foreignKeys,
};

describe.each(Object.keys(badTokens))('%s token', (name) => {
  test.each(['the gateway', ...serviceNames])('is refused by %s', async (where) => {
    const token = badTokens[name]?.(someone()) ?? '';
    for (const { contract, operation, at } of doorsTo(where)) {
      const answer = await createContractClient({ contract, url: at }).send(operation.id, { token });
      expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' }, body: { code: 'token-invalid' } });
    }
  });
});

describe('a good token', () => {
  test.each(['the gateway', ...serviceNames])('is taken by %s', async (where) => {
    const token = issuer.token(someone());
    const doors = doorsTo(where);
    expect(doors.length).toBeGreaterThan(0);
    for (const { contract, operation, at } of doors) {
      const answer = await createContractClient({ contract, url: at }).send(operation.id, { token });
      expect(answer.status).not.toBe(401);
      expect(answer.status).toBeLessThan(500);
    }
  });
});

interface DoorTo {
  readonly contract: ServiceContract;
  readonly operation: OperationContract;
  readonly at: string;
}

/** Operations that need a token and nothing else to be tried. */
function doorsTo(where: string): readonly DoorTo[] {
  const services = serviceNames.filter((name) => where === 'the gateway' || name === where);
  return services.flatMap((name) => {
    const at = where === 'the gateway' ? stage.shop.url : stage.shop.services[name].url;
    const contract = allContracts.find((one) => one.name === name);
    if (contract === undefined) return [];
    const secured = Object.values(contract.operations).filter(({ secured: isSecured, internal }) => isSecured && !(internal && where === 'the gateway'));
    return secured.map((operation) => ({ contract, operation, at }));
  });
}

/** Somebody who is there, and may do everything. */
function someone(): Caller {
  return { id: customer.userId, roles: ['customer', 'admin'] };
}

function partsOf(caller: Caller): readonly [string, string, string] {
  const [header = '', payload = '', signature = ''] = issuer.token(caller).split('.');
  return [header, payload, signature];
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

const tokenHeader = z.looseObject({ kid: z.string() });

function headerOf(caller: Caller): z.output<typeof tokenHeader> {
  return tokenHeader.parse(JSON.parse(Buffer.from(partsOf(caller)[0], 'base64url').toString()));
}

/** Somebody else's id under the signature of this one. */
function changed(caller: Caller): string {
  const [header, payload, signature] = partsOf(caller);
  const claims = z.looseObject({ sub: z.string() }).parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  return `${header}.${encoded({ ...claims, sub: stranger.userId })}.${signature}`;
}

const keySet = z.object({ keys: z.tuple([z.looseObject({ kty: z.literal('RSA') })]) });

/** What a verifier takes that lets the token choose the algorithm: the public key as the secret of an HMAC. */
function hs256WithPublicKey(caller: Caller): string {
  const { keys: [key] } = keySet.parse(JSON.parse(issuer.env.JWT_PUBLIC_KEYS ?? ''));
  const pem = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const signed = `${encoded({ ...headerOf(caller), alg: 'HS256' })}.${partsOf(caller)[1]}`;
  return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
}

/** Under the key id of the good one. */
function foreignKeys(caller: Caller): string {
  const key = generateSigningKey({ kid: headerOf(caller).kid });
  return createTokenSigner({ key, issuer: 'kada-mandiya', audience: 'kada-mandiya', lifetimeSeconds: 900, now: () => new Date() }).sign(caller).token;
}

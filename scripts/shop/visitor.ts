import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { createPublicApiClient, type PublicApiClient } from '@kada-mandiya/http-contracts';

/** Somebody who is signed in at the shop, with the client that a browser would have. */
export interface Visitor {
  readonly api: PublicApiClient;
  readonly userId: string;
  readonly email: string;
  readonly token: string;
}

/** The shop answered with an error. */
export class ShopAnswerError extends Error {
  override readonly name = 'ShopAnswerError';
  readonly status: number;
  readonly code: string | undefined;

  constructor(what: string, status: number, problem: unknown) {
    const [code, detail] = ['code', 'detail'].map((name): unknown => (typeof problem === 'object' && problem !== null ? Reflect.get(problem, name) : undefined));
    super(`${what}: ${status}${typeof code === 'string' ? ` ${code}` : ''}${typeof detail === 'string' ? `, ${detail}` : ''}`);
    this.status = status;
    this.code = typeof code === 'string' ? code : undefined;
  }
}

interface Answer<T> {
  readonly data?: T | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

/** What the shop answered, and under which correlation id. @throws ShopAnswerError */
export async function answered<T>(what: string, asking: Promise<Answer<T>>): Promise<{ readonly body: T; readonly correlationId: string }> {
  const { data, error, response } = await asking;
  if (!response.ok || data === undefined) throw new ShopAnswerError(what, response.status, error);
  return { body: data, correlationId: response.headers.get('x-correlation-id') ?? '' };
}

export interface Newcomer {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

/** Where the shop is, and how it is asked: by `fetch` unless given. */
export interface Door {
  readonly url: string;
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** A client of the shop's API; of somebody who is signed in where there is a token. */
export function clientAt({ url, fetch }: Door, token?: string): PublicApiClient {
  return createPublicApiClient({ baseUrl: url, ...(fetch === undefined ? {} : { fetch }), ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }) });
}

/** Opens an account. */
export async function register(door: Door, newcomer: Newcomer): Promise<Visitor> {
  const { body } = await answered('register', clientAt(door).POST('/auth/register', { body: newcomer }));
  return signedIn(door, body);
}

/** Signs in to an account that is there. */
export async function signIn(door: Door, { email, password }: { readonly email: string; readonly password: string }): Promise<Visitor> {
  const { body } = await answered('sign in', clientAt(door).POST('/auth/login', { body: { email, password } }));
  return signedIn(door, body);
}

function signedIn(door: Door, session: { readonly accessToken: string; readonly account: { readonly userId: string; readonly email: string } }): Visitor {
  const { accessToken: token, account } = session;
  return { api: clientAt(door, token), userId: account.userId, email: account.email, token };
}

/** How many of which product. */
export interface Line {
  readonly productId: string;
  readonly quantity: number;
}

/** Places an order, under a new idempotency key unless one is given. */
export async function placeOrder({ api }: Visitor, items: readonly Line[], key: string = randomUUID()): Promise<{ readonly orderId: string; readonly amount: number; readonly createdAt: string; readonly correlationId: string }> {
  const { body, correlationId } = await answered('place an order', api.POST('/orders', { params: { header: { 'Idempotency-Key': key } }, body: { items: [...items] } }));
  return { orderId: body.orderId, amount: body.amount, createdAt: body.createdAt, correlationId };
}

/** What a browser needs in order to pay. */
export interface Payable {
  readonly paymentIntentId: string;
  readonly clientSecret: string;
}

/** Waits until the payment of an order is ready, as the storefront does. */
export async function payable({ api }: Visitor, orderId: string, withinMs = 10_000): Promise<Payable> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const { data, response } = await api.GET('/payments/orders/{orderId}', { params: { path: { orderId } } });
    if (data?.clientSecret !== undefined) return { paymentIntentId: data.paymentIntentId, clientSecret: data.clientSecret };
    if (performance.now() > deadline) throw new Error(`no payment for the order ${orderId} within ${withinMs} ms; the last answer was ${response.status}`);
    await setTimeout(20);
  }
}

/** Waits until an order has that status. */
export async function orderIs({ api }: Visitor, orderId: string, status: string, withinMs = 10_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const { body } = await answered('read the order', api.GET('/orders/{orderId}', { params: { path: { orderId } } }));
    if (body.status === status) return;
    if (performance.now() > deadline) throw new Error(`the order ${orderId} is ${body.status}, not ${status}, after ${withinMs} ms`);
    await setTimeout(20);
  }
}

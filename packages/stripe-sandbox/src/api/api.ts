import type { Logger } from '@kada-mandiya/logger';
import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../clock.ts';
import { ApiError, ParameterError, PaymentRefused } from '../errors.ts';
import { decodeForm, type FormMap } from '../form.ts';
import { newId } from '../ids.ts';
import type { Access } from '../resources/payment-intents.ts';
import type { Store } from '../store.ts';
import type { Unit } from '../unit.ts';
import { eventRoutes } from './event-routes.ts';
import { createClaims, earlierAnswer, keepAnswer, keyedRequest, type Claims, type KeyedRequest } from './idempotency.ts';
import { accessOf, type Keys } from './keys.ts';
import { paymentRoutes } from './payment-routes.ts';
import { findRoute, type Route } from './routes.ts';

interface ApiRequest {
  readonly method: string;
  readonly path: string;
  /** Of the address, for GET and DELETE; of the body, for POST. */
  readonly form: string;
  readonly headers: IncomingHttpHeaders;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** How a request goes wrong: a 500 that is kept for its key, done without an answer, or a 500 before anything is looked at. */
export type Mishap = 'fail' | 'lose-answer' | 'refuse';

export interface InterceptedRequest {
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey?: string;
}

/** Sees each request that has a right key, before anything is done, and may hold it up or have it go wrong. */
export type Intercept = (request: InterceptedRequest) => Mishap | undefined | Promise<Mishap | undefined>;

export interface ApiOptions {
  readonly store: Store;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly apiVersion: string;
  /** Of the sandbox itself; known once it listens. */
  readonly url: () => string;
  readonly intercept?: Intercept;
  readonly logger?: Logger;
  /** Something was changed and committed. */
  readonly changed: () => void;
}

export type Api = (request: ApiRequest) => Promise<ApiAnswer | 'lost'>;

interface Work {
  readonly request: ApiRequest;
  readonly requestId: string;
  readonly route: Route;
  readonly id: string;
  readonly form: FormMap;
  readonly access: Access;
  readonly keyed: KeyedRequest | undefined;
  readonly fails: boolean;
}

const routes = [...paymentRoutes, ...eventRoutes];

/** The API itself, without HTTP: from a request to its answer. */
export function createApi(options: ApiOptions): Api {
  const claims = createClaims();
  return async (request) => {
    const requestId = newId('req');
    try {
      return await answerTo(options, claims, request, requestId);
    } catch (error) {
      return errorAnswer(options, request, requestId, error);
    }
  };
}

async function answerTo(options: ApiOptions, claims: Claims, request: ApiRequest, requestId: string): Promise<ApiAnswer | 'lost'> {
  const { method, path, headers } = request;
  const found = findRoute(routes, method, path);
  const form = decodeForm(request.form);
  const keyParameter = form.get('key');
  const access = accessOf(options.keys, found?.route.access ?? 'publishable', headers, typeof keyParameter === 'string' ? keyParameter : undefined);
  if (found === undefined) {
    const message = `Unrecognized request URL (${method}: ${path.slice(0, 200)}). The sandbox has a part of Stripe's API only.`;
    throw new ApiError({ status: 404, message });
  }
  const key = method === 'POST' ? headers['idempotency-key'] : undefined;
  const keyed = typeof key === 'string' && key !== '' ? keyedRequest(access, key, `${method} ${path}`, form) : undefined;
  const giveBack = keyed && claims.claim(keyed);
  try {
    const mishap = await options.intercept?.({ method, path, ...(keyed !== undefined && { idempotencyKey: keyed.key }) });
    if (mishap === 'refuse') throw new ApiError({ status: 500, type: 'api_error', message: 'The sandbox was told to refuse this request.' });
    const answer = execute(options, { ...found, request, requestId, form, access, keyed, fails: mishap === 'fail' });
    return mishap === 'lose-answer' ? 'lost' : answer;
  } finally {
    giveBack?.();
  }
}

function execute(options: ApiOptions, work: Work): ApiAnswer {
  const { store, clock } = options;
  const { keyed, requestId, request } = work;
  const now = clock.now();
  const kept = keyed && earlierAnswer(store, keyed, now);
  if (kept !== undefined) {
    return { status: kept.status, body: kept.body, headers: { ...headersOf(options, request, requestId, kept.requestId), 'idempotent-replayed': 'true' } };
  }
  const keep = (status: number, body: string): void => {
    if (keyed !== undefined) keepAnswer(store, keyed, { status, body, requestId }, now);
  };
  if (work.fails) {
    const fault = new ApiError({ status: 500, type: 'api_error', message: 'The sandbox was told to fail at this request.' });
    options.store.transaction(() => keep(fault.status, JSON.stringify({ error: fault.error })));
    throw fault;
  }
  const { status, body } = work.route.method === 'GET' ? run(options, work, now) : changing(options, work, now, keep);
  return { status, body, headers: headersOf(options, request, requestId, requestId) };
}

interface Outcome {
  readonly status: number;
  readonly body: string;
}

/** What it does and its kept answer are committed together. */
function changing(options: ApiOptions, work: Work, now: Date, keep: (status: number, body: string) => void): Outcome {
  try {
    const outcome = options.store.transaction(() => {
      options.store.purge(now);
      const done = run(options, work, now);
      keep(done.status, done.body);
      return done;
    });
    options.changed();
    return outcome;
  } catch (error) {
    if (error instanceof ApiError && !(error instanceof ParameterError)) keep(error.status, JSON.stringify({ error: error.error }));
    throw error;
  }
}

function run({ store, url, apiVersion }: ApiOptions, { route, form, id, access, requestId, keyed }: Work, now: Date): Outcome {
  const unit: Unit = { store, now, url: url(), apiVersion, cause: { id: requestId, idempotency_key: keyed?.key ?? null } };
  try {
    return { status: 200, body: JSON.stringify(route.run(unit, { form, id, access })) };
  } catch (error) {
    if (error instanceof PaymentRefused) return { status: error.status, body: JSON.stringify({ error: error.error }) };
    throw error;
  }
}

function headersOf({ apiVersion }: ApiOptions, { headers }: ApiRequest, requestId: string, originalRequest: string): Record<string, string> {
  const version = headers['stripe-version'];
  const key = headers['idempotency-key'];
  return {
    'content-type': 'application/json',
    'request-id': requestId,
    'stripe-version': typeof version === 'string' && /^[\w.-]{1,64}$/.test(version) ? version : apiVersion,
    ...(typeof key === 'string' && key !== '' && { 'idempotency-key': key, 'original-request': originalRequest }),
  };
}

function errorAnswer(options: ApiOptions, request: ApiRequest, requestId: string, error: unknown): ApiAnswer {
  const known = error instanceof ApiError;
  if (!known) options.logger?.error({ err: error, requestId, path: request.path }, 'a request failed');
  const { status, error: body } = known
    ? error
    : new ApiError({ status: 500, type: 'api_error', message: 'The sandbox failed; its log says why.' });
  return {
    status,
    body: JSON.stringify({ error: body }),
    headers: { ...headersOf(options, request, requestId, requestId), ...(status === 401 && { 'www-authenticate': 'Bearer realm="Stripe"' }) },
  };
}

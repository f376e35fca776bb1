import type { Clock } from '../clock.ts';
import { ApiError } from '../errors.ts';
import { answerBank, openAuthentication } from '../resources/confirmation.ts';
import type { Authentication, PaymentIntent } from '../resources/objects.ts';
import { publicIntent } from '../resources/payment-intents.ts';
import { displayed } from '../money.ts';
import type { Store } from '../store.ts';
import type { Unit } from '../unit.ts';
import type { ApiAnswer } from './api.ts';

interface PageRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly accept: string;
}

/** The answer to a request for a page; undefined for every other. */
export type BankPages = (request: PageRequest) => ApiAnswer | undefined;

export interface BankPageOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly apiVersion: string;
  readonly url: () => string;
  readonly changed: () => void;
}

/**
 * The customer's bank: `GET /3d-secure/:id` asks, `POST` with `outcome=succeeded` or `outcome=failed` answers. From a page the
 * customer goes back to the shop's `return_url`; who accepts JSON gets the intent as browsers see it.
 */
export function createBankPages(options: BankPageOptions): BankPages {
  return ({ method, path, body, accept }) => {
    const id = /^\/3d-secure\/(\w+)$/.exec(path)?.[1];
    if (id === undefined || (method !== 'GET' && method !== 'POST')) return undefined;
    const json = accept.includes('application/json');
    try {
      return method === 'GET' ? question(options, id) : decided(options, id, { outcome: new URLSearchParams(body).get('outcome'), json });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return json ? jsonAnswer(error.status, { error: error.error }) : page(error.status, `<p>${escaped(error.message)}</p>`);
    }
  };
}

function unitOf({ store, clock, apiVersion, url }: BankPageOptions): Unit {
  return { store, now: clock.now(), url: url(), apiVersion, cause: { id: null, idempotency_key: null } };
}

function question(options: BankPageOptions, id: string): ApiAnswer {
  const { authentication, intent } = openAuthentication(unitOf(options), id);
  const form = `<p>A payment of <strong>${escaped(displayed(intent.amount, intent.currency))}</strong> waits for you.</p>
<form method="post"><button name="outcome" value="succeeded">Complete authentication</button>
<button name="outcome" value="failed">Fail authentication</button></form>`;
  const back = authentication.return_url === null ? '' : ` ${new URL(authentication.return_url).origin}`;
  return page(200, form, `form-action 'self'${back}`);
}

function decided(options: BankPageOptions, id: string, { outcome, json }: { readonly outcome: string | null; readonly json: boolean }): ApiAnswer {
  if (outcome !== 'succeeded' && outcome !== 'failed') throw new ApiError({ message: 'The outcome is either succeeded or failed.', param: 'outcome' });
  const unit = unitOf(options);
  const { authentication } = openAuthentication(unit, id);
  const intent = options.store.transaction(() => answerBank(unit, id, outcome));
  options.changed();
  if (json) return jsonAnswer(200, publicIntent(intent));
  const back = wayBack(authentication, intent);
  return back === undefined ? page(200, '<p>Done. You can go back to the shop.</p>') : { status: 303, headers: { location: back }, body: '' };
}

/** As Stripe sends customers back: with the intent, its secret and how it went. */
function wayBack({ return_url }: Authentication, { id, client_secret, last_payment_error }: PaymentIntent): string | undefined {
  if (return_url === null) return undefined;
  const url = new URL(return_url);
  url.searchParams.set('payment_intent', id);
  url.searchParams.set('payment_intent_client_secret', client_secret);
  url.searchParams.set('redirect_status', last_payment_error === null ? 'succeeded' : 'failed');
  return url.href;
}

function jsonAnswer(status: number, body: object): ApiAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function page(status: number, content: string, policy = ''): ApiAnswer {
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>3-D Secure (sandbox)</title></head>
<body><main><h1>Your bank (sandbox)</h1>${content}</main></body></html>`;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; base-uri 'none'; ${policy}`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  };
  return { status, headers, body };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

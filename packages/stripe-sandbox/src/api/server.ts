import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ApiError } from '../errors.ts';
import type { Api, ApiAnswer } from './api.ts';
import type { BankPages } from './bank-pages.ts';
import type { Scripts } from './scripts.ts';

export interface ServerOptions {
  readonly api: Api;
  readonly bank: BankPages;
  readonly scripts: Scripts;
  /** Origins of pages that may ask; all of them unless given. */
  readonly origins?: readonly string[];
}

const largestBody = 256 * 1024;

/** HTTP around the API: bodies, cross-origin requests, the pages of the bank, and scripts. */
export function createSandboxServer(options: ServerOptions): Server {
  return createServer((request, response) => {
    void answer(options, request, response).catch(() => {
      // The client is gone, or sends what is no request.
      response.destroy();
    });
  });
}

async function answer(options: ServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method ?? 'GET';
  const address = URL.parse(request.url ?? '/', 'http://sandbox');
  for (const [name, value] of corsHeaders(request.headers.origin, options.origins)) response.setHeader(name, value);
  if (method === 'OPTIONS') {
    response.writeHead(204).end();
    return;
  }
  const body = await bodyOf(request);
  if (address === null || body === undefined) {
    const status = address === null ? 400 : 413;
    send(response, refusal(status, address === null ? 'Invalid address' : `The body is larger than ${largestBody} bytes.`));
    return;
  }
  const path = address.pathname;
  const page = options.scripts({ method, path, known: request.headers['if-none-match'] }) ?? options.bank({ method, path, body, accept: request.headers.accept ?? '' });
  if (page !== undefined) {
    send(response, page);
    return;
  }
  if (method === 'POST' && body !== '' && !isForm(request)) {
    send(response, refusal(400, 'The body has to be application/x-www-form-urlencoded.'));
    return;
  }
  const answered = await options.api({ method, path, form: method === 'POST' ? body : address.search.slice(1), headers: request.headers });
  if (answered === 'lost') response.destroy();
  else send(response, answered);
}

function send(response: ServerResponse, { status, headers, body }: ApiAnswer): void {
  response.writeHead(status, { ...headers, ...(status !== 304 && { 'content-length': Buffer.byteLength(body) }) }).end(body);
}

function refusal(status: number, message: string): ApiAnswer {
  const { error } = new ApiError({ message });
  // What is left of a body that is too large is not read.
  const headers = { 'content-type': 'application/json', ...(status === 413 && { connection: 'close' }) };
  return { status, headers, body: JSON.stringify({ error }) };
}

function isForm({ headers }: IncomingMessage): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? '');
}

/** Undefined where it is too large. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part as Uint8Array);
    size += bytes.length;
    if (size > largestBody) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Keys are sent on purpose, never by the browser itself: any page may ask that has one. */
function corsHeaders(origin: string | undefined, origins: readonly string[] | undefined): readonly (readonly [string, string])[] {
  if (origin === undefined || (origins !== undefined && !origins.includes(origin))) return [];
  return [
    ['access-control-allow-origin', origins === undefined ? '*' : origin],
    ['access-control-allow-methods', 'GET, POST, DELETE'],
    ['access-control-allow-headers', 'Authorization, Content-Type, Idempotency-Key, Stripe-Version'],
    ['access-control-expose-headers', 'Request-Id, Idempotent-Replayed'],
    ['access-control-max-age', '300'],
    ['vary', 'Origin'],
  ];
}

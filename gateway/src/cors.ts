import type { IncomingMessage, ServerResponse } from 'node:http';

export interface CorsOptions {
  /** `https://shop.example`: scheme, host and port, as browsers send them. */
  readonly origins: readonly string[];
  /** Whether browsers may send cookies. */
  readonly credentials: boolean;
  /** The public API: what its operations read and answer is what scripts may send and see. */
  readonly document: object;
}

/** Cross-origin requests (https://fetch.spec.whatwg.org/#http-cors-protocol). */
export interface Cors {
  /** Says whether a script may read the answer to this request. */
  allow(request: IncomingMessage, response: ServerResponse): void;
  /** Says what a script may send; `methods` is what the address takes. */
  preflight(request: IncomingMessage, response: ServerResponse, methods: readonly string[]): void;
}

/** For how long a browser need not ask again, in seconds. */
const preflightSeconds = 600;

export function createCors({ origins, credentials, document }: CorsOptions): Cors {
  const allowed = new Set(origins);
  const { sent, answered } = headerNamesIn(document);
  const allowHeaders = [...new Set(['Authorization', 'Content-Type', 'X-Correlation-Id', ...sent])].sort().join(', ');
  const exposeHeaders = [...new Set(['X-Correlation-Id', 'X-Request-Id', ...answered])].sort().join(', ');

  const allowOrigin = (request: IncomingMessage, response: ServerResponse): boolean => {
    if (allowed.size === 0) return false;
    // Also where there is no origin: a cache must not give that answer to a script.
    response.setHeader('vary', 'Origin');
    const { origin } = request.headers;
    if (origin === undefined || !allowed.has(origin)) return false;
    response.setHeader('access-control-allow-origin', origin);
    if (credentials) response.setHeader('access-control-allow-credentials', 'true');
    return true;
  };
  return {
    allow: (request, response) => {
      if (allowOrigin(request, response)) response.setHeader('access-control-expose-headers', exposeHeaders);
    },
    preflight: (request, response, methods) => {
      if (request.headers['access-control-request-method'] === undefined || response.getHeader('access-control-allow-origin') === undefined) return;
      response.removeHeader('access-control-expose-headers');
      response.setHeader('access-control-allow-methods', methods.filter((method) => method !== 'OPTIONS').join(', '));
      response.setHeader('access-control-allow-headers', allowHeaders);
      response.setHeader('access-control-max-age', preflightSeconds);
    },
  };
}

interface HeaderNames {
  readonly sent: ReadonlySet<string>;
  readonly answered: ReadonlySet<string>;
}

/** The header parameters of an OpenAPI document, and the headers of its responses. */
export function headerNamesIn(document: object): HeaderNames {
  const sent = new Set<string>();
  const answered = new Set<string>();
  const visit = (node: unknown, key: string): void => {
    if (typeof node !== 'object' || node === null || key === 'example' || key === 'examples') return;
    if ('in' in node && node.in === 'header' && 'name' in node && typeof node.name === 'string') sent.add(node.name);
    if (key === 'responses') {
      for (const response of Object.values(node)) for (const name of headersOf(response)) answered.add(name);
    }
    for (const [inner, value] of Object.entries(node)) visit(value, inner);
  };
  visit(document, '');
  return { sent, answered };
}

function headersOf(response: unknown): string[] {
  const headers: unknown = typeof response === 'object' && response !== null && 'headers' in response ? response.headers : undefined;
  return typeof headers === 'object' && headers !== null ? Object.keys(headers) : [];
}

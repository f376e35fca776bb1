import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Client } from './client-address.ts';
import type { Exchange } from './refusal.ts';

/** They belong to one connection (RFC 9110, section 7.6.1), or to the proxy that they were sent to. */
const ofOneConnection = [
  'connection',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** What the gateway says to the services itself, and nobody else may. */
const saidByUs = ['forwarded', 'host', 'x-correlation-id', 'x-forwarded', 'x-real-ip', 'x-request-id'];
const fromOutside: ReadonlySet<string> = new Set([...ofOneConnection, ...saidByUs]);

/** What the gateway says to the clients itself: ids, security, CORS; and what tells what is behind it. */
const fromInside: ReadonlySet<string> = new Set([
  ...ofOneConnection,
  'content-security-policy',
  'cross-origin-resource-policy',
  'referrer-policy',
  'server',
  'strict-transport-security',
  'x-content-type-options',
  'x-correlation-id',
  'x-frame-options',
  'x-powered-by',
  'x-request-id',
]);

/**
 * The headers that a service is sent, as undici takes them (name, value, name, value): those of the client without what is
 * the connection's, the gateway's or internal, and those that the gateway adds.
 */
export function requestHeaders(request: IncomingMessage, { correlationId }: Exchange['context'], client: Client): string[] {
  const { rawHeaders, headers } = request;
  const named = namedBy(headers.connection);
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    if (fromOutside.has(name) || name.startsWith('x-internal-') || name.startsWith('x-forwarded-') || named.has(name)) continue;
    kept.push(name, rawHeaders[index + 1] ?? '');
  }
  kept.push('x-correlation-id', correlationId, 'x-forwarded-for', client.address, 'x-forwarded-proto', client.protocol);
  if (headers.host !== undefined) kept.push('x-forwarded-host', headers.host);
  kept.push('via', `${request.httpVersion} gateway`);
  return kept;
}

/** Gives a client what a service answered, without what is the connection's, internal or the gateway's to say. */
export function copyResponseHeaders(headers: IncomingHttpHeaders, response: ServerResponse): void {
  const named = namedBy(headers.connection);
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || isOurs(name) || named.has(name)) continue;
    if (name === 'vary') response.appendHeader(name, value);
    else response.setHeader(name, value);
  }
}

function isOurs(name: string): boolean {
  return fromInside.has(name) || name.startsWith('x-internal-') || name.startsWith('access-control-');
}

const none: ReadonlySet<string> = new Set();

/** Names that must stay, whatever `Connection` says of them: without them the message would be another one. */
const unnameable: ReadonlySet<string> = new Set(['authorization', 'content-encoding', 'content-length', 'content-type', 'host', 'x-correlation-id']);

/** The headers that `Connection` declares to be the connection's. */
function namedBy(connection: string | undefined): ReadonlySet<string> {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return none;
  const names = connection.toLowerCase().split(',').map((name) => name.trim());
  return new Set(names.filter((name) => !unnameable.has(name)));
}

import { createServer, type IncomingMessage, type Server } from 'node:http';
import { FOLLOWED_VERSION } from './handshake.ts';
import type { Binding, Exchange, Policy } from './model.ts';
import { effectivePolicy, InvalidPolicy, readPolicy } from './policies.ts';
import type { Queue } from './queue.ts';
import { isAllowed, readBasic, type Users } from './users.ts';
import type { VirtualHost } from './vhost.ts';

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const LARGEST_BODY = 1_048_576;
const notFound: Answer = { status: 404, body: { error: 'Object Not Found', reason: 'Not Found' } };
const notAllowed: Answer = { status: 405, body: { error: 'Method Not Allowed', reason: 'Method Not Allowed' } };
const unauthorized: Answer = {
  status: 401,
  body: { error: 'not_authorized', reason: 'Login failed' },
  headers: { 'www-authenticate': 'Basic realm="RabbitMQ Management"' },
};

/** An HTTP server, not yet listening, for the small part of RabbitMQ's management API that deals with topology. */
export function managementServer(users: Users, vhosts: ReadonlyMap<string, VirtualHost>): Server {
  return createServer((request, response) => {
    void answer(request, users, vhosts).then(({ status, body, headers }) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
  });
}

async function answer(request: IncomingMessage, users: Users, vhosts: ReadonlyMap<string, VirtualHost>): Promise<Answer> {
  const credentials = readBasic(request.headers.authorization);
  if (credentials === undefined || !isAllowed(users, credentials)) return unauthorized;
  try {
    return await route(request, vhosts);
  } catch (failure) {
    if (failure instanceof InvalidPolicy) return badRequest(failure.message);
    if (failure instanceof SyntaxError) return badRequest('not_json');
    if (failure instanceof URIError) return notFound;
    return { status: 500, body: { error: 'internal_error', reason: String(failure) } };
  }
}

function badRequest(reason: string): Answer {
  return { status: 400, body: { error: 'bad_request', reason } };
}

async function route(request: IncomingMessage, vhosts: ReadonlyMap<string, VirtualHost>): Promise<Answer> {
  const { pathname } = new URL(request.url ?? '/', 'http://management');
  const [api, kind, vhostName, name, ...rest] = pathname.slice(1).split('/').map(decodeURIComponent);
  if (api !== 'api' || kind === undefined || rest.length > 0) return notFound;
  if (kind === 'overview' && vhostName === undefined) return request.method === 'GET' ? ok(overview) : notAllowed;
  const vhost = vhostName === undefined ? undefined : vhosts.get(vhostName);
  if (vhost === undefined) return notFound;
  if (name !== undefined) return kind === 'policies' ? policy(request, vhost, name) : notFound;
  const list = lists[kind];
  if (list === undefined) return notFound;
  return request.method === 'GET' ? ok(list(vhost)) : notAllowed;
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

async function policy(request: IncomingMessage, vhost: VirtualHost, name: string): Promise<Answer> {
  switch (request.method) {
    case 'GET': {
      const found = vhost.policies.get(name);
      return found === undefined ? notFound : ok(policyView(vhost, found));
    }
    case 'PUT': {
      const wanted = readPolicy(name, await readJson(request));
      const known = vhost.policies.has(name);
      vhost.setPolicy(wanted);
      return { status: known ? 204 : 201 };
    }
    case 'DELETE':
      return vhost.deletePolicy(name) ? { status: 204 } : notFound;
    default:
      return notAllowed;
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    if (!Buffer.isBuffer(part)) continue;
    bytes += part.length;
    if (bytes > LARGEST_BODY) throw new InvalidPolicy('the body is too large');
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

const overview = {
  management_version: FOLLOWED_VERSION,
  product_name: 'kada-mandiya embedded broker',
  product_version: FOLLOWED_VERSION,
  rabbitmq_version: FOLLOWED_VERSION,
};

const lists: Readonly<Record<string, (vhost: VirtualHost) => readonly object[]>> = {
  queues: (vhost) => [...vhost.queues.values()].map((queue) => queueView(vhost, queue)),
  exchanges: (vhost) => [...vhost.exchanges.values()].map((exchange) => exchangeView(vhost, exchange)),
  bindings: (vhost) => [...vhost.queues.keys()].map(defaultBinding).concat(...vhost.bindings).map((binding) => bindingView(vhost, binding)),
  policies: (vhost) => [...vhost.policies.values()].map((each) => policyView(vhost, each)),
};

function queueView(vhost: VirtualHost, queue: Queue): object {
  const { name, type, durable, exclusive, autoDelete } = queue.declaration;
  const unacknowledged = queue.unacknowledged.size;
  const { ready, stranded } = queue;
  return {
    name,
    vhost: vhost.name,
    type,
    durable,
    exclusive,
    auto_delete: autoDelete,
    arguments: queue.declaration.arguments,
    policy: effectivePolicy(vhost.policies.values(), 'queues', name)?.name ?? null,
    messages: ready + unacknowledged + stranded,
    messages_ready: ready,
    messages_unacknowledged: unacknowledged,
    consumers: queue.consumers.size,
    state: 'running',
  };
}

function exchangeView(vhost: VirtualHost, exchange: Exchange): object {
  const { name, type, durable, autoDelete, internal } = exchange;
  return { name, vhost: vhost.name, type, durable, auto_delete: autoDelete, internal, arguments: exchange.arguments };
}

/** Every queue is bound to the default exchange by its name. */
function defaultBinding(queue: string): Binding {
  return { source: '', destination: queue, destinationType: 'queue', routingKey: queue, arguments: {} };
}

function bindingView(vhost: VirtualHost, binding: Binding): object {
  const { source, destination, destinationType, routingKey } = binding;
  return {
    source,
    vhost: vhost.name,
    destination,
    destination_type: destinationType,
    routing_key: routingKey,
    arguments: binding.arguments,
    properties_key: routingKey === '' ? '~' : encodeURIComponent(routingKey),
  };
}

function policyView(vhost: VirtualHost, { name, pattern, applyTo, priority, definition }: Policy): object {
  return { vhost: vhost.name, name, pattern, 'apply-to': applyTo, definition, priority };
}

import type { Policy } from '@kada-mandiya/contract';
import { reasonOf } from '../errors.ts';
import type { BrokerState } from './broker-state.ts';
import { flag, number, objects, part, text } from './management-fields.ts';

/** RabbitMQ's management HTTP API (https://www.rabbitmq.com/docs/http-api-reference), for one virtual host. */
export interface Management {
  /** Base address, without credentials. */
  readonly url: string;
  /** What exists; message counts are as old as the broker's statistics (5 s by default), and consumers are not counted. */
  readState(): Promise<BrokerState>;
  /** The broker's product and version. */
  readVersion(): Promise<string>;
  putPolicy(policy: Policy): Promise<void>;
  /** A policy that is gone already is no error. */
  deletePolicy(name: string): Promise<void>;
}

export interface ManagementOptions {
  /** Base address without credentials: `http://127.0.0.1:15672`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly vhost: string;
  /** How long one request may take; 10,000 ms if not given. */
  readonly timeoutMs?: number;
}

/** The management API does not answer, refuses us, or says something we do not understand. The message is one line. */
export class ManagementError extends Error {
  override readonly name = 'ManagementError';
}

/** No connection stands behind it: each call is a request of its own. */
export function managementOf(options: ManagementOptions): Management {
  const vhost = encodeURIComponent(options.vhost);
  const get = async (path: string): Promise<unknown> => {
    const answer = await (await request(options, 'GET', path)).text();
    return readingErrors(options, () => JSON.parse(answer) as unknown);
  };
  const policyPath = (name: string): string => `/api/policies/${vhost}/${encodeURIComponent(name)}`;
  return {
    url: options.url,
    async readState() {
      const [exchanges, queues, bindings, policies] = await Promise.all([
        get(`/api/exchanges/${vhost}`),
        // Without this, a queue has no counts before the statistics know it, some ten seconds after its declaration.
        get(`/api/queues/${vhost}?disable_stats=true&enable_queue_totals=true`),
        get(`/api/bindings/${vhost}`),
        get(`/api/policies/${vhost}`),
      ]);
      return readingErrors(options, () => stateFrom({ exchanges, queues, bindings, policies }));
    },
    async readVersion() {
      const overview = await get('/api/overview');
      return readingErrors(options, () => {
        const [fields = {}] = objects([overview]);
        const product = typeof fields.product_name === 'string' ? fields.product_name : 'RabbitMQ';
        return `${product} ${text(fields, 'rabbitmq_version')}`;
      });
    },
    async putPolicy({ name, pattern, applyTo, priority, definition }) {
      await request(options, 'PUT', policyPath(name), { pattern, 'apply-to': applyTo, priority, definition });
    },
    async deletePolicy(name) {
      await request(options, 'DELETE', policyPath(name));
    },
  };
}

function stateFrom(answers: { [Part in keyof BrokerState]: unknown }): BrokerState {
  return {
    exchanges: objects(answers.exchanges).map((fields) => ({
      name: text(fields, 'name'),
      type: text(fields, 'type'),
      durable: flag(fields, 'durable'),
      autoDelete: flag(fields, 'auto_delete'),
      internal: flag(fields, 'internal'),
      arguments: part(fields, 'arguments'),
    })),
    queues: objects(answers.queues).map((fields) => ({
      name: text(fields, 'name'),
      durable: flag(fields, 'durable'),
      autoDelete: flag(fields, 'auto_delete'),
      exclusive: flag(fields, 'exclusive'),
      arguments: part(fields, 'arguments'),
      messages: number(fields, 'messages'),
      unacknowledged: number(fields, 'messages_unacknowledged'),
      consumers: number(fields, 'consumers'),
    })),
    bindings: objects(answers.bindings)
      .map((fields) => ({
        source: text(fields, 'source'),
        destination: text(fields, 'destination'),
        destinationType: text(fields, 'destination_type') === 'exchange' ? ('exchange' as const) : ('queue' as const),
        routingKey: text(fields, 'routing_key'),
        arguments: part(fields, 'arguments'),
      }))
      .filter(({ source }) => source !== ''),
    policies: objects(answers.policies).map((fields) => ({
      name: text(fields, 'name'),
      pattern: text(fields, 'pattern'),
      applyTo: text(fields, 'apply-to'),
      priority: number(fields, 'priority'),
      definition: part(fields, 'definition'),
    })),
  };
}

async function request(options: ManagementOptions, method: string, path: string, body?: object): Promise<Response> {
  const response = await ask(options, method, path, body);
  if (response.ok || (method === 'DELETE' && response.status === 404)) return response;
  throw new ManagementError(await refusalText(response, options, `${method} ${path}`));
}

async function ask({ url, username, password, timeoutMs = 10_000 }: ManagementOptions, method: string, path: string, body?: object): Promise<Response> {
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  try {
    return await fetch(new URL(path, url), {
      method,
      headers: { authorization: `Basic ${credentials}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw new ManagementError(`RabbitMQ's management API does not answer at ${url} (${causeOf(error)}); set AMQP_MANAGEMENT_URL where it is elsewhere`, { cause: error });
  }
}

async function refusalText(response: Response, { url, username, vhost }: ManagementOptions, asked: string): Promise<string> {
  if (response.status === 401) {
    return `RabbitMQ's management API at ${url} refuses user ${JSON.stringify(username)}: wrong password, or a user without the tag "management" or "policymaker"`;
  }
  if (response.status === 404 && asked.startsWith('GET')) return `the broker at ${url} has no virtual host ${JSON.stringify(vhost)}`;
  const said = (await response.text()).slice(0, 200).replaceAll(/\s+/g, ' ');
  return `RabbitMQ's management API at ${url} answers ${String(response.status)} to ${asked}: ${said}`;
}

/** `fetch` itself says no more than that it failed. */
function causeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError') return 'timed out';
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : error;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : reasonOf(cause);
}

function readingErrors<T>({ url }: ManagementOptions, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ManagementError(`what answers at ${url} is no management API of RabbitMQ: ${reasonOf(error)}`, { cause: error });
  }
}

import { basicAuthorization } from '../brokers-under-test.ts';
import type { Session } from './session.ts';

type Json = Record<string, unknown>;

/** The management HTTP API of a broker, for the default virtual host. */
export interface Management {
  /** Answers the status code. `body` is sent as JSON. */
  request(method: 'GET' | 'PUT' | 'DELETE', path: string, body?: object): Promise<{ status: number; body: unknown }>;
  /** A list of objects: `queues/%2F`. */
  list(path: string): Promise<Json[]>;
  /** Sets a policy while `work` runs. */
  withPolicy(policy: Policy, work: (name: string) => Promise<void>): Promise<void>;
}

/** A policy as the management API takes it. */
export interface Policy {
  readonly pattern: string;
  readonly definition: Json;
  readonly applyTo?: 'queues' | 'exchanges' | 'all';
  readonly priority?: number;
}

/** The management API of the session's broker; throws where it has none. */
export function managementOf(session: Session): Management {
  const { broker } = session;
  const { managementUrl } = broker;
  if (managementUrl === undefined) throw new Error(`${broker.name} at ${broker.url} answers to no management API.`);
  const { username, password } = new URL(broker.url);
  const authorization = basicAuthorization(username, password);

  const request: Management['request'] = async (method, path, body) => {
    const response = await fetch(new URL(`/api/${path}`, managementUrl), {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, body: parsed };
  };
  return {
    request,
    async list(path) {
      const { body } = await request('GET', path);
      if (!Array.isArray(body)) throw new Error(`${path} is no list: ${JSON.stringify(body)}`);
      return body.filter(isObject);
    },
    async withPolicy({ pattern, definition, applyTo = 'all', priority = 0 }, work) {
      const name = session.name('policy');
      const path = `policies/%2F/${name}`;
      const { status } = await request('PUT', path, { pattern, definition, 'apply-to': applyTo, priority });
      if (status !== 201) throw new Error(`Setting the policy ${name}: status ${status}.`);
      try {
        await work(name);
      } finally {
        await request('DELETE', path);
      }
    },
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

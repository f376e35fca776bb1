import { bearerAuthentication, createTokenVerifier, type JwkSet } from '@kada-mandiya/auth';
import type { Route } from '@kada-mandiya/contract';
import { publicApi, routes as contractRoutes } from '@kada-mandiya/gateway-contract';
import type { Logger } from '@kada-mandiya/logger';
import { createHealth, guardOutgoing, listen, type Health, type HealthCheck } from '@kada-mandiya/service-kit';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdmission, type Admission } from './admission.ts';
import { clientReader } from './client-address.ts';
import { createCors } from './cors.ts';
import { documentationIn, type Documentation } from './documentation.ts';
import { createEdge, type OwnEndpoint } from './edge.ts';
import { publicDocument } from './public-document.ts';
import { createRateLimiter } from './rate-limit.ts';
import { refuse } from './refusal.ts';
import { protection } from './response-headers.ts';
import { askReady, createUpstreams, type Timeouts, type Upstreams } from './upstreams.ts';

export interface GatewayOptions {
  /** Where each service of the route table is: `{ 'order-service': 'http://127.0.0.1:4004' }`. */
  readonly upstreams: Readonly<Record<string, string>>;
  /** What access tokens are verified with, here and now. */
  readonly keys: JwkSet;
  readonly issuer: string;
  readonly audience: string;
  readonly logger: Logger;
  /** 0: any free one. */
  readonly port: number;
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  readonly settings?: Partial<GatewaySettings>;
  /** The contracts' unless given. */
  readonly routes?: readonly Route[];
  /** Where `npm run docs` has written the documentation, to be served at `/docs`. */
  readonly docsDir?: string;
}

export interface GatewaySettings {
  readonly timeouts: Timeouts;
  /** For a client to send its whole request. */
  readonly requestTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly maxHeaderBytes: number;
  /** To each service. */
  readonly connections: number;
  /** Whether the limits of the contracts hold. */
  readonly rateLimits: boolean;
  /** Addresses and networks whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. */
  readonly trustedProxies: readonly string[];
  /** Whose scripts may use the API. */
  readonly corsOrigins: readonly string[];
  readonly corsCredentials: boolean;
  /** 0: no `Strict-Transport-Security`. */
  readonly hstsSeconds: number;
  /** How long a service may take to say that it is ready. */
  readonly readyWithinMs: number;
  /** How long a stop still answers requests while `/health/ready` says no: until a load balancer has seen it. */
  readonly drainMs: number;
}

export const defaultSettings: GatewaySettings = {
  timeouts: { connectMs: 2000, firstByteMs: 10_000, idleMs: 10_000, totalMs: 30_000 },
  requestTimeoutMs: 30_000,
  maxBodyBytes: 65_536,
  maxHeaderBytes: 16_384,
  connections: 256,
  rateLimits: true,
  trustedProxies: [],
  corsOrigins: [],
  corsCredentials: false,
  hstsSeconds: 31_536_000,
  readyWithinMs: 2000,
  drainMs: 0,
};

export interface Gateway {
  readonly url: string;
  readonly port: number;
  /** Is no longer ready, lets what runs finish within the time (10,000 ms unless given), and closes its connections. */
  stop(options?: { readonly withinMs?: number }): Promise<void>;
}

/**
 * Starts the gateway. Rejects where the address of a service is missing or a setting is wrong. It can connect to its
 * services and to nobody else.
 *
 * @example
 * const gateway = await startGateway({ upstreams, keys, issuer, audience, logger, port: 4000 });
 * await gateway.stop();
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { upstreams, routes = contractRoutes } = options;
  const missing = servicesOf(routes).filter((service) => upstreams[service] === undefined);
  if (missing.length > 0) throw new Error(`the addresses of these services are missing: ${missing.join(', ')}`);
  return await guardOutgoing({ allow: Object.values(upstreams) }, () => startGuarded(options, routes));
}

async function startGuarded(options: GatewayOptions, routes: readonly Route[]): Promise<Gateway> {
  const { upstreams: urls, logger, port, host } = options;
  const settings: GatewaySettings = { ...defaultSettings, ...options.settings };
  const clientOf = clientReader(settings.trustedProxies);
  const upstreams = createUpstreams({ urls, timeouts: settings.timeouts, connections: settings.connections });
  const health = createHealth({ logger, checks: readinessChecks(upstreams, settings), withinMs: settings.readyWithinMs });
  const app = createEdge({
    routes,
    own: ownEndpoints(health),
    documentation: documentationOf(options),
    dispatchers: upstreams.pools,
    admission: admissionBy(options, settings),
    cors: createCors({ origins: settings.corsOrigins, credentials: settings.corsCredentials, document: publicApi }),
    clientOf,
    hstsSeconds: settings.hstsSeconds,
    maxBodyBytes: settings.maxBodyBytes,
    totalMs: settings.timeouts.totalMs,
    logger,
  });
  const server = await listen({
    app,
    logger,
    port,
    ...(host === undefined ? {} : { host }),
    requestTimeoutMs: settings.requestTimeoutMs,
    refusalHeaders: protection,
    server: { maxHeaderSize: settings.maxHeaderBytes },
  });
  return {
    url: server.url,
    port: server.port,
    stop: async ({ withinMs = 10_000 } = {}) => {
      health.stopping();
      if (settings.drainMs > 0) await sleep(Math.min(settings.drainMs, withinMs));
      await server.stop({ withinMs: Math.max(withinMs - settings.drainMs, 0) });
      await upstreams.close();
    },
  };
}

/** The services of a route table, in the order of their names. */
export function servicesOf(routes: readonly Route[]): string[] {
  return [...new Set(routes.map(({ service }) => service))].sort();
}

function admissionBy({ keys, issuer, audience, logger }: GatewayOptions, { rateLimits, maxBodyBytes }: GatewaySettings): Admission {
  return createAdmission({
    authenticate: bearerAuthentication(createTokenVerifier(keys, { issuer, audience }), { logger }),
    limiter: rateLimits ? createRateLimiter() : undefined,
    maxBodyBytes,
  });
}

function ownEndpoints(health: Health): OwnEndpoint[] {
  return [
    { method: 'get', path: '/health/live', serve: ({ request, response }) => health.live(request, response) },
    { method: 'get', path: '/health/ready', serve: ({ request, response }) => void health.ready(request, response) },
    { method: 'get', path: '/openapi.json', serve: publicDocument(publicApi) },
  ];
}

function documentationOf({ docsDir, logger }: GatewayOptions): Documentation | undefined {
  if (docsDir === undefined) return undefined;
  return documentationIn(docsDir, (exchange, error) => {
    logger.error({ error }, 'a page of the documentation cannot be read');
    if (exchange.response.headersSent) exchange.response.destroy();
    else refuse(exchange, { status: 500 });
  });
}

/** One for each service, under its name. */
function readinessChecks({ pools }: Upstreams, { readyWithinMs }: GatewaySettings): Record<string, HealthCheck> {
  return Object.fromEntries(Array.from(pools, ([service, pool]): [string, HealthCheck] => [service, () => askReady(pool, readyWithinMs)]));
}

import type { Route } from '@kada-mandiya/contract';
import { currentContext, requestContext, type Logger } from '@kada-mandiya/logger';
import type { RequestListener } from 'node:http';
import type { Dispatcher } from 'undici';
import { hasBody, type Admission } from './admission.ts';
import type { Client, ClientReader } from './client-address.ts';
import type { Cors } from './cors.ts';
import type { Documentation } from './documentation.ts';
import { forward } from './forward.ts';
import { requestHeaders } from './message-headers.ts';
import { malformed, notFound, otherMethod, refuse, type Exchange, type Refusal } from './refusal.ts';
import { formRefusal } from './request-form.ts';
import { secure } from './response-headers.ts';
import { createRouteTree, type Found, type RouteTree } from './route-tree.ts';
import { readTarget, type Target } from './target.ts';
import { uploadOf } from './upload.ts';

/** An address that the gateway answers itself. */
export interface OwnEndpoint {
  readonly method: 'get';
  readonly path: string;
  /** Must not fail. */
  readonly serve: (exchange: Exchange) => void;
}

export interface EdgeOptions {
  readonly routes: readonly Route[];
  readonly own: readonly OwnEndpoint[];
  /** What is below `/docs`, where there is documentation. */
  readonly documentation?: Documentation | undefined;
  /** By service. */
  readonly dispatchers: ReadonlyMap<string, Dispatcher>;
  readonly admission: Admission;
  readonly cors: Cors;
  readonly clientOf: ClientReader;
  readonly hstsSeconds: number;
  readonly maxBodyBytes: number;
  readonly totalMs: number;
  readonly logger: Logger;
}

type Endpoint = OwnEndpoint | Route;

/**
 * Every request of the outside world: its address (400, 404, 405), whether it may pass (see `createAdmission`), and then its
 * service. A fault of the gateway itself is a 500, and logged.
 */
export function createEdge(options: EdgeOptions): RequestListener {
  const find = createRouteTree<Endpoint>([...options.own, ...options.routes]);
  const inContext = requestContext({ logger: options.logger });
  return (request, response) => {
    inContext(request, response, () => {
      const exchange: Exchange = { request, response, context: currentContext() ?? { correlationId: '' } };
      const fail = (error: unknown): void => {
        options.logger.error({ error, method: request.method }, 'the request failed by a fault of the gateway');
        if (response.headersSent) response.destroy();
        else refuse(exchange, { status: 500 });
      };
      try {
        const refusal = serve(exchange, find, options);
        if (refusal !== undefined) refuse(exchange, refusal);
      } catch (error) {
        fail(error);
      }
    });
  };
}

function serve(exchange: Exchange, find: RouteTree<Endpoint>, options: EdgeOptions): Refusal | undefined {
  const { request, response } = exchange;
  const client = options.clientOf(request);
  secure(response, client, options.hstsSeconds);
  options.cors.allow(request, response);
  const refusal = formRefusal(request);
  if (refusal !== undefined) return refusal;
  // `OPTIONS *` asks about the server as a whole (RFC 9110, section 9.3.7).
  if (request.url === '*') return aboutServer(exchange);
  const target = readTarget(request.url ?? '');
  if (target === undefined) return malformed('The address of the request cannot be read in one way only.');
  const found = find(target.segments);
  if (found === undefined) return elsewhere(exchange, target, options);
  if (request.method === 'OPTIONS') {
    describe(exchange, found, options);
    return undefined;
  }
  const endpoint = found.at(request.method ?? '');
  if (endpoint === undefined) return otherMethod(found.methods);
  // The line that is logged at the end names it.
  Object.assign(request, { route: { path: endpoint.path } });
  if (!('serve' in endpoint)) return pass({ exchange, client, target, route: endpoint }, options);
  endpoint.serve(exchange);
  return undefined;
}

function elsewhere(exchange: Exchange, { segments: [first, ...rest] }: Target, { documentation }: EdgeOptions): Refusal | undefined {
  if (first !== 'docs' || documentation === undefined) return notFound();
  Object.assign(exchange.request, { route: { path: '/docs' } });
  return documentation(exchange, rest);
}

function aboutServer(exchange: Exchange): Refusal | undefined {
  if (exchange.request.method !== 'OPTIONS') return otherMethod(['OPTIONS']);
  exchange.response.writeHead(204).end();
  return undefined;
}

function describe(exchange: Exchange, { methods }: Found<Endpoint>, { cors }: EdgeOptions): void {
  const { request, response } = exchange;
  response.setHeader('allow', methods.join(', '));
  cors.preflight(request, response, methods);
  response.writeHead(204).end();
}

interface Arrival {
  readonly exchange: Exchange;
  readonly client: Client;
  readonly target: Target;
  readonly route: Route;
}

function pass({ exchange, client, target, route }: Arrival, options: EdgeOptions): Refusal | undefined {
  const { request, context } = exchange;
  const { admission, dispatchers, maxBodyBytes, totalMs, logger } = options;
  const refusal = admission(route, request, client);
  if (refusal !== undefined) return refusal;
  const dispatcher = dispatchers.get(route.service);
  if (dispatcher === undefined) throw new Error(`there is no address of ${route.service}`);
  const body = hasBody(request) ? { body: uploadOf(request, maxBodyBytes) } : {};
  const headers = requestHeaders(request, context, client);
  forward({ exchange, service: route.service, dispatcher, path: target.path + target.query, headers, ...body, maxBodyBytes, totalMs, logger });
  return undefined;
}

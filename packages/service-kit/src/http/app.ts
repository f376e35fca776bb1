import type { Handlers, OperationContract, RequestShape, ServiceContract } from '@kada-mandiya/contract';
import { requestContext, type Logger } from '@kada-mandiya/logger';
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import type { Health } from '../health.ts';
import { access, callerOf, type Authenticate } from './access.ts';
import { writeAnswer, writeProblem } from './answers.ts';
import { rawBodyOf, readBody } from './body.ts';
import { cookiesOf } from './cookies.ts';
import { docsPage } from './docs-page.ts';
import { byPrecedence, expressPath, planOf, type OperationPlan } from './document.ts';
import { otherMethod, reads } from './methods.ts';
import { oneHost } from './one-host.ts';
import { RequestRefused, ServiceFault } from './problem.ts';
import { notFound, refusalOf } from './refusals.ts';
import { requestValidation, type RequestValidation } from './validation.ts';

export interface HttpAppOptions<C extends ServiceContract, Tools> {
  readonly contract: C;
  readonly handlers: Handlers<C, Tools>;
  /** What every handler is given beside its request. */
  readonly tools: Tools;
  readonly logger: Logger;
  /** Needed where the contract has an operation for signed-in callers. */
  readonly authenticate?: Authenticate;
  /** Serves `/health/live` and `/health/ready`. */
  readonly health?: Health;
  /** Serves Swagger UI with the service's document at `/docs`. */
  readonly docs?: boolean;
  /** Of a body, after decompression; 64 KiB unless given. */
  readonly maxBodyBytes?: number;
}

/** An Express app, with what it leaves for later. */
export interface HttpApp extends Express {
  /** Loads what the first request would load, and wait for. */
  warmUp(): Promise<void>;
}

/**
 * The Express 5 app of a service. In this order: the path (404, 405), the caller (401, 403), `If-Match` (428), the body's
 * media type and size (415, 413), the contract (400), the handler. Every error is a problem document (RFC 9457); what a
 * handler throws, and an answer that the contract does not declare, is a 500 and logged once.
 *
 * Throws where a handler is missing, the contract has no document or `authenticate` is missing.
 */
export function createHttpApp<C extends ServiceContract, Tools>(options: HttpAppOptions<C, Tools>): HttpApp {
  const { contract, logger, health, docs = false, maxBodyBytes = 65_536 } = options;
  const app = express();
  app.disable('x-powered-by');
  app.set('case sensitive routing', true);
  app.set('strict routing', true);
  app.use(requestContext({ logger }), oneHost);
  if (health !== undefined) {
    app.route('/health/live').get(health.live).all(otherMethod(reads));
    app.route('/health/ready').get(health.ready).all(otherMethod(reads));
  }
  if (docs && contract.openapi !== undefined) app.use(docsPage(contract.openapi));

  const operations = Object.values(contract.operations).sort(byPrecedence);
  const validation = contract.openapi === undefined ? undefined : requestValidation(contract.openapi);
  const chains = operations.length === 0 ? [] : chainsOf(operations, validation, options, maxBodyBytes);
  for (const { operation, chain } of chains) app[operation.method](expressPath(operation.path), chain);
  for (const [path, methods] of methodsByPath(operations)) app.all(expressPath(path), otherMethod(methods));
  app.use(() => {
    throw notFound();
  });
  app.use(onError(logger, maxBodyBytes));
  return Object.assign(app, {
    warmUp: async () => {
      await validation?.load();
    },
  });
}

interface Chain {
  readonly operation: OperationContract;
  readonly chain: RequestHandler[];
}

function chainsOf<C extends ServiceContract, Tools>(
  operations: readonly OperationContract[],
  validation: RequestValidation | undefined,
  { contract, handlers, tools, authenticate }: HttpAppOptions<C, Tools>,
  maxBodyBytes: number,
): Chain[] {
  const { openapi } = contract;
  if (openapi === undefined || validation === undefined) throw new Error(`${contract.name} has operations and no OpenAPI document`);
  return operations.map((operation) => {
    const plan = planOf(openapi, operation);
    const handler: unknown = Reflect.get(handlers, operation.id);
    if (typeof handler !== 'function') throw new Error(`${contract.name} has no handler for ${operation.id}`);
    if (operation.secured && authenticate === undefined) throw new Error(`${operation.id} is for signed-in callers: it needs authenticate`);
    const answer: RequestHandler = async (request, response) => {
      try {
        const value: unknown = await Reflect.apply(handler, undefined, [requestOf(request, plan), tools]);
        writeAnswer(value, plan, request, response);
      } catch (error) {
        throw new ServiceFault(error);
      }
    };
    const signedIn = operation.secured && authenticate !== undefined ? [access(operation, authenticate)] : [];
    return { operation, chain: [...signedIn, ...prepare(plan), ...readBody(plan, maxBodyBytes), validation.middleware(), answer] };
  });
}

/** What express-openapi-validator does not do by itself: 428, and cookies. */
function prepare({ needsIfMatch, parameters }: OperationPlan): RequestHandler[] {
  return [
    (request, _response, next) => {
      if (needsIfMatch && request.headers['if-match'] === undefined) {
        throw new RequestRefused({
          status: 428,
          code: 'if-match-missing',
          title: 'If-Match missing',
          detail: 'Read the current state and send its ETag as If-Match.',
        });
      }
      if (parameters.cookie.length > 0) Object.assign(request, { cookies: cookiesOf(request.headers.cookie) });
      next();
    },
  ];
}

/** The parts that the operation declares, and no others. */
function requestOf(request: Request, { operation, parameters, bodyTypes, rawBody }: OperationPlan): RequestShape {
  const { path, query, header, cookie } = parameters;
  const caller = callerOf(request);
  return {
    ...(path.length === 0 ? {} : { params: request.params }),
    ...(query.length === 0 ? {} : { query: picked(request.query, query) }),
    ...(header.length === 0 ? {} : { headers: picked(request.headers, header) }),
    ...(cookie.length === 0 ? {} : { cookies: picked(request.cookies, cookie) }),
    ...(bodyTypes === undefined ? {} : bodyOf(request, bodyTypes)),
    ...(rawBody ? { rawBody: rawBodyOf(request) } : {}),
    ...(operation.secured && caller !== undefined ? { caller } : {}),
  };
}

function bodyOf(request: Request, bodyTypes: readonly string[]): Pick<RequestShape, 'body' | 'contentType'> {
  const body: unknown = request.body;
  if (body === undefined) return {};
  const contentType = request.headers['content-type'];
  return bodyTypes.length > 1 && contentType !== undefined ? { contentType, body } : { body };
}

function picked(from: unknown, names: readonly string[]): object {
  const values = typeof from === 'object' && from !== null ? from : {};
  return Object.fromEntries(
    names.flatMap((name): [string, unknown][] => {
      const value: unknown = Object.hasOwn(values, name) ? Reflect.get(values, name) : undefined;
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function methodsByPath(operations: readonly OperationContract[]): ReadonlyMap<string, readonly string[]> {
  const byPath = Map.groupBy(operations, ({ path }) => path);
  return new Map([...byPath].map(([path, served]) => [path, allowed(served.map(({ method }) => method))]));
}

function allowed(methods: readonly string[]): readonly string[] {
  const names = [...methods, ...(methods.includes('get') ? ['head'] : []), 'options'];
  return [...new Set(names)].map((name) => name.toUpperCase()).sort();
}

function onError(logger: Logger, maxBodyBytes: number): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    const refusal = refusalOf(error, maxBodyBytes);
    if (refusal === undefined) logger.error({ error: error instanceof ServiceFault ? error.cause : error, method: request.method }, 'the request failed by a fault of the service');
    if (response.headersSent) response.destroy();
    else writeProblem(refusal?.fields ?? { status: 500 }, refusal?.headers ?? {}, request, response);
  };
}

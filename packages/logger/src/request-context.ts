import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { runInContext, type LogContext } from './context.ts';
import type { Logger } from './logger.ts';
import { isSecretName } from './secret-names.ts';
import { redacted } from './secrets-in-text.ts';

export interface RequestContextOptions {
  readonly logger: Logger;
  /** Requests whose paths are these, or lie below them, are logged at debug; health checks unless given. */
  readonly quietPaths?: readonly string[];
  /** A clock in milliseconds that only goes forward; `performance.now` unless given. */
  readonly now?: () => number;
}

/** What Express adds to Node's request, as far as a line needs it. */
export type LoggedRequest = IncomingMessage & {
  readonly originalUrl?: string;
  readonly baseUrl?: string;
  readonly route?: unknown;
  readonly params?: unknown;
};

/** An Express 5 `RequestHandler`, without needing Express. */
export type RequestContextHandler = (request: LoggedRequest, response: ServerResponse, next: () => void) => void;

const healthChecks = ['/health', '/healthz', '/livez', '/readyz'];
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * The first middleware of a service: what follows runs in a context with `correlationId` (the caller's
 * `x-correlation-id` where that is a UUID, else a new one) and a new `requestId`; the response names both in
 * `x-correlation-id` and `x-request-id`. One line is logged when a response is finished, or its client gone: method,
 * path (without its query, and without parameters that are named like secrets), the route that took it, status and
 * `durationMs`. It is a warning from status 500 on and when the client went away before the end.
 *
 * @example
 * app.use(requestContext({ logger }));
 */
export function requestContext({
  logger,
  quietPaths = healthChecks,
  now = () => performance.now(),
}: RequestContextOptions): RequestContextHandler {
  const quietFolders = quietPaths.map((path) => `${path}/`);
  const isQuiet = (path: string): boolean => quietPaths.includes(path) || quietFolders.some((folder) => path.startsWith(folder));
  return (request, response, next) => {
    const context = { correlationId: correlationIdOf(request), requestId: randomUUID() };
    const startedAt = now();
    response.setHeader('x-correlation-id', context.correlationId);
    response.setHeader('x-request-id', context.requestId);
    response.on('close', () => {
      const line = { ...context, ...requestLine(request, response, now() - startedAt) };
      logLine(logger, line, isQuiet(line.path));
    });
    runInContext(context, next);
  };
}

function correlationIdOf(request: IncomingMessage): LogContext['correlationId'] {
  const given = request.headers['x-correlation-id'];
  return typeof given === 'string' && uuid.test(given) ? given.toLowerCase() : randomUUID();
}

interface RequestLine {
  readonly method: string;
  readonly path: string;
  readonly route?: string;
  /** Absent where none was sent. */
  readonly status?: number;
  readonly aborted?: true;
  readonly durationMs: number;
}

function requestLine(request: LoggedRequest, response: ServerResponse, durationMs: number): RequestLine {
  const route = routeOf(request);
  return {
    method: request.method ?? '',
    path: pathOf(request),
    ...(route === undefined ? {} : { route }),
    ...(response.headersSent ? { status: response.statusCode } : {}),
    ...(response.writableFinished ? {} : { aborted: true }),
    durationMs: Math.round(durationMs * 100) / 100,
  };
}

function logLine(logger: Logger, line: RequestLine, quiet: boolean): void {
  if (line.aborted === true) logger.warn(line, 'request aborted');
  else if (line.status !== undefined && line.status >= 500) logger.warn(line, 'request failed');
  else if (quiet) logger.debug(line, 'request finished');
  else logger.info(line, 'request finished');
}

/** A link that resets a password has its token in the path. */
function pathOf({ originalUrl, url, params }: LoggedRequest): string {
  const target = originalUrl ?? url ?? '';
  const query = target.indexOf('?');
  const path = query === -1 ? target : target.slice(0, query);
  if (!isObject(params)) return path;
  const secrets = Object.entries(params)
    .filter(([name]) => isSecretName(name))
    .flatMap(([, value]) => (typeof value === 'string' ? [value, encodeURIComponent(value)] : []));
  if (secrets.length === 0) return path;
  return path
    .split('/')
    .map((part) => (part !== '' && secrets.includes(part) ? redacted : part))
    .join('/');
}

/** The pattern that took the request: `/orders/:orderId`. */
function routeOf({ baseUrl = '', route }: LoggedRequest): string | undefined {
  const path = isObject(route) && 'path' in route ? route.path : undefined;
  return typeof path === 'string' ? `${baseUrl}${path}` : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

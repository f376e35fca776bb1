import { runInContext, type LogContext } from '@kada-mandiya/logger';
import { instanceOf, problemBody, type ProblemFields } from '@kada-mandiya/service-kit';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request and its answer, while the gateway has them. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly context: LogContext;
}

/** Why the gateway answers a request itself, with an error. */
export interface Refusal extends ProblemFields<number> {
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers with a problem document (RFC 9457). Of a request that was not read, Node throws away the rest. */
export function refuse({ request, response, context }: Exchange, { headers = {}, ...fields }: Refusal): void {
  const instance = instanceOf(request.url ?? '');
  const problem = runInContext(context, () => problemBody({ ...fields, ...(instance === undefined ? {} : { instance }) }));
  const body = JSON.stringify(problem);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('cache-control', 'no-store');
  response.setHeader('content-type', 'application/problem+json');
  response.setHeader('content-length', Buffer.byteLength(body));
  response.writeHead(fields.status).end(body);
}

export function malformed(detail: string): Refusal {
  return { status: 400, code: 'request-invalid', detail };
}

export function notFound(): Refusal {
  return { status: 404, code: 'not-found', detail: 'There is nothing at this address.' };
}

/** RFC 9110, section 15.5.6. */
export function otherMethod(methods: readonly string[]): Refusal {
  const allow = methods.join(', ');
  return { status: 405, detail: `This address takes ${allow}.`, headers: { allow } };
}

/** RFC 6585, section 4. */
export function tooMany(retryAfterSeconds: number): Refusal {
  const unit = retryAfterSeconds === 1 ? 'second' : 'seconds';
  return {
    status: 429,
    code: 'rate-limited',
    title: 'Too many requests',
    detail: `Try again in ${retryAfterSeconds} ${unit}.`,
    headers: { 'retry-after': String(retryAfterSeconds) },
  };
}

/** RFC 9110, section 15.5.14; Node still has the older name. */
export function tooLarge(maxBodyBytes: number): Refusal {
  return { status: 413, title: 'Content Too Large', detail: `The body may have ${maxBodyBytes} bytes.` };
}

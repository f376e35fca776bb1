import type { Request, Response } from 'express';
import type { ServerResponse } from 'node:http';
import { isJson } from './body.ts';
import type { OperationPlan } from './document.ts';
import { validateHeaderName, validateHeaderValue } from './node-http.ts';
import { instanceOf, problemBody, type ProblemFields } from './problem.ts';

/** What a handler returned is not what its contract declares: a fault of the service. */
export class UndeclaredAnswerError extends Error {
  constructor(operation: string, what: string) {
    super(`${operation}: ${what}`);
    this.name = 'UndeclaredAnswerError';
  }
}

/** Ready to be written. */
interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string | readonly string[]])[];
  readonly contentType?: string;
  readonly body?: string | Uint8Array;
}

/**
 * Writes what a handler returned. Throws an `UndeclaredAnswerError`, before a byte is written, where the status or media
 * type is not declared, a media type is missing or a body is there that should not be.
 */
export function writeAnswer(value: unknown, plan: OperationPlan, request: Request, response: Response): void {
  write(response, answerOf(value, plan, request));
}

/** Writes an error that no handler returned. */
export function writeProblem(fields: ProblemFields<number>, headers: Readonly<Record<string, string>>, request: Request, response: Response): void {
  const instance = instanceOf(request.originalUrl);
  const body = problemBody({ ...fields, ...(instance === undefined ? {} : { instance }) });
  write(response, {
    status: fields.status,
    headers: Object.entries(headers),
    contentType: 'application/problem+json',
    body: JSON.stringify(body),
  });
}

/** Writes JSON that is in no contract: a health check. */
export function writeJson(status: number, body: object, response: ServerResponse): void {
  write(response, { status, headers: [['cache-control', 'no-store']], contentType: 'application/json', body: JSON.stringify(body) });
}

function answerOf(value: unknown, plan: OperationPlan, request: Request): Answer {
  const { id } = plan.operation;
  if (!isAnswer(value)) throw new UndeclaredAnswerError(id, 'the handler returned no answer with a status');
  const types = plan.responses.get(value.status);
  if (types === undefined) throw new UndeclaredAnswerError(id, `status ${value.status} is not declared`);
  const headers = headersOf(id, value.headers);
  if (types.length === 0) {
    if (value.body !== undefined) throw new UndeclaredAnswerError(id, `status ${value.status} has no body`);
    return { status: value.status, headers };
  }
  const contentType = value.contentType ?? (types.length === 1 ? types[0] : undefined);
  if (contentType === undefined || !types.includes(contentType.toLowerCase())) {
    throw new UndeclaredAnswerError(id, `media type ${contentType ?? '(none)'} is not one of ${types.join(', ')} of status ${value.status}`);
  }
  return { status: value.status, headers, contentType, body: printed(id, contentType, value.body, request) };
}

function printed(id: string, contentType: string, body: unknown, request: Request): string | Uint8Array {
  if (isJson(contentType)) {
    const text: unknown = JSON.stringify(contentType === 'application/problem+json' ? withInstance(body, request) : body);
    if (typeof text === 'string') return text;
  } else if (typeof body === 'string' || body instanceof Uint8Array) {
    return body;
  }
  throw new UndeclaredAnswerError(id, `a body that is not ${contentType}`);
}

function withInstance(body: unknown, request: Request): unknown {
  if (typeof body !== 'object' || body === null || 'instance' in body) return body;
  const instance = instanceOf(request.originalUrl);
  return instance === undefined ? body : { ...body, instance };
}

function headersOf(id: string, headers: unknown): (readonly [string, string | string[]])[] {
  if (headers === undefined) return [];
  if (typeof headers !== 'object' || headers === null) throw new UndeclaredAnswerError(id, 'headers that are no object');
  return Object.entries(headers).flatMap(([name, value]: [string, unknown]): (readonly [string, string | string[]])[] => {
    if (value === undefined) return [];
    if (Array.isArray(value)) return [[name, value.map(String)] as const];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [[name, String(value)] as const];
    throw new UndeclaredAnswerError(id, `header ${name} is no text`);
  });
}

/** All headers are looked at before one is set: an answer that Node refuses leaves nothing in the 500 that follows. */
function write(response: ServerResponse, { status, headers, contentType, body }: Answer): void {
  for (const [name, value] of headers) {
    validateHeaderName(name);
    for (const one of [value].flat()) validateHeaderValue(name, one);
  }
  for (const [name, value] of headers) response.setHeader(name, value);
  if (contentType !== undefined) response.setHeader('content-type', contentType === 'text/plain' ? 'text/plain; charset=utf-8' : contentType);
  response.setHeader('x-content-type-options', 'nosniff');
  response.statusCode = status;
  if (body === undefined) {
    response.end();
    return;
  }
  response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
}

interface HandlerAnswer {
  readonly status: number;
  readonly contentType?: string;
  readonly headers?: unknown;
  readonly body?: unknown;
}

function isAnswer(value: unknown): value is HandlerAnswer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'status' in value &&
    typeof value.status === 'number' &&
    (!('contentType' in value) || value.contentType === undefined || typeof value.contentType === 'string')
  );
}

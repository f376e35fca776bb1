import { currentContext } from '@kada-mandiya/logger';
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from './node-http.ts';

/** An error as every service answers it (RFC 9457; `specs/openapi/common/problem.yaml`). */
export interface Problem<Status extends number = number> {
  type: string;
  title: string;
  status: Status;
  detail?: string;
  /** The path of the request. */
  instance?: string;
  code?: string;
  correlationId: string;
  errors?: ProblemFault[];
}

/** One fault of a request. */
export interface ProblemFault {
  /** A JSON Pointer into the request as an object of `body`, `params`, `query`, `headers` and `cookies`. */
  pointer: string;
  message: string;
}

export interface ProblemOptions {
  /** The kind of problem in a few words; made from the code unless given. */
  readonly title?: string;
  /** What was wrong this time, and what would help. */
  readonly detail?: string;
  readonly errors?: readonly ProblemFault[];
}

/** Where the kinds of problems are described: a code's `type` is this and the code. */
const problemTypes = 'https://kada-mandiya.example/problems/';

/** An answer of `application/problem+json`, as a handler returns it. */
export interface ProblemResponse<Status extends number> {
  status: Status;
  contentType: 'application/problem+json';
  body: Problem<Status>;
}

/**
 * A refusal that a handler returns: status, a code for programs (`order-not-payable`) and what people may want to know.
 * The correlation id is the running request's; the path is added when the answer is written.
 *
 * @example
 * if (order.kind === 'refused') return problem(409, 'already-paid', { detail: 'The order has been paid.' });
 */
export function problem<const Status extends number>(status: Status, code: string, options: ProblemOptions = {}): ProblemResponse<Status> {
  return { status, contentType: 'application/problem+json', body: problemBody({ status, code, ...options }) };
}

export interface ProblemFields<Status extends number> extends ProblemOptions {
  readonly status: Status;
  readonly code?: string;
  readonly instance?: string;
}

export function problemBody<Status extends number>({ status, code, title, detail, instance, errors }: ProblemFields<Status>): Problem<Status> {
  return {
    type: code === undefined ? 'about:blank' : problemTypes + code,
    title: title ?? (code === undefined ? reasonPhrase(status) : inWords(code)),
    status,
    ...(detail === undefined ? {} : { detail: detail.slice(0, 1000) }),
    ...(instance === undefined ? {} : { instance }),
    ...(code === undefined ? {} : { code }),
    correlationId: currentContext()?.correlationId ?? randomUUID(),
    ...(errors === undefined || errors.length === 0 ? {} : { errors: errors.slice(0, 100).map(boundedFault) }),
  };
}

/** What the kit itself refuses a request with: thrown on the way to the handler, written at one place. */
export class RequestRefused extends Error {
  readonly fields: ProblemFields<number>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(fields: ProblemFields<number>, headers: Readonly<Record<string, string>> = {}) {
    super(fields.detail ?? STATUS_CODES[fields.status] ?? 'refused');
    this.name = 'RequestRefused';
    this.fields = fields;
    this.headers = headers;
  }
}

/** What a handler or the authentication threw: a fault of the service, whatever status the error itself claims. */
export class ServiceFault extends Error {
  constructor(cause: unknown) {
    super('a fault of the service', { cause });
    this.name = 'ServiceFault';
  }
}

/** The request's path as a URI reference (RFC 3986); absent where it is longer than the contract allows. */
export function instanceOf(target: string): string | undefined {
  const [path = ''] = target.split('?', 1);
  const reference = path
    .replace(/^\/+/, '/')
    .replaceAll(/%(?![0-9A-Fa-f]{2})/g, '%25')
    .replaceAll(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]/g, (character) => encodeURIComponent(character));
  return reference === '' || reference.length > 2048 ? undefined : reference;
}

/** Client text can be in both, and the contract bounds them. */
function boundedFault({ pointer, message }: ProblemFault): ProblemFault {
  return { pointer: pointer.slice(0, 500), message: message === '' ? 'is not valid' : message.slice(0, 500) };
}

function inWords(code: string): string {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Node has older names for two of them (RFC 9110, sections 15.5.14 and 15.5.21). */
function reasonPhrase(status: number): string {
  if (status === 413) return 'Content Too Large';
  if (status === 422) return 'Unprocessable Content';
  return STATUS_CODES[status] ?? 'Error';
}

import type { HandlerRequest, HandlerResponse, OperationContract, ServiceContract } from '@kada-mandiya/contract';
import { request as send, type IncomingHttpHeaders } from 'node:http';
import { nodeOf, planOf, type OperationPlan } from '../http/document.ts';
import { answerCheck, type CheckedAnswer, type ReceivedAnswer } from './answer-check.ts';

export interface ContractClientOptions<C extends ServiceContract> {
  readonly contract: C;
  /** `http://127.0.0.1:4003` */
  readonly url: string;
}

/** What the caller adds to a request by hand. */
export interface CallOptions {
  /** Sent as a bearer token. */
  readonly token?: string;
}

/** A request that need not be what the contract says. */
export interface LooseRequest extends CallOptions {
  readonly params?: object;
  readonly query?: object;
  readonly headers?: object;
  readonly cookies?: object;
  readonly contentType?: string;
  /** Printed as JSON. */
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly rawBody?: string | Uint8Array;
}

export interface ContractClient<C extends ServiceContract> {
  /** Sends a request that is as declared. Its answer is one of the declared ones, or it rejects with a `ContractViolation`. */
  call<Id extends keyof C['operations'] & string>(id: Id, request: Omit<HandlerRequest<C, Id>, 'caller' | 'rawBody'>, options?: CallOptions): Promise<HandlerResponse<C, Id>>;
  /** Sends anything, and checks the answer all the same. */
  send(id: keyof C['operations'] & string, request?: LooseRequest): Promise<CheckedAnswer>;
}

/**
 * A client for tests. It checks every answer, errors too, against the contract: status, headers (present and valid), media
 * type and body; and that problem documents agree with their status and `X-Correlation-Id`.
 *
 * @example
 * const client = createContractClient({ contract: orderService, url: server.url });
 * const { body } = await client.call('placeOrder', { headers: { 'idempotency-key': key }, body: order }, { token });
 */
export function createContractClient<C extends ServiceContract>({ contract, url }: ContractClientOptions<C>): ContractClient<C> {
  const document = contract.openapi;
  const check = document === undefined ? undefined : answerCheck(document);
  const sendChecked = async (id: string, request: LooseRequest): Promise<CheckedAnswer> => {
    const operation = contract.operations[id];
    if (operation === undefined) throw new Error(`${contract.name} has no operation ${id}`);
    if (document === undefined || check === undefined) throw new Error(`${contract.name} has no OpenAPI document`);
    return check(operation, await exchange(url, planOf(document, operation), request));
  };
  const isDeclared = <Id extends keyof C['operations'] & string>(id: Id, answer: CheckedAnswer): answer is CheckedAnswer & HandlerResponse<C, Id> =>
    contract.operations[id]?.statuses.includes(answer.status) ?? false;
  return {
    send: (id, request = {}) => sendChecked(id, request),
    call: async (id, request, options = {}) => {
      const answer = await sendChecked(id, { ...looseFrom(request), ...options });
      if (!isDeclared(id, answer)) throw new Error(`${id} answered ${answer.status}, which its contract names by a range only`);
      return answer;
    },
  };
}

function exchange(url: string, { operation, bodyTypes: [defaultType = 'application/json'] = [] }: OperationPlan, request: LooseRequest): Promise<ReceivedAnswer> {
  const body = request.rawBody ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
  const headers = {
    ...(body === undefined ? {} : { 'content-type': request.contentType ?? defaultType, 'content-length': String(Buffer.byteLength(body)) }),
    ...(request.token === undefined ? {} : { authorization: `Bearer ${request.token}` }),
    ...(pairs(request.cookies ?? {}).length === 0 ? {} : { cookie: pairs(request.cookies ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('; ') }),
    ...Object.fromEntries(pairs(request.headers ?? {})),
  };
  return new Promise((resolve, reject) => {
    const target = new URL(pathOf(operation, request), url);
    const outgoing = send(target, { method: operation.method.toUpperCase(), headers, agent: false }, (incoming) => {
      const parts: Buffer[] = [];
      incoming
        .on('data', (part: Buffer) => parts.push(part))
        .once('error', reject)
        .once('end', () => resolve({ status: incoming.statusCode ?? 0, headers: flat(incoming.headers), body: Buffer.concat(parts) }));
    });
    outgoing.once('error', reject).end(body);
  });
}

function looseFrom(request: object): LooseRequest {
  const { params, query, headers, cookies, contentType, body } = nodeOf(request);
  return {
    params: nodeOf(params),
    query: nodeOf(query),
    headers: nodeOf(headers),
    cookies: nodeOf(cookies),
    ...(typeof contentType === 'string' ? { contentType } : {}),
    ...(body === undefined ? {} : { body }),
  };
}

function pathOf({ path }: OperationContract, { params = {}, query = {} }: LooseRequest): string {
  const filled = pairs(params).reduce((at, [name, value]) => at.replaceAll(`{${name}}`, encodeURIComponent(value)), path);
  const search = new URLSearchParams(pairs(query)).toString();
  return search === '' ? filled : `${filled}?${search}`;
}

/** An array is its items, one after another (OpenAPI's `form` style, exploded). */
function pairs(values: object): [string, string][] {
  return Object.entries(values).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    if (value === undefined) return [];
    return Array.isArray(value) ? value.map((item): [string, string] => [name, text(item)]) : [[name, text(value)]];
  });
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]])));
}

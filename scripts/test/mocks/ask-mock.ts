import * as httpContracts from '@kada-mandiya/http-contracts';
import type { OperationContract, ServiceContract } from '@kada-mandiya/contract';
import { record, type ExampleRequest } from '../shop/example-request.ts';

export interface Answered {
  readonly status: number;
  readonly body: string;
  /** What Prism has found wrong. */
  readonly violations: string | null;
}

/** Sends the request of an example; signed in where that is asked for. */
export async function askMock(url: string, { method, path, secured }: OperationContract, request: ExampleRequest): Promise<Answered> {
  const filled = Object.entries(request.params).reduce((at, [name, value]) => at.replaceAll(`{${name}}`, String(value)), path);
  const query = new URLSearchParams(texts(request.query)).toString();
  const answer = await fetch(`${url}${filled}?${query}`, {
    method: method.toUpperCase(),
    headers: {
      ...texts(request.headers),
      ...(secured && { authorization: 'Bearer anything' }),
      ...(request.contentType !== undefined && { 'content-type': request.contentType }),
    },
    ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
  });
  return { status: answer.status, body: await answer.text(), violations: answer.headers.get('sl-violations') };
}

function texts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

type Predicate = (value: unknown) => boolean;

/** Where the schema of an answer's body is `Order`: the generated `isOrder`. */
export function predicateFor({ name, openapi }: ServiceContract, { path, method }: OperationContract, status: number): Predicate | undefined {
  const response = record(record(record(record(record(record(openapi).paths)[path])[method]).responses)[String(status)]);
  const [media] = Object.values(record(response.content));
  const component = String(record(record(media).schema).$ref).split('/').at(-1) ?? '';
  const service = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const found: unknown = Reflect.get(record(Reflect.get(httpContracts, service)), `is${component}`);
  return isPredicate(found) ? found : undefined;
}

function isPredicate(value: unknown): value is Predicate {
  return typeof value === 'function';
}

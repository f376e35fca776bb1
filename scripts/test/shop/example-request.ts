import type { OperationContract, ServiceContract } from '@kada-mandiya/contract';
import type { LooseRequest } from '@kada-mandiya/service-kit/testing';

type Json = Readonly<Record<string, unknown>>;

/** A request made of the examples in the contract. */
export interface ExampleRequest extends LooseRequest {
  readonly params: Json;
  readonly query: Json;
  readonly headers: Json;
}

/** What an operation takes, as its OpenAPI document says. */
export interface OperationExamples {
  readonly takesBody: boolean;
  readonly takesIfMatch: boolean;
  /** One for each example of the body; one where it takes none. */
  readonly requests: readonly ExampleRequest[];
}

export function examplesOf({ name, openapi }: ServiceContract, { id, path, method }: OperationContract): OperationExamples {
  if (openapi === undefined) throw new Error(`${name} has no OpenAPI document`);
  const item = follow(openapi, at(openapi, 'paths', path));
  const operation = follow(openapi, item[method]);
  const parameters = [item.parameters, operation.parameters].flatMap(itemsOf).map((one) => follow(openapi, one));
  const place = (wanted: string): Json => Object.fromEntries(parameters.filter((one) => one.in === wanted).map((one) => [nameOf(one), exampleOf(id, one)]));
  const body = operation.requestBody === undefined ? undefined : follow(openapi, operation.requestBody);
  const [media] = Object.entries(record(body?.content));
  const parts = { params: place('path'), query: place('query'), headers: place('header') };
  return {
    takesBody: media !== undefined,
    takesIfMatch: 'if-match' in parts.headers,
    requests: media === undefined ? [parts] : bodiesIn(media[1]).map((one) => ({ ...parts, contentType: media[0], body: one })),
  };
}

function itemsOf(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list : [];
}

function nameOf({ name, in: place }: Json): string {
  return place === 'header' ? String(name).toLowerCase() : String(name);
}

function exampleOf(id: string, parameter: Json): unknown {
  if (parameter.example !== undefined) return parameter.example;
  const [named] = Object.values(record(parameter.examples));
  if (named !== undefined) return record(named).value;
  throw new Error(`the parameter ${String(parameter.name)} of ${id} has no example`);
}

function bodiesIn(media: unknown): readonly unknown[] {
  const { example, examples } = record(media);
  return [...(example === undefined ? [] : [example]), ...Object.values(record(examples)).map((one) => record(one).value)];
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce((inner, key) => record(inner)[key], value);
}

/** Follows a reference within the document, if the value is one. */
function follow(document: object, value: unknown): Json {
  const { $ref } = record(value);
  if (typeof $ref !== 'string') return record(value);
  return follow(document, at(document, ...$ref.slice(2).split('/')));
}

export function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** One place of a request that takes text, and the request with another text there. */
export interface TextPlace {
  /** `/body/items/0/name` */
  readonly pointer: string;
  with(text: string): LooseRequest;
}

/** Every place that has a text, or could have one where there is `null`. */
export function textPlaces(request: ExampleRequest): readonly TextPlace[] {
  return ['params', 'query', 'headers', 'body'].flatMap((part) => {
    const value: unknown = Reflect.get(request, part);
    return pathsIn(value).map((path) => ({
      pointer: `/${[part, ...path].join('/')}`,
      with: (text) => ({ ...request, [part]: replaced(value, path, text) }),
    }));
  });
}

function pathsIn(value: unknown): readonly (readonly string[])[] {
  if (typeof value === 'string' || value === null) return [[]];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => pathsIn(inner).map((path) => [key, ...path]));
}

function replaced(value: unknown, [key, ...rest]: readonly string[], text: string): unknown {
  if (key === undefined) return text;
  if (Array.isArray(value)) return value.map((item: unknown, index) => (String(index) === key ? replaced(item, rest, text) : item));
  return { ...record(value), [key]: replaced(record(value)[key], rest, text) };
}

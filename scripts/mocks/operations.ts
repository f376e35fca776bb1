import { isObject, type JsonObject } from './json.ts';

/** What the mocks must know of an operation; Prism's own operations are of this form. */
export interface ApiOperation {
  /** The `operationId`. */
  readonly iid?: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly request?: { readonly body?: Bodies | undefined; readonly path?: readonly Parameter[] | undefined; readonly query?: readonly Parameter[] | undefined } | undefined;
  readonly responses: readonly Response[];
  readonly security?: readonly (readonly unknown[])[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

export interface Parameter {
  readonly name: string;
}

export interface Bodies {
  readonly contents?: readonly Content[] | undefined;
}

export interface Response extends Bodies {
  readonly code: string;
}

/** A body of one media type. */
export interface Content {
  readonly schema?: unknown;
  examples?: Example[] | undefined;
}

/** One without a value is outside the document. */
type Example = { id: string; key: string; value: unknown } | { id: string; key: string; externalValue: string };

export interface NamedExample {
  readonly name: string;
  readonly value: unknown;
}

/** The answer that Prism gives when all is well: the one with the lowest 2xx. */
export function successOf({ responses }: ApiOperation): Response | undefined {
  const [lowest] = responses.filter(({ code }) => code.startsWith('2')).toSorted((a, b) => a.code.localeCompare(b.code));
  return lowest;
}

export function responseOf({ responses }: ApiOperation, status: number): Response | undefined {
  return responses.find(({ code }) => code === String(status));
}

export function exampleBodies(body: Bodies | undefined): readonly NamedExample[] {
  return examplesIn(body?.contents?.[0]);
}

function examplesIn(content: Content | undefined): readonly NamedExample[] {
  return (content?.examples ?? []).flatMap((example) => ('value' in example ? [{ name: example.key, value: example.value }] : []));
}

/** What the bodies of a request look like, by name. */
export function exampleRequests({ request }: ApiOperation): readonly NamedExample[] {
  return exampleBodies(request?.body);
}

/** The roles of which a caller must have one; none where every caller will do. */
export function rolesOf({ extensions }: ApiOperation): readonly unknown[] {
  const roles: unknown = extensions?.['x-roles'];
  return Array.isArray(roles) ? roles : [];
}

export function isSecured({ security }: ApiOperation): boolean {
  return (security ?? []).some((alternative) => alternative.length > 0);
}

/** The members that a schema of an object names. Prism resolves references on reading. */
export function membersOf(schema: unknown): JsonObject {
  const properties = isObject(schema) ? schema.properties : undefined;
  return isObject(properties) ? properties : {};
}

export interface Matched {
  readonly operation: ApiOperation;
  /** The values of the path parameters, by name. */
  readonly params: Readonly<Record<string, string>>;
}

/** The operation that a request is for; where several paths fit, the one with the most literal segments, as Prism has it. */
export function matchOperation(operations: readonly ApiOperation[], method: string, path: string): Matched | undefined {
  const segments = path.split('/');
  const fitting = operations.flatMap((operation) => {
    if (operation.method !== method.toLowerCase()) return [];
    const template = operation.path.split('/');
    const params = paramsOf(template, segments);
    return params === undefined ? [] : [{ operation, params, literal: template.length - Object.keys(params).length }];
  });
  return fitting.toSorted((a, b) => b.literal - a.literal)[0];
}

function paramsOf(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name === undefined && part !== segment) return undefined;
    if (name !== undefined) params[name] = decoded(segment);
  }
  return params;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

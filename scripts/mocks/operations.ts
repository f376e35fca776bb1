import { isObject, type JsonObject } from './json.ts';
import type { Operation } from './prism.ts';

type Response = Operation['responses'][number];
/** A body of one media type. */
export type Content = NonNullable<Response['contents']>[number];

export interface NamedExample {
  readonly name: string;
  readonly value: unknown;
}

/** The answer that Prism gives when all is well: the one with the lowest 2xx. */
export function successOf({ responses }: Operation): Response | undefined {
  const [lowest] = responses.filter(({ code }) => code.startsWith('2')).toSorted((a, b) => a.code.localeCompare(b.code));
  return lowest;
}

export function responseOf({ responses }: Operation, status: number): Response | undefined {
  return responses.find(({ code }) => code === String(status));
}

export function exampleBodies(body: { readonly contents?: readonly Content[] | undefined } | undefined): readonly NamedExample[] {
  return examplesIn(body?.contents?.[0]);
}

function examplesIn(content: Content | undefined): readonly NamedExample[] {
  return (content?.examples ?? []).flatMap((example) => ('value' in example ? [{ name: example.key, value: example.value }] : []));
}

/** What the bodies of a request look like, by name. */
export function exampleRequests({ request }: Operation): readonly NamedExample[] {
  return exampleBodies(request?.body);
}

/** The roles of which a caller must have one; none where every caller will do. */
export function rolesOf({ extensions }: Operation): readonly unknown[] {
  const roles: unknown = extensions?.['x-roles'];
  return Array.isArray(roles) ? roles : [];
}

export function isSecured({ security }: Operation): boolean {
  return (security ?? []).some((alternative) => alternative.length > 0);
}

/** The members that a schema of an object names. Prism resolves references on reading. */
export function membersOf(schema: unknown): JsonObject {
  const properties = isObject(schema) ? schema.properties : undefined;
  return isObject(properties) ? properties : {};
}

export interface Matched {
  readonly operation: Operation;
  /** The values of the path parameters, by name. */
  readonly params: Readonly<Record<string, string>>;
}

/** The operation that a request is for; where several paths fit, the one with the most literal segments, as Prism has it. */
export function matchOperation(operations: readonly Operation[], method: string, path: string): Matched | undefined {
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

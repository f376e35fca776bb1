import type { Explainer, ServiceContract } from '@kada-mandiya/contract';
import * as contracts from '@kada-mandiya/http-contracts';
import * as services from '@kada-mandiya/service-contracts';
import { isRecord } from './break-value.ts';
import type { Shown } from './shown.ts';

/** The request bodies of every service and its successful answers, with the examples of its OpenAPI document. */
export function httpBodies(): Shown[] {
  const all: readonly ServiceContract[] = Object.values(services);
  return all.flatMap((service) => {
    const validators: unknown = Reflect.get(contracts, camelCase(service.name));
    return Object.values(service.operations).flatMap(({ id, method, path }) => {
      const operation = dig(service.openapi, 'paths', path, method);
      const bodies = [
        { name: `${id} request`, content: dig(operation, 'requestBody', 'content') },
        ...entries(dig(operation, 'responses'))
          .filter(([status]) => status.startsWith('2'))
          .map(([status, response]) => ({ name: `${id} ${status}`, content: dig(response, 'content') })),
      ];
      return bodies.flatMap(({ name, content }) =>
        entries(content).flatMap(([, media]) => shownBody(name, media, validators)),
      );
    });
  });
}

function shownBody(name: string, media: unknown, validators: unknown): Shown[] {
  const reference = dig(media, 'schema', '$ref');
  if (typeof reference !== 'string') return [];
  const component = reference.slice(reference.lastIndexOf('/') + 1);
  const accepts = dig(validators, `is${component}`);
  const schema = dig(validators, `${component}Schema`);
  if (!isPredicate(accepts) || !isExplainer(schema)) return [];
  const named = entries(dig(media, 'examples')).map(([, example]) => dig(example, 'value'));
  const single = dig(media, 'example');
  return [{ name, examples: single === undefined ? named : [single, ...named], accepts, schema }];
}

function dig(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined), value);
}

function entries(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

function isPredicate(value: unknown): value is (candidate: unknown) => boolean {
  return typeof value === 'function';
}

function isExplainer(value: unknown): value is Explainer {
  return typeof dig(value, 'safeParse') === 'function';
}

/** `order-service` as `orderService`. */
function camelCase(name: string): string {
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

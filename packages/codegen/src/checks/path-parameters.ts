import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Contract, HttpOperation } from '../ir/contract.ts';
import { below, keyOf } from '../ir/origin.ts';
import { follow } from '../read/references.ts';
import { childrenOf } from '../read/node.ts';
import { quote, valueAt } from './check.ts';

/**
 * Each `{name}` of a path has a path parameter, and each path parameter its `{name}`, which is required (OpenAPI 3.1).
 */
export function* pathParameters({ apis }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  for (const operation of apis.flatMap(({ operations }) => operations)) {
    const { path, parameters, origin, method } = operation;
    const named = new Set([...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? ''));
    const declared = parameters.filter((parameter) => parameter.in === 'path');
    if (!hasLostParameters(operation, documents)) {
      for (const name of named) {
        if (declared.some((parameter) => parameter.name === name)) continue;
        yield {
          code: 'PATH_PARAMETER',
          message: `${method} ${path} declares no path parameter ${quote(name)}`,
          origin: keyOf(origin),
        };
      }
    }
    for (const parameter of declared) {
      if (!named.has(parameter.name)) {
        yield {
          code: 'PATH_PARAMETER',
          message: `the path ${path} has no {${parameter.name}}`,
          origin: below(parameter.origin, 'name'),
        };
      }
      if (!parameter.required) {
        yield {
          code: 'PATH_PARAMETER',
          message: `the path parameter ${quote(parameter.name)} needs "required: true"`,
          origin: keyOf(parameter.origin),
        };
      }
    }
  }
}

/** Whether a parameter could not be read; whatever it was meant to be, it is reported already. */
function hasLostParameters({ origin, pathOrigin }: HttpOperation, documents: LoadedDocuments): boolean {
  return [origin, pathOrigin].some((parent) => {
    const at = below(parent, 'parameters');
    const list = valueAt(documents, at);
    if (list === undefined) return false;
    if (!Array.isArray(list)) return true;
    return childrenOf({ ...at, value: list }).some(({ node }) => {
      const target = follow(documents.files, node)?.value;
      const [name, place] = [field(target, 'name'), field(target, 'in')];
      return typeof name !== 'string' || typeof place !== 'string';
    });
  });
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

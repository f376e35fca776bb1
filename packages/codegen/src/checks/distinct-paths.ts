import type { Problem } from '../diagnostics/problem.ts';
import type { Contract } from '../ir/contract.ts';
import { keyOf } from '../ir/origin.ts';
import { quote } from './check.ts';

/** Paths that differ only in the names of their parameters are the same path (OpenAPI 3.1, Paths Object). */
export function* distinctPaths({ apis }: Contract): Iterable<Problem> {
  for (const { operations } of apis) {
    const first = new Map<string, string>();
    const reported = new Set<string>();
    for (const { path, pathOrigin } of operations) {
      const shape = pathShape(path);
      const other = first.get(shape);
      if (other === undefined) first.set(shape, path);
      else if (other !== path && !reported.has(path)) {
        reported.add(path);
        yield {
          code: 'PATH_COLLISION',
          message: `${quote(path)} and ${quote(other)} match the same requests`,
          origin: keyOf(pathOrigin),
        };
      }
    }
  }
}

/** A path with its parameters' names left out: what decides which requests it matches. */
export function pathShape(path: string): string {
  return path.replace(/\{[^{}]*\}/g, '{}').replace(/(?<=.)\/$/, '');
}

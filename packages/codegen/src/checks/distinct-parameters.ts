import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Contract } from '../ir/contract.ts';
import { below } from '../ir/origin.ts';
import { childOf, childrenOf, originOf } from '../read/node.ts';
import { follow } from '../read/references.ts';
import { nodeAt, quote } from './check.ts';

/** A list of parameters has each name once in each place (OpenAPI 3.1, Operation Object and Path Item Object). */
export function* distinctParameters({ apis }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  for (const { origin, pathOrigin } of apis.flatMap(({ operations }) => operations)) {
    for (const parent of [pathOrigin, origin]) {
      const list = nodeAt(documents, below(parent, 'parameters'));
      const seen = new Set<string>();
      for (const { node } of list === undefined ? [] : childrenOf(list)) {
        const parameter = follow(documents.files, node);
        const [name, place] = ['name', 'in'].map((field) => parameter && childOf(parameter, field)?.value);
        if (typeof name !== 'string' || typeof place !== 'string') continue;
        // Names of headers have no case (RFC 9110, section 5.1).
        const key = `${place} ${place === 'header' ? name.toLowerCase() : name}`;
        const message = `there is a ${place} parameter ${quote(name)} in this list already`;
        if (seen.has(key)) yield { code: 'DUPLICATE_PARAMETER', message, origin: originOf(node) };
        seen.add(key);
      }
    }
  }
}

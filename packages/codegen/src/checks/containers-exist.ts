import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Contract } from '../ir/contract.ts';
import { isWritten } from './check.ts';

const containers = ['paths', 'components', 'webhooks'];

/** An OpenAPI 3.1 document has at least one of these (OpenAPI 3.1.1, section 4.8.1); one of 3.0 must have paths. */
export function* containersExist({ apis }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  for (const { openapi, origin } of apis) {
    if (openapi === '3.0' || containers.some((field) => isWritten(documents, origin, field))) continue;
    const message = 'an OpenAPI document needs "paths", "components" or "webhooks"';
    yield { code: 'MISSING_FIELD', message, origin };
  }
}

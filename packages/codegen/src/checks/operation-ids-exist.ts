import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Contract } from '../ir/contract.ts';
import { keyOf } from '../ir/origin.ts';
import { isWritten } from './check.ts';

/** Handlers and clients are named by `operationId`. */
export function* operationIdsExist({ apis }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  for (const { method, path, origin } of apis.flatMap(({ operations }) => operations)) {
    if (isWritten(documents, origin, 'operationId')) continue;
    yield { code: 'MISSING_OPERATION_ID', message: `${method} ${path} has no operationId`, origin: keyOf(origin) };
  }
}

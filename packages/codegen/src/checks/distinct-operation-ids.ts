import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Contract } from '../ir/contract.ts';
import { below, type Origin } from '../ir/origin.ts';
import { isWritten, quote } from './check.ts';

/** An `operationId` is unique in its document (OpenAPI 3.1, Operation Object); in the house profile, in all of them. */
export function* distinctOperationIds(contract: Contract, documents: LoadedDocuments): Iterable<Problem> {
  const everywhere = contract.settings.profile === 'kada-mandiya';
  const first = new Map<string, Origin>();
  for (const { operations } of contract.apis) {
    if (!everywhere) first.clear();
    for (const { id, origin } of operations) {
      if (!isWritten(documents, origin, 'operationId')) continue;
      const other = first.get(id);
      if (other === undefined) first.set(id, origin);
      else {
        yield {
          code: 'DUPLICATE_OPERATION_ID',
          message: `${quote(id)} is also the operationId of ${where(other)}`,
          origin: below(origin, 'operationId'),
        };
      }
    }
  }
}

/** `get /orders in openapi/order-service.yaml`. */
function where({ file, path }: Origin): string {
  const [method, template] = [path.at(-1), path.at(-2)];
  return `${String(method)} ${String(template)} in ${file}`;
}

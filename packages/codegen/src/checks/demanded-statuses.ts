import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Contract, HttpOperation } from '../ir/contract.ts';
import { isJsonObject } from '../ir/json.ts';
import { below, keyOf } from '../ir/origin.ts';
import { valueAt } from './check.ts';
import { isSecured } from './roles-need-security.ts';

/** The statuses that an operation must declare, and why. */
const demands: readonly {
  readonly status: string;
  readonly because: (operation: HttpOperation) => string | undefined;
}[] = [
  {
    status: '400',
    because: ({ requestBody, parameters }) =>
      requestBody !== undefined || parameters.length > 0 ? 'it takes a body or parameters' : undefined,
  },
  { status: '401', because: (operation) => (isSecured(operation) ? 'it asks for a caller' : undefined) },
  { status: '403', because: ({ roles }) => (roles.length > 0 ? 'it asks for a role' : undefined) },
  {
    status: '404',
    because: (operation) => (hasPathParameter(operation) ? 'its path names a thing that may not be there' : undefined),
  },
  { status: '409', because: conflict },
  { status: '412', because: (operation) => (takesHeader(operation, 'if-match') ? 'it takes If-Match' : undefined) },
  { status: '428', because: (operation) => (takesHeader(operation, 'if-match') ? 'it takes If-Match' : undefined) },
  { status: '429', because: ({ rateLimit }) => (rateLimit === undefined ? undefined : 'it has a rate limit') },
  { status: '500', because: () => 'anything can fail' },
];

/** Every error that can happen is declared: clients are typed by it, and the mocks can play it. */
export function* demandedStatuses({ apis }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  for (const operation of apis.flatMap(({ operations }) => operations)) {
    const written = valueAt(documents, below(operation.origin, 'responses'));
    if (written !== undefined && !isJsonObject(written)) continue;
    for (const { status, because } of demands) {
      const reason = written !== undefined && Object.hasOwn(written, status) ? undefined : because(operation);
      if (reason === undefined) continue;
      yield {
        code: 'MISSING_STATUS',
        message: `${operation.id} does not declare ${status}, and ${reason}`,
        origin: keyOf(below(operation.origin, 'responses')),
      };
    }
  }
}

function conflict(operation: HttpOperation): string | undefined {
  if (!['post', 'put', 'patch', 'delete'].includes(operation.method)) return undefined;
  if (hasPathParameter(operation)) return 'it changes a thing that others may have changed';
  if (operation.responses.some(({ status }) => status === '201')) return 'it makes a thing that may be there already';
  return takesHeader(operation, 'idempotency-key') ? 'it takes Idempotency-Key' : undefined;
}

function hasPathParameter({ parameters }: HttpOperation): boolean {
  return parameters.some((parameter) => parameter.in === 'path');
}

/** Names of headers have no case (RFC 9110, section 5.1). */
function takesHeader({ parameters }: HttpOperation, name: string): boolean {
  return parameters.some((parameter) => parameter.in === 'header' && parameter.name.toLowerCase() === name);
}

import type { Problem } from '../diagnostics/problem.ts';
import type { Contract } from '../ir/contract.ts';
import { below } from '../ir/origin.ts';

/** The gateway's public document is OpenAPI 3.1: what schemas of 3.0 say (`nullable`, exclusive bounds) is not said so there. */
export function* oneOpenApiVersion({ apis }: Contract): Iterable<Problem> {
  for (const { openapi, origin } of apis) {
    if (openapi === '3.1') continue;
    const message = `the document is OpenAPI ${openapi}; the public document is put together from documents of 3.1`;
    yield { code: 'OPENAPI_VERSION', message, origin: below(origin, 'openapi') };
  }
}

import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Contract } from '../ir/contract.ts';
import { isJsonObject } from '../ir/json.ts';
import { below, keyOf } from '../ir/origin.ts';
import { valueAt } from './check.ts';

const mediaType = 'application/problem+json';

/** Every error is a problem document (RFC 9457), and nothing else. */
export function* problemBodies({ apis }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  for (const { status, content, origin } of apis
    .flatMap(({ operations }) => operations)
    .flatMap(({ responses }) => responses)) {
    if (!/^[45]|^default$/.test(status)) continue;
    const written = valueAt(documents, below(origin, 'content'));
    if (written !== undefined && !isJsonObject(written)) continue;
    if (!content.some((body) => body.mediaType === mediaType)) {
      yield {
        code: 'NO_PROBLEM_BODY',
        message: `the response ${status} has no ${mediaType} body`,
        origin: keyOf(below(origin, 'content')),
      };
    }
  }
}

import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Contract } from '../ir/contract.ts';
import { isJsonObject } from '../ir/json.ts';
import { below, keyOf, type Origin } from '../ir/origin.ts';
import { valueAt } from './check.ts';

/** Every message and every body has an example: the mocks serve them, the tests use them. */
export function* bodyExamplesExist({ apis, eventDocuments }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  for (const { name, examples, origin } of eventDocuments
    .flatMap(({ channels }) => channels)
    .flatMap(({ messages }) => messages)) {
    if (examples.length > 0 || mayHaveExample(documents, below(origin, 'examples'), 'payload')) continue;
    yield { code: 'MISSING_EXAMPLE', message: `${name} has no example`, origin: keyOf(origin) };
  }
  for (const { requestBody, responses } of apis.flatMap(({ operations }) => operations)) {
    for (const { mediaType, examples, origin } of [
      ...(requestBody?.content ?? []),
      ...responses.flatMap(({ content }) => content),
    ]) {
      if (examples.length > 0 || mayHaveExample(documents, below(origin, 'examples'), 'value')) continue;
      yield { code: 'MISSING_EXAMPLE', message: `the ${mediaType} body has no example`, origin: keyOf(origin) };
    }
  }
}

/**
 * Whether examples are written that could not be read: by reference, elsewhere, or wrongly, which is reported already.
 */
function mayHaveExample(documents: LoadedDocuments, origin: Origin, part: 'payload' | 'value'): boolean {
  const examples = valueAt(documents, origin);
  if (examples === undefined || typeof examples !== 'object' || examples === null) return examples !== undefined;
  return Object.values(examples).some((example) => {
    return !isJsonObject(example) || [part, '$ref', 'externalValue'].some((field) => Object.hasOwn(example, field));
  });
}

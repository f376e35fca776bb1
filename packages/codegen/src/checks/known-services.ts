import type { Problem } from '../diagnostics/problem.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Contract, EventOperation } from '../ir/contract.ts';
import { below, keyOf } from '../ir/origin.ts';
import { childOf, type Node } from '../read/node.ts';
import { serviceName } from '../read/grammar/shared.ts';
import { fieldOf, withTraits } from '../read/layers.ts';
import { baseName } from '../read/names.ts';
import { didYouMean, quote, valueAt } from './check.ts';

/** Who sends or receives is a service, and a service has an OpenAPI document of its name. */
export function* knownServices({ eventDocuments }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  // What does not parse may be the document that is looked for.
  const apis = [...documents.files.values()].filter(({ kind, value }) => kind === 'openapi' || value === undefined);
  const services = apis.map(({ file }) => baseName(file));
  const operations = eventDocuments.flatMap(({ channels }) => channels).flatMap((channel) => channel.operations);
  for (const operation of operations) {
    const { service, id, action, origin } = operation;
    if (service === undefined) {
      if (writtenService(operation, documents) !== undefined) continue;
      yield {
        code: 'MISSING_SERVICE',
        message: `the operation ${quote(id)} does not say with "x-service" who ${action}s`,
        origin: keyOf(origin),
      };
    } else if (!services.includes(service) && serviceName.form.test(service)) {
      const near = didYouMean(suggest(service, services));
      const message = `there is no service ${quote(service)}: no OpenAPI document ${quote(`${service}.yaml`)}${near}`;
      yield {
        code: 'UNKNOWN_SERVICE',
        message,
        origin: writtenService(operation, documents) ?? below(origin, 'x-service'),
      };
    }
  }
}

/** Where the operation or its traits have `x-service`, whatever it holds. */
function writtenService({ origin }: EventOperation, documents: LoadedDocuments): Node | undefined {
  const value = valueAt(documents, origin);
  if (value === undefined) return undefined;
  const node: Node = { file: origin.file, path: origin.path, value };
  return fieldOf(withTraits(documents.files, node), 'x-service') ?? childOf(node, 'x-service');
}

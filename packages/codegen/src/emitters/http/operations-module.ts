import type { Contract, HttpOperation } from '../../ir/contract.ts';
import type { JsonObject } from '../../ir/json.ts';
import { code, printModule, typeFrom } from '../../print/code.ts';
import type { Code } from '../../print/code.ts';
import { docComment } from '../../print/comment.ts';
import { prettyLiteral, propertyKey } from '../../print/literal.ts';
import { constantPrefix, scopeOf } from './api-layout.ts';
import type { ApiLayout } from './api-layout.ts';
import { printShape } from './operation-shapes.ts';
import type { ShapeSource } from './operation-shapes.ts';
import { typePrinter } from './type-expression.ts';
import { isSecured } from './security.ts';

/** `operations.ts`: what each operation takes and answers as a type, and the operations' contracts as a table. */
export function printOperations(contract: Contract, layout: ApiLayout): string {
  const { api, prefix } = layout;
  const source = shapeSource(contract, layout);
  const constant = `${constantPrefix(layout)}Operations`;
  const table = Object.fromEntries(api.operations.map((operation) => [operation.id, contractOf(operation)]));
  const shapes = api.operations.map(
    (operation): Code =>
      code`${summaryOf(operation)}${propertyKey(operation.id)}: ${printShape(source, operation)};`,
  );
  return printModule(code`${docComment(`What the operations of ${api.name} take and answer.`)}export interface ${prefix}Operations {
  ${shapes}
}

${docComment(`The operations of ${api.name} by id.`)}export const ${constant}: ${operationTable}<${prefix}Operations> = ${prettyLiteral(table)};`);
}

function shapeSource(contract: Contract, layout: ApiLayout): ShapeSource {
  const scope = scopeOf(contract, layout, { types: './types.ts' });
  return {
    api: layout.api,
    schemas: contract.schemas,
    printType: typePrinter(scope),
    suppliedHeaders: new Set(contract.settings.profile === 'kada-mandiya' ? ['x-correlation-id'] : []),
  };
}

const operationTable = typeFrom('@kada-mandiya/contract', 'OperationTable');

function summaryOf({ method, path, summary }: HttpOperation): string {
  return docComment(`\`${method.toUpperCase()} ${path}\`${summary === undefined ? '' : `: ${summary}`}`);
}

/** An `OperationContract` as data; `4XX` and `default` are no statuses. */
function contractOf(operation: HttpOperation): JsonObject {
  const { id, method, path, roles, rateLimit, internal, responses } = operation;
  return {
    id,
    method,
    path,
    secured: isSecured(operation),
    roles,
    ...(rateLimit === undefined ? {} : { rateLimit: { ...rateLimit } }),
    internal,
    statuses: responses.map(({ status }) => Number(status)).filter(Number.isInteger),
  };
}

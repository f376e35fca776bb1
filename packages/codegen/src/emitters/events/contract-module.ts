import type { SchemaId, SchemaSet } from '../../ir/schema.ts';
import { code, join, printModule, typeFrom, valueFrom } from '../../print/code.ts';
import type { Code } from '../../print/code.ts';
import { docComment } from '../../print/comment.ts';
import { literal, stringLiteral } from '../../print/literal.ts';
import { decodableIds, decoderName, predicateName, zodSchemaName } from '../../print/index.ts';
import type { EventEntry } from './event-contracts.ts';
import { printExamples } from './examples.ts';
import { cursorModule } from './folder-scope.ts';

/** `contract.ts` of a document's folder: an `EventContract` for each version of its event. */
export function printContractModule(events: readonly EventEntry[], schemas: SchemaSet): string {
  const decodable = decodableIds(schemas, events.map(({ payload }) => payload.id));
  return printModule(join(events.map((event) => printContract(event, schemas, decodable)), '\n\n'));
}

function printContract(event: EventEntry, schemas: SchemaSet, decodable: readonly SchemaId[]): Code {
  const { constant, folder, message, routingKey, exchange, version, payload, sensitive, hasReceiver } = event;
  const base = payload.folder === folder ? '.' : `../${payload.folder}`;
  const type = typeFrom(`${base}/types.ts`, payload.name);
  const predicate = (name: string): Code => valueFrom(`${base}/predicates.ts`, name);
  const schema = (name: string): Code => valueFrom(`${base}/schemas.ts`, name);
  const is = predicate(predicateName(payload.name));
  const decoder = (): Code => code`${valueFrom(cursorModule, 'jsonDecoder')}(${valueFrom(`${base}/decoders.ts`, decoderName(payload.name))})`;
  const description = [message.summary ?? message.title, message.description].filter((text) => text !== undefined).join('\n\n');
  return code`${docComment(description)}export const ${constant}: ${typeFrom('@kada-mandiya/contract', 'EventContract')}<${type}> = {
  routingKey: ${stringLiteral(routingKey)},${exchange === undefined ? '' : `\nexchange: ${stringLiteral(exchange)},`}
  version: ${version},
  message: ${stringLiteral(message.name)},
  is: ${is},
  ${decodable.includes(payload.id) ? code`decode: ${decoder()},
` : ''}isStrict: ${predicate(predicateName(payload.name, 'strict'))},
  schema: ${schema(zodSchemaName(payload.name))},
  strictSchema: ${schema(zodSchemaName(payload.name, 'strict'))},
  examples: ${printExamples(message.examples, payload.id, is, schemas)},
  sensitive: ${literal(sensitive)},
  hasReceiver: ${String(hasReceiver)},
};`;
}

import type { JsonValue } from '../../src/ir/json.ts';
import { printModule } from '../../src/print/code.ts';
import { decodableIds, printDeclarations, printJsonCursor } from '../../src/print/index.ts';
import type { PrintScope } from '../../src/print/index.ts';
import { schemaId } from '../../src/schema/read.ts';
import { load, readOne } from './print-and-load.ts';

const cursor = load(printJsonCursor());

export interface PrintedDecoder {
  readonly text: string;
  readonly is: (value: unknown) => boolean;
  /** What is decoded from a text, or from bytes; undefined where the decoder gives up. */
  readonly decode: (json: string | Uint8Array) => unknown;
}

/** A schema's decoder beside its predicate; undefined where the schema cannot be decoded. */
export function printedDecoder(schema: JsonValue): PrintedDecoder | undefined {
  const { schemas } = readOne({ 'a.json': schema });
  const id = schemaId('a.json', []);
  if (decodableIds(schemas, [id]).length === 0) return undefined;
  const locate = (one: string): { readonly name: string } | undefined => (one === id ? { name: 'Thing' } : undefined);
  const scope: PrintScope = { schemas, format: 'assertion', cursor: './json-cursor.ts', locate };
  const text = printModule(printDeclarations(scope, [id], ['types', 'predicates', 'decoders']));
  const exports = load(text, { './json-cursor.ts': cursor });
  const decode = call(call(cursor.jsonDecoder)(exports.decodeThing));
  return {
    text,
    is: (value) => call(exports.isThing)(value) === true,
    decode: (json) => decode(typeof json === 'string' ? new TextEncoder().encode(json) : json),
  };
}

function call(value: unknown): (argument: unknown) => unknown {
  if (typeof value !== 'function') throw new TypeError('the module exports no such function');
  return (argument) => Reflect.apply(value, undefined, [argument]) as unknown;
}

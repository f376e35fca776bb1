import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Parser, stringify } from '@asyncapi/parser';
import type { SpecFiles } from '../../../packages/codegen/src/input/documents.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../packages/codegen/src/ir/json.ts';
import type { System } from '../model/system.ts';
import { bundleAsyncApi, mergeAsyncApi } from './asyncapi-bundle.ts';

/** AsyncAPI documents as the AsyncAPI project's parser leaves them, in its own notation. */
export interface ParsedDocuments {
  /** All of them in one. */
  readonly all: string;
  /** That of a routing key. */
  of(key: string): string;
}

export const allEvents = 'Every channel of the system, with who sends and who receives what on it.';

const everything: JsonObject = { title: 'All events of Kada Mandiya', version: '1.0.0', description: allEvents };

/**
 * Bundles and parses all AsyncAPI documents. They are parsed once, as one; that of a routing key is a part of it.
 *
 * @throws Error with what the parser says of them
 */
export async function parseAsyncApi({ events }: System, files: SpecFiles): Promise<ParsedDocuments> {
  const bundled = new Map(events.map(({ key, document }) => [key, bundleAsyncApi(files, document.origin.file)]));
  const { document, diagnostics } = await new Parser().parse(JSON.stringify(mergeAsyncApi([...bundled.values()], everything)));
  if (document === undefined) throw new Error(`the AsyncAPI documents are not valid:\n${diagnostics.map(({ message, path }) => `${path.join('.')}: ${message}`).join('\n')}`);
  const whole: JsonObject = document.json<JsonObject>();
  return { all: printed(whole), of: (key) => printed(partOf(whole, bundled.get(key) ?? {})) };
}

/** The part of a parsed document that another one, not parsed, names. */
function partOf(whole: JsonObject, part: JsonObject): JsonObject {
  const components = Object.entries(objectOf(part.components)).map(([section, own]): [string, JsonValue] => [section, picked(objectOf(objectOf(whole.components)[section]), own)]);
  return { ...whole, info: objectOf(part.info), channels: picked(whole.channels, part.channels), operations: picked(whole.operations, part.operations), components: Object.fromEntries(components) };
}

function picked(all: JsonValue | undefined, wanted: JsonValue | undefined): JsonObject {
  const names = Object.keys(objectOf(wanted));
  return Object.fromEntries(Object.entries(objectOf(all)).filter(([name]) => names.includes(name)));
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function printed(document: JsonObject): string {
  const text = stringify({ ...document });
  if (text === undefined) throw new Error('the parser does not know its own document');
  return text;
}

/** The component's bundle and style sheet. */
export function asyncApiRenderer(): { readonly script: string; readonly style: string } {
  const folder = dirname(createRequire(import.meta.url).resolve('@asyncapi/react-component/package.json'));
  return { script: join(folder, 'browser/standalone/without-parser.js'), style: join(folder, 'styles/default.min.css') };
}

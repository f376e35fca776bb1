import type { Problem } from '../diagnostics/problem.ts';
import type { SpecFiles } from '../input/documents.ts';
import type { JsonPath } from '../ir/json.ts';
import type { NamedSchema, SchemaId } from '../ir/schema.ts';
import type { Dialect, SchemaRoot } from '../schema/read.ts';
import { lastName } from './names.ts';
import { childOf, originOf, type Node } from './node.ts';
import { referenceOf, resolveReference } from './references.ts';
import { dialectOfFormat } from './schema-format.ts';

/** What the readers of documents share. */
export interface Reading {
  readonly files: SpecFiles;
  readonly house: boolean;
  /** The id of the schema at a place that was looked at before. */
  readonly idOf: (place: SchemaPlace) => SchemaId | undefined;
}

/** Where a schema stands in the end, and the name that it has there. */
export interface SchemaPlace {
  readonly node: Node;
  readonly dialect: Dialect;
  /** The name by which it was referred to; absent where the schema is written in place. */
  readonly name?: string;
}

/** The place of a JSON Schema: what a plain `$ref` leads to (one step, so that an alias keeps its name), or itself. */
export function schemaPlace(files: SpecFiles, node: Node, dialect: Dialect): SchemaPlace {
  const reference = referenceOf(node);
  if (reference === undefined || (dialect === '2020-12' && hasSiblings(node))) return { node, dialect };
  const target = resolveReference(files, node.file, reference);
  return target.kind === 'found' ? { node: target.node, dialect, name: lastName(target.node) } : { node, dialect };
}

/** From 2020-12 on, what stands beside `$ref` counts; a summary or description asserts nothing. */
function hasSiblings(node: Node): boolean {
  return Object.keys(node.value ?? {}).some((key) => !['$ref', 'summary', 'description'].includes(key));
}

/**
 * The place of a payload or headers schema, which may be a Multi Format Schema Object (AsyncAPI 3.0), or what is
 * wrong.
 */
export function payloadPlace(files: SpecFiles, node: Node): SchemaPlace | Problem {
  const place = schemaPlace(files, node, 'draft-07');
  const schemaFormat = childOf(place.node, 'schemaFormat');
  if (schemaFormat === undefined) return place;
  if (typeof schemaFormat.value !== 'string') {
    return { code: 'WRONG_KIND', message: '"schemaFormat" is a text', origin: originOf(schemaFormat) };
  }
  const format = dialectOfFormat(schemaFormat.value);
  if ('refused' in format) {
    return { code: 'UNSUPPORTED_SCHEMA_FORMAT', message: format.refused, origin: originOf(schemaFormat) };
  }
  const schema = childOf(place.node, 'schema');
  if (schema === undefined) {
    return {
      code: 'MISSING_FIELD',
      message: 'a schema with a "schemaFormat" needs "schema"',
      origin: originOf(place.node),
    };
  }
  const inner = schemaPlace(files, schema, format.dialect);
  return place.name === undefined || inner.name !== undefined ? inner : { ...inner, name: place.name };
}

/** The key of a place among the schemas that are read. */
export function placeKey(place: {
  readonly node: { readonly file: string; readonly path: JsonPath };
  readonly dialect: Dialect;
}): string {
  return JSON.stringify([place.node.file, place.node.path, place.dialect]);
}

/** A place as a root for `readSchemas`. */
export function rootOf({ node, dialect }: SchemaPlace): SchemaRoot {
  return { file: node.file, path: node.path, dialect };
}

/** A place's schema with its name, or with the one given where it has none of its own. */
export function namedSchema(reading: Reading, place: SchemaPlace, otherwise: string): NamedSchema | undefined {
  const id = reading.idOf(place);
  return id === undefined ? undefined : { name: place.name ?? otherwise, id };
}

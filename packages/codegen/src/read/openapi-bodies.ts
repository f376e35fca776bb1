import type { Body, Example, HttpOperation, MediaType, Parameter, Response, ResponseHeader } from '../ir/contract.ts';
import { isJsonObject } from '../ir/json.ts';
import type { SchemaId } from '../ir/schema.ts';
import type { Dialect } from '../schema/read.ts';
import { textOf, textsOf } from './layers.ts';
import { childOf, childrenOf, originOf, type Node } from './node.ts';
import { schemaPlace, type Reading } from './reading.ts';
import { follow } from './references.ts';

/** What the reader of one OpenAPI document works with. */
export interface ApiReading extends Reading {
  readonly dialect: Dialect;
  readonly security: Node | undefined;
  /** The schemas that operations use, with the names by which they refer to them. */
  readonly used: Map<SchemaId, string | undefined>;
}

/** A path item's parameters hold for each of its operations, which may redefine them by name and place. */
export function readParameters(
  reading: ApiReading,
  shared: Node | undefined,
  own: Node | undefined,
): readonly Parameter[] {
  const parameters = new Map<string, Parameter>();
  for (const list of [shared, own]) {
    if (list === undefined || !Array.isArray(list.value)) continue;
    for (const { node: item } of childrenOf(list)) {
      const node = follow(reading.files, item);
      const parameter = node === undefined ? undefined : readParameter(reading, node);
      if (parameter !== undefined) parameters.set(`${parameter.in} ${parameter.name}`, parameter);
    }
  }
  return [...parameters.values()];
}

function readParameter(reading: ApiReading, node: Node): Parameter | undefined {
  const name = textOf([node], 'name');
  const place = (['path', 'query', 'header', 'cookie'] as const).find((known) => known === childOf(node, 'in')?.value);
  if (name === undefined || place === undefined) return undefined;
  const schema = schemaOf(reading, node);
  const style = childOf(node, 'style')?.value;
  const explode = childOf(node, 'explode')?.value;
  return {
    name,
    in: place,
    required: childOf(node, 'required')?.value === true,
    ...(schema === undefined ? {} : { schema: schema.id }),
    ...(typeof style === 'string' ? { style } : {}),
    ...(typeof explode === 'boolean' ? { explode } : {}),
    examples: readExamples(reading, node),
    origin: originOf(node),
  };
}

export function readRequestBody(reading: ApiReading, entry: Node | undefined): HttpOperation['requestBody'] {
  const node = entry === undefined ? undefined : follow(reading.files, entry);
  if (node === undefined || !isJsonObject(node.value)) return undefined;
  return { ...readBody(reading, node), required: childOf(node, 'required')?.value === true, origin: originOf(node) };
}

function readBody(reading: ApiReading, node: Node): Body {
  const content = childOf(node, 'content');
  if (content === undefined || !isJsonObject(content.value)) return { content: [] };
  const mediaTypes = childrenOf(content).filter(({ node: mediaType }) => isJsonObject(mediaType.value));
  return { content: mediaTypes.map(({ key, node: mediaType }) => readMediaType(reading, key, mediaType)) };
}

function readMediaType(reading: ApiReading, mediaType: string, node: Node): MediaType {
  const schema = schemaOf(reading, node);
  return {
    mediaType,
    ...(schema === undefined ? {} : { schema: schema.id }),
    ...(schema?.name === undefined ? {} : { schemaName: schema.name }),
    examples: readExamples(reading, node),
    origin: originOf(node),
  };
}

export function readResponses(reading: ApiReading, node: Node | undefined): readonly Response[] {
  if (node === undefined || !isJsonObject(node.value)) return [];
  return childrenOf(node).flatMap(({ key: status, node: entry }) => {
    const response = status.startsWith('x-') ? undefined : follow(reading.files, entry);
    if (response === undefined || !isJsonObject(response.value)) return [];
    const headers = childOf(response, 'headers');
    return [
      {
        status,
        description: textOf([response], 'description') ?? '',
        headers:
          headers === undefined
            ? []
            : childrenOf(headers).flatMap(({ key, node: header }) => readHeader(reading, key, header)),
        ...readBody(reading, response),
        origin: originOf(response),
      },
    ];
  });
}

function readHeader(reading: ApiReading, name: string, entry: Node): readonly ResponseHeader[] {
  const node = follow(reading.files, entry);
  if (node === undefined || !isJsonObject(node.value)) return [];
  const schema = schemaOf(reading, node);
  const examples = readExamples(reading, node);
  return [
    {
      name,
      required: childOf(node, 'required')?.value === true,
      ...(schema === undefined ? {} : { schema: schema.id }),
      ...(examples.length === 0 ? {} : { examples }),
      origin: originOf(node),
    },
  ];
}

/** The schema of a parameter, header or media type. */
function schemaOf(reading: ApiReading, parent: Node): { id: SchemaId; name?: string } | undefined {
  const node = childOf(parent, 'schema');
  if (node === undefined) return undefined;
  const place = schemaPlace(reading.files, node, reading.dialect);
  const id = reading.idOf(place);
  if (id === undefined) return undefined;
  reading.used.set(id, place.name);
  return { id, ...(place.name === undefined ? {} : { name: place.name }) };
}

/** `example`, and the `examples` that have a value here. */
function readExamples(reading: ApiReading, node: Node): readonly Example[] {
  const single = childOf(node, 'example');
  const examples = childOf(node, 'examples');
  const several =
    examples === undefined || !isJsonObject(examples.value)
      ? []
      : childrenOf(examples).flatMap(({ key: name, node: entry }) => {
          const example = follow(reading.files, entry);
          const value = example === undefined ? undefined : childOf(example, 'value');
          if (example === undefined || value === undefined) return [];
          return [{ name, ...textsOf([example], 'summary'), value: value.value, origin: originOf(value) }];
        });
  return [...(single === undefined ? [] : [{ value: single.value, origin: originOf(single) }]), ...several];
}

/** An operation whose bodies name their schemas as the API does in the end: two files may have used one name. */
export function withSchemaNames(operation: HttpOperation, names: ReadonlyMap<SchemaId, string>): HttpOperation {
  const rename = <Named extends Body>(body: Named): Named => ({
    ...body,
    content: body.content.map((mediaType) => {
      const name =
        mediaType.schemaName === undefined || mediaType.schema === undefined ? undefined : names.get(mediaType.schema);
      return name === undefined ? mediaType : { ...mediaType, schemaName: name };
    }),
  });
  const { requestBody, responses } = operation;
  return {
    ...operation,
    ...(requestBody === undefined ? {} : { requestBody: rename(requestBody) }),
    responses: responses.map(rename),
  };
}

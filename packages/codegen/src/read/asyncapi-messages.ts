import type { Problem } from '../diagnostics/problem.ts';
import type { Example, Message } from '../ir/contract.ts';
import { readEnvelope } from './envelope.ts';
import { fieldOf, textsOf, withTraits, type Layers } from './layers.ts';
import { childOf, childrenOf, originOf, type Node } from './node.ts';
import { namedSchema, payloadPlace, type Reading, type SchemaPlace } from './reading.ts';

export interface MessageEntry {
  readonly key: string;
  readonly entry: Node;
  readonly node: Node;
  readonly defaultContentType: Node | undefined;
}

/** Reads a message, its traits included; headers of several of them have been merged before. */
export function readMessage(
  reading: Reading,
  { key, entry, node, defaultContentType }: MessageEntry,
  problems: Problem[],
): Message {
  const layers = withTraits(reading.files, node);
  const payload = placeOf(reading, childOf(node, 'payload'));
  const headers = placeOf(reading, fieldOf(layers, 'headers'));
  const named = payload === undefined ? undefined : namedSchema(reading, payload, key);
  const headersId = headers === undefined ? undefined : reading.idOf(headers);
  const envelope = reading.house && payload !== undefined ? readEnvelope(reading, payload, key, problems) : undefined;
  const contentType = fieldOf(layers, 'contentType') ?? defaultContentType;
  return {
    name: key,
    origin: originOf(node),
    entry: originOf(entry),
    ...textsOf(layers, 'title', 'summary', 'description'),
    ...(typeof contentType?.value === 'string' ? { contentType: contentType.value, contentTypeOrigin: originOf(contentType) } : {}),
    ...(named === undefined ? {} : { payload: named }),
    ...(headersId === undefined ? {} : { headers: headersId }),
    examples: readExamples(layers, 'payload'),
    headerExamples: readExamples(layers, 'headers'),
    ...(envelope === undefined ? {} : { envelope }),
  };
}

/** The schema at a payload or headers; undefined also where it is in a format that is not read. */
export function placeOf(reading: Reading, node: Node | undefined): SchemaPlace | undefined {
  const place = node === undefined ? undefined : payloadPlace(reading.files, node);
  return place === undefined || 'code' in place ? undefined : place;
}

function readExamples(layers: Layers, part: 'payload' | 'headers'): readonly Example[] {
  const examples = fieldOf(layers, 'examples');
  if (examples === undefined || !Array.isArray(examples.value)) return [];
  return childrenOf(examples).flatMap(({ node }) => {
    const value = childOf(node, part);
    return value === undefined
      ? []
      : [{ ...textsOf([node], 'name', 'summary'), value: value.value, origin: originOf(value) }];
  });
}

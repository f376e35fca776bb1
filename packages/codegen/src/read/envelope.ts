import type { Problem } from '../diagnostics/problem.ts';
import type { MessageEnvelope } from '../ir/contract.ts';
import type { NamedSchema } from '../ir/schema.ts';
import { childOf, childrenOf, originOf, type Node } from './node.ts';
import { namedSchema, schemaPlace, type Reading, type SchemaPlace } from './reading.ts';
import { referenceOf } from './references.ts';

/**
 * What a payload of the house profile puts into the envelope; undefined, with problems added, where it is none.
 *
 * The form is `allOf` of a reference to the envelope and an object whose `properties` fix `eventType` and `version`
 * by `const` and give `data` by reference.
 */
export function readEnvelope(
  reading: Reading,
  payload: SchemaPlace,
  message: string,
  problems: Problem[],
): MessageEnvelope | undefined {
  const report = (text: string, node: Node): void => {
    problems.push({ code: 'NOT_AN_ENVELOPE', message: text, origin: originOf(node) });
  };
  const allOf = childOf(payload.node, 'allOf');
  const parts = allOf === undefined || !Array.isArray(allOf.value) ? [] : childrenOf(allOf).map(({ node }) => node);
  const reference = parts.find((part) => referenceOf(part) !== undefined);
  const own = parts.find((part) => childOf(part, 'properties') !== undefined);
  const properties = own === undefined ? undefined : childOf(own, 'properties');
  if (reference === undefined || own === undefined || properties === undefined) {
    report(
      `the payload of ${message} is not "allOf" of the shared envelope and the "properties" of this version`,
      payload.node,
    );
    return undefined;
  }
  const eventType = fixed(properties, 'eventType');
  const version = fixed(properties, 'version');
  if (typeof eventType !== 'string') {
    report('"eventType" is not fixed to the routing key by "const"', childOf(properties, 'eventType') ?? properties);
  }
  if (!isVersion(version)) {
    report('"version" is not fixed to a whole number from 1 by "const"', childOf(properties, 'version') ?? properties);
  }
  const data = childOf(properties, 'data');
  if (data === undefined || referenceOf(data) === undefined) {
    report('"data" is not a reference to a schema with a name', data ?? properties);
  }
  const base = named(reading, reference);
  const dataSchema = data === undefined ? undefined : named(reading, data);
  if (typeof eventType !== 'string' || !isVersion(version) || base === undefined || dataSchema === undefined) {
    return undefined;
  }
  return { eventType, version, origin: originOf(own), base, data: dataSchema };
}

function fixed(properties: Node, name: string): unknown {
  const property = childOf(properties, name);
  return property === undefined ? undefined : childOf(property, 'const')?.value;
}

function isVersion(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

/** A schema by reference; undefined where it is none or leads nowhere, which is reported where schemas are read. */
function named(reading: Reading, node: Node): NamedSchema | undefined {
  const place = schemaPlace(reading.files, node, 'draft-07');
  return place.name === undefined ? undefined : namedSchema(reading, place, place.name);
}

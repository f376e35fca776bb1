import type { Problem } from '../diagnostics/problem.ts';
import type { Contract, MediaType } from '../ir/contract.ts';
import { below, keyOf } from '../ir/origin.ts';
import type { Schema, SchemaId } from '../ir/schema.ts';

/** What a schema needs a name for: without one its generated type and validator would have none. */
export function* namedSchemas(contract: Contract): Iterable<Problem> {
  const inPlace = new Set<SchemaId>();
  for (const { requestBody, responses } of contract.apis.flatMap(({ operations }) => operations)) {
    for (const body of [...(requestBody?.content ?? []), ...responses.flatMap(({ content }) => content)]) {
      if (body.schema !== undefined && body.schemaName === undefined) inPlace.add(body.schema);
      yield* unnamedBody(contract, body);
    }
  }
  for (const { name, payload } of contract.eventDocuments
    .flatMap(({ channels }) => channels)
    .flatMap(({ messages }) => messages)) {
    const schema = payload === undefined ? undefined : contract.schemas.get(payload.id);
    if (schema?.origin.path.at(-1) !== 'payload') continue;
    yield {
      code: 'UNNAMED_SCHEMA',
      message: `the payload of ${name} is written in place; give it a name under "components"`,
      origin: keyOf(schema.origin),
    };
  }
  for (const [id, schema] of contract.schemas) if (!inPlace.has(id)) yield* unnamedParts(schema);
}

function* unnamedBody(
  { schemas }: Contract,
  { schema: id, schemaName, mediaType, origin }: MediaType,
): Iterable<Problem> {
  const schema = id === undefined ? undefined : schemas.get(id);
  if (
    schema === undefined ||
    schemaName !== undefined ||
    (needsNoName(schema) && schema.types?.includes('array') !== true)
  ) {
    return;
  }
  const message = `the schema of this ${mediaType} body is written in place; give it a name under "components"`;
  yield { code: 'UNNAMED_SCHEMA', message, origin: keyOf(below(origin, 'schema')) };
}

/** The parts of a schema with a name that would need one too. What stands directly under `allOf` extends the rest. */
function* unnamedParts(schema: Schema): Iterable<Problem> {
  for (const { part, extends: isExtension } of partsOf(schema)) {
    if (!isExtension && !needsNoName(part)) {
      const kind = part.enum !== undefined ? 'an enum' : part.properties !== undefined ? 'an object' : 'a composition';
      yield {
        code: 'UNNAMED_SCHEMA',
        message: `${kind} written in place; give it a name under "components"`,
        origin: keyOf(part.origin),
      };
    } else {
      yield* unnamedParts(part);
    }
  }
}

function needsNoName({ properties, enum: values, allOf, anyOf, oneOf }: Schema): boolean {
  return [properties, values, allOf, anyOf, oneOf].every((keyword) => keyword === undefined);
}

/** The parts that become part of a type; conditions (`if`, `not`, `contains` …) do not. */
function partsOf(schema: Schema): readonly { readonly part: Schema; readonly extends: boolean }[] {
  const { allOf = [], anyOf = [], oneOf = [], prefixItems = [], items, additionalProperties } = schema;
  const members = [...(schema.properties?.values() ?? []), ...(schema.patternProperties?.values() ?? [])];
  const parts = [...members, ...anyOf, ...oneOf, ...prefixItems, items, additionalProperties].filter(
    (part) => part !== undefined,
  );
  return [...allOf.map((part) => ({ part, extends: true })), ...parts.map((part) => ({ part, extends: false }))];
}

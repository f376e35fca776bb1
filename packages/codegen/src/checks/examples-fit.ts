import type { Problem } from '../diagnostics/problem.ts';
import type { Contract, Example, MediaType } from '../ir/contract.ts';
import { own, type JsonValue } from '../ir/json.ts';
import { below } from '../ir/origin.ts';
import type { Schema, SchemaId } from '../ir/schema.ts';
import { eachSubschema } from '../ir/subschemas.ts';
import { validateExample, validateInPlace, type Direction } from './validate/validate-example.ts';

/**
 * Every example must be what its schema describes; a default should be (JSON Schema 2020-12 Validation, section 9.2).
 */
export function* examplesFit(contract: Contract): Iterable<Problem> {
  yield* messageExamples(contract);
  yield* httpExamples(contract);
  yield* schemaExamples(contract);
}

function* messageExamples(contract: Contract): Iterable<Problem> {
  for (const { channels } of contract.eventDocuments) {
    for (const { payload, headers, examples, headerExamples } of channels.flatMap(({ messages }) => messages)) {
      if (payload !== undefined) for (const example of examples) yield* refusals(contract, payload.id, example);
      if (headers !== undefined) for (const example of headerExamples) yield* refusals(contract, headers, example);
    }
  }
}

function* httpExamples(contract: Contract): Iterable<Problem> {
  for (const { parameters, requestBody, responses } of contract.apis.flatMap(({ operations }) => operations)) {
    for (const { schema, examples } of parameters) {
      if (schema !== undefined) for (const example of examples) yield* refusals(contract, schema, example, 'request');
    }
    for (const mediaType of requestBody?.content ?? []) yield* bodyExamples(contract, mediaType, 'request');
    for (const { schema, examples = [] } of responses.flatMap(({ headers }) => headers)) {
      if (schema !== undefined) for (const example of examples) yield* refusals(contract, schema, example, 'response');
    }
    for (const mediaType of responses.flatMap(({ content }) => content)) {
      yield* bodyExamples(contract, mediaType, 'response');
    }
  }
}

function* bodyExamples(
  contract: Contract,
  { mediaType, schema, examples }: MediaType,
  direction: Direction,
): Iterable<Problem> {
  if (schema === undefined) return;
  for (const example of examples) {
    // What is not JSON may be given as the text that it is (OpenAPI 3.1, Example Object).
    if (typeof example.value === 'string' && !/[/+]json\b/i.test(mediaType)) continue;
    yield* refusals(contract, schema, example, direction);
  }
}

function* refusals(
  contract: Contract,
  schema: SchemaId,
  { value, origin }: Example,
  direction?: Direction,
): Iterable<Problem> {
  for (const { path, message, at } of validateExample(contract.schemas, schema, value, formatOf(contract), direction)) {
    const place = below(origin, ...path);
    yield {
      code: 'EXAMPLE_INVALID',
      message: `${subject(path, 'the example')} ${message}`,
      origin: at === 'key' ? { ...place, at } : place,
    };
  }
}

/** The examples and defaults that schemas themselves carry. */
function* schemaExamples(contract: Contract): Iterable<Problem> {
  const found: Problem[] = [];
  for (const schema of contract.schemas.values()) {
    eachSubschema(schema, (part) => found.push(...ownExamples(contract, part)));
  }
  yield* found;
}

function* ownExamples(contract: Contract, schema: Schema): Iterable<Problem> {
  const examples = own(schema.annotations, 'examples');
  if (Array.isArray(examples)) {
    const values: readonly JsonValue[] = examples;
    for (const [index, value] of values.entries()) yield* ownExample(contract, schema, value, ['examples', index]);
  }
  for (const keyword of ['example', 'default'] as const) {
    const value = own(schema.annotations, keyword);
    if (value !== undefined) yield* ownExample(contract, schema, value, [keyword]);
  }
}

function* ownExample(
  contract: Contract,
  schema: Schema,
  value: Example['value'],
  steps: readonly (string | number)[],
): Iterable<Problem> {
  const isDefault = steps[0] === 'default';
  for (const { path, message } of validateInPlace(contract.schemas, schema, value, formatOf(contract))) {
    const name = isDefault ? 'the default' : 'the example';
    const code = isDefault ? 'DEFAULT_INVALID' : 'EXAMPLE_INVALID';
    yield { code, message: `${subject(path, name)} ${message}`, origin: below(schema.origin, ...steps, ...path) };
  }
}

function formatOf({ settings }: Contract): 'assertion' | 'annotation' {
  return settings.profile === 'kada-mandiya' ? 'assertion' : 'annotation';
}

function subject(path: readonly (string | number)[], whole: string): string {
  const last = path.at(-1);
  if (last === undefined) return whole;
  return typeof last === 'number' ? `item ${String(last)}` : JSON.stringify(last);
}

import { isJsonArray, isJsonObject, own } from '../../ir/json.ts';
import type { JsonObject, JsonValue } from '../../ir/json.ts';
import { resolveNode } from '../http/component-references.ts';

/** An error that the gateway itself answers with, before or instead of the service (RFC 9110, RFC 6585). */
interface GatewayAnswer {
  readonly status: number;
  /** Its name among the responses of the components. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

const contentTooLarge: GatewayAnswer = {
  status: 413,
  name: 'ContentTooLarge',
  title: 'Content Too Large',
  description: 'The body is larger than the gateway lets through.',
};

const always: readonly GatewayAnswer[] = [
  {
    status: 429,
    name: 'TooManyRequests',
    title: 'Too Many Requests',
    description: 'More requests than the gateway lets through; `Retry-After` says when to try again.',
  },
  {
    status: 502,
    name: 'BadGateway',
    title: 'Bad Gateway',
    description: 'The service behind the gateway cannot be reached, or broke off its answer.',
  },
  {
    status: 504,
    name: 'GatewayTimeout',
    title: 'Gateway Timeout',
    description: 'The service behind the gateway did not answer in time.',
  },
];

/** An operation with references to the gateway's answers, at the statuses that it does not declare itself. */
export function withGatewayAnswers(operation: JsonObject): JsonObject {
  const declared = own(operation, 'responses');
  const responses: Record<string, JsonValue> = isJsonObject(declared) ? { ...declared } : {};
  const answers = Object.hasOwn(operation, 'requestBody') ? [contentTooLarge, ...always] : always;
  for (const { status, name } of answers) {
    responses[String(status)] ??= { $ref: `#/components/responses/${name}` };
  }
  return { ...operation, responses };
}

/**
 * The response components that the gateway's answers refer to. One that the services declare under the same name
 * stays; the others take schema, common headers and the rest of their example from the services' problems.
 */
export function gatewayResponses(document: JsonObject): JsonObject {
  const problems = problemResponses(document);
  const declared = own(componentsOf(document), 'responses');
  const missing = [contentTooLarge, ...always].filter(
    ({ name }) => !isJsonObject(declared) || !Object.hasOwn(declared, name),
  );
  return Object.fromEntries(missing.map((answer) => [answer.name, problemResponse(answer, problems, document)]));
}

/** A problem document that a service declares as an answer. */
interface ProblemResponse {
  readonly headers: JsonObject;
  readonly schema: JsonValue;
  readonly example: JsonObject;
}

function problemResponses(document: JsonObject): ProblemResponse[] {
  const responses = own(componentsOf(document), 'responses');
  if (!isJsonObject(responses)) return [];
  return Object.values(responses).flatMap((response) => {
    if (!isJsonObject(response)) return [];
    const content = own(response, 'content');
    const media = isJsonObject(content) ? own(content, 'application/problem+json') : undefined;
    const headers = own(response, 'headers');
    const schema = isJsonObject(media) ? own(media, 'schema') : undefined;
    const example = isJsonObject(media) ? exampleOf(media, document) : undefined;
    if (schema === undefined || !isJsonObject(example)) return [];
    return [{ headers: isJsonObject(headers) ? headers : {}, schema, example }];
  });
}

function exampleOf(media: JsonObject, document: JsonObject): JsonValue | undefined {
  const examples = own(media, 'examples');
  const named = isJsonObject(examples) ? resolveNode(document, Object.values(examples)[0]) : undefined;
  return own(media, 'example') ?? (named === undefined ? undefined : own(named, 'value'));
}

function problemResponse(
  { status, title, description }: GatewayAnswer,
  problems: readonly ProblemResponse[],
  document: JsonObject,
): JsonObject {
  const [model] = problems;
  const retryAfter = status === 429 ? { 'Retry-After': retryAfterHeader } : {};
  const example: Record<string, JsonValue> = { type: 'about:blank', title, status };
  for (const [key, value] of Object.entries(model?.example ?? {})) {
    if (!Object.hasOwn(example, key) && isRequired(key, model?.schema, document)) example[key] = value;
  }
  return {
    description,
    headers: { ...retryAfter, ...commonHeaders(problems) },
    content: { 'application/problem+json': { schema: model?.schema ?? problemSchema, example } },
  };
}

function isRequired(key: string, schema: JsonValue | undefined, document: JsonObject): boolean {
  const resolved = resolveNode(document, schema);
  const required = resolved === undefined ? undefined : own(resolved, 'required');
  return isJsonArray(required) && required.includes(key);
}

/** The headers that every problem has, in the same form. */
function commonHeaders(problems: readonly ProblemResponse[]): JsonObject {
  const [first, ...others] = problems.map(({ headers }) => headers);
  return Object.fromEntries(
    Object.entries(first ?? {}).filter(([name, header]) =>
      others.every((headers) => JSON.stringify(own(headers, name)) === JSON.stringify(header)),
    ),
  );
}

/** RFC 9110, section 10.2.3. */
const retryAfterHeader: JsonObject = {
  description: 'After how many seconds it is worth trying again.',
  required: true,
  schema: { type: 'integer', minimum: 1 },
  example: 30,
};

/** RFC 9457, section 3.1. */
const problemSchema: JsonObject = {
  type: 'object',
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', format: 'uri-reference' },
  },
};

function componentsOf(document: JsonObject): JsonObject {
  const components = own(document, 'components');
  return isJsonObject(components) ? components : {};
}

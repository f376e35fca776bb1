import type { Api, HttpOperation, MediaType, Parameter, Response } from '../../ir/contract.ts';
import type { SchemaId, SchemaSet } from '../../ir/schema.ts';
import { code, join, typeFrom } from '../../print/code.ts';
import type { Code } from '../../print/code.ts';
import { propertyKey, stringLiteral } from '../../print/literal.ts';
import { needsRawBody } from './operation-node.ts';
import { isSecured, mayIdentify } from './security.ts';

/** Prints the type of a schema as an expression. */
type PrintType = (id: SchemaId) => Code;

/** What the shapes of an API's operations are printed from. */
export interface ShapeSource {
  readonly api: Api;
  readonly schemas: SchemaSet;
  readonly printType: PrintType;
  /** Response headers, in lower case, that whoever runs a handler sets: they are no part of its answer. */
  readonly suppliedHeaders: ReadonlySet<string>;
}

/** An operation's `OperationShape` as a type. */
export function printShape(source: ShapeSource, operation: HttpOperation): Code {
  return code`{
  request:${printRequest(source, operation)};
  response:${printResponses(source, operation)};
}`;
}

function printRequest(source: ShapeSource, operation: HttpOperation): Code {
  const parts = [
    printParameters(source, operation, 'path', 'params'),
    printParameters(source, operation, 'query', 'query'),
    printParameters(source, operation, 'header', 'headers'),
    printParameters(source, operation, 'cookie', 'cookies'),
    printCaller(operation),
  ];
  const body = operation.requestBody;
  if (body === undefined || body.content.length === 0) return alternatives([parts]);
  if (needsRawBody(source.api, operation)) parts.push(code`rawBody: Uint8Array`);
  const bodies = body.content.map((media) =>
    body.content.length === 1
      ? [code`body${body.required ? '' : '?'}: ${printMedia(source, media)}`]
      : [code`contentType: ${stringLiteral(media.mediaType)}`, code`body: ${printMedia(source, media)}`],
  );
  const absent = body.required || bodies.length === 1 ? [] : [[code`body?: never`]];
  return alternatives([...bodies, ...absent].map((members) => [...parts, ...members]));
}

/** Headers that are said elsewhere in a document are no parameters (OpenAPI 3.1.1, section 4.8.12.1). */
const notParameters: ReadonlySet<string> = new Set(['accept', 'content-type', 'authorization']);

function printParameters(
  source: ShapeSource,
  { parameters }: HttpOperation,
  place: Parameter['in'],
  name: string,
): Code | undefined {
  const found = parameters.filter(
    (parameter) => parameter.in === place && !(place === 'header' && notParameters.has(parameter.name.toLowerCase())),
  );
  if (found.length === 0) return undefined;
  const isGiven = (parameter: Parameter): boolean => parameter.required || hasDefault(source.schemas, parameter);
  const members = found.map((parameter) => {
    const key = propertyKey(place === 'header' ? parameter.name.toLowerCase() : parameter.name);
    return code`${key}${isGiven(parameter) ? '' : '?'}: ${printSchema(source, parameter.schema)}`;
  });
  return code`${name}: ${objectType(members)}`;
}

/** Validators fill in the default that stands at a parameter's schema or behind a reference, but not in cookies. */
function hasDefault(schemas: SchemaSet, parameter: Parameter): boolean {
  const visited = new Set<SchemaId>();
  for (let id = parameter.schema; id !== undefined && !visited.has(id); id = schemas.get(id)?.ref) {
    if (Object.hasOwn(schemas.get(id)?.annotations ?? {}, 'default')) return parameter.in !== 'cookie';
    visited.add(id);
  }
  return false;
}

function printCaller(operation: HttpOperation): Code | undefined {
  const isOptional = mayIdentify(operation);
  if (!isOptional && !isSecured(operation)) return undefined;
  return code`caller${isOptional ? '?' : ''}: ${typeFrom('@kada-mandiya/contract', 'Caller')}`;
}

/**
 * Statuses with the same answer are one member of the union. Errors without required headers come last, since a
 * compiler compares a wrong answer with the last member: it then names the statuses that there are.
 */
function printResponses(source: ShapeSource, { responses }: HttpOperation): Code {
  const answers = responses.flatMap((response) =>
    printAnswers(source, response).map((answer) => ({ status: statusType(response), answer })),
  );
  const groups = [...Map.groupBy(answers, ({ answer }) => JSON.stringify(answer.map((member) => member.text))).values()];
  if (groups.length === 0) return code` never`;
  const members = groups.map((group) => {
    const statuses = [...new Set(group.map(({ status }) => status))];
    const answer = group[0]?.answer ?? [];
    return { statuses, answer, isPlainError: !statuses.some(isSuccess) && !answer.some(({ text }) => text.startsWith('headers:')) };
  });
  return alternatives(
    members
      .toSorted((left, right) => Number(left.isPlainError) - Number(right.isPlainError))
      .map(({ statuses, answer }) => [code`status: ${statuses.join(' | ')}`, ...answer]),
  );
}

function isSuccess(status: string): boolean {
  return /^[123]/.test(status);
}

/** `4XX` and `default` stand for many. */
function statusType({ status }: Response): string {
  return /^[1-5][0-9]{2}$/.test(status) ? status : 'number';
}

/** What stands beside the status: one answer for each media type. */
function printAnswers(source: ShapeSource, response: Response): Code[][] {
  const headers = printHeaders(source, response);
  const shared = headers === undefined ? [] : [headers];
  if (response.content.length === 0) return [shared];
  const isOnly = response.content.length === 1;
  return response.content.map((media) => [
    code`contentType${isOnly ? '?' : ''}: ${stringLiteral(media.mediaType)}`,
    ...shared,
    code`body: ${printMedia(source, media)}`,
  ]);
}

/** A `Content-Type` among the headers is ignored (OpenAPI 3.1.1, section 4.8.17.1). */
function printHeaders(source: ShapeSource, { headers }: Response): Code | undefined {
  const found = headers.filter(
    ({ name }) => name.toLowerCase() !== 'content-type' && !source.suppliedHeaders.has(name.toLowerCase()),
  );
  if (found.length === 0) return undefined;
  const members = found.map(
    ({ name, required, schema }) =>
      code`${propertyKey(name.toLowerCase())}${required ? '' : '?'}: ${printSchema(source, schema)}`,
  );
  return code`headers${found.some(({ required }) => required) ? '' : '?'}: ${objectType(members)}`;
}

/** The body of a media type without a schema is text or unknown. */
function printMedia(source: ShapeSource, { mediaType, schema }: MediaType): Code {
  if (schema === undefined && mediaType.startsWith('text/')) return code`string`;
  return printSchema(source, schema);
}

function printSchema({ printType }: ShapeSource, id: SchemaId | undefined): Code {
  return id === undefined ? code`unknown` : printType(id);
}

/** What stands behind the colon of a property whose value is one of some objects. */
function alternatives(objects: readonly (readonly (Code | undefined)[])[]): Code {
  const [only, ...others] = objects;
  if (only !== undefined && others.length === 0) return join([' ', objectType(only)], '');
  return code`\n  ${objects.map((members) => code`| ${objectType(members, '  ')}`)}`;
}

const printWidth = 106;

/** An object type on one line, as long as it fits. */
function objectType(members: readonly (Code | undefined)[], indent = ''): Code {
  const present = members.filter((member) => member !== undefined);
  if (present.length === 0) return code`{}`;
  const line = code`{ ${join(present, '; ')} }`;
  if (line.text.length <= printWidth && !line.text.includes('\n')) return line;
  return code`{
${indent}  ${present.map((member) => code`${member};`)}
${indent}}`;
}

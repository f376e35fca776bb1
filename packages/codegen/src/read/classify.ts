import type { Problem } from '../diagnostics/problem.ts';
import type { SpecFiles } from '../input/documents.ts';
import { isJsonObject } from '../ir/json.ts';
import { dialectOfUri } from '../schema/dialects.ts';
import type { Dialect } from '../schema/read.ts';
import type { OpenApiVersion } from './grammar/openapi.ts';
import { childOf, originOf, type Node } from './node.ts';

/** A document that is read, with what its root says about the rest. */
export type Document =
  | { readonly kind: 'asyncapi'; readonly root: Node; readonly dialect: Dialect }
  | { readonly kind: 'openapi'; readonly root: Node; readonly dialect: Dialect; readonly version: OpenApiVersion };

/** The documents among some files, and what is said of those that are not read. */
export function classify(files: SpecFiles): { documents: readonly Document[]; problems: readonly Problem[] } {
  const documents: Document[] = [];
  const problems: Problem[] = [];
  for (const { file, kind, value } of files.values()) {
    if ((kind !== 'asyncapi' && kind !== 'openapi') || !isJsonObject(value)) continue;
    const root: Node = { file, path: [], value };
    const document = kind === 'asyncapi' ? asAsyncApi(root, problems) : asOpenApi(root, problems);
    if (document !== undefined) documents.push(document);
  }
  return { documents, problems };
}

function asAsyncApi(root: Node, problems: Problem[]): Document | undefined {
  const version = versionOf(root, 'asyncapi', problems);
  if (version === undefined) return undefined;
  if (/^3\.[01]\./.test(version)) return { kind: 'asyncapi', root, dialect: 'draft-07' };
  const advice = /^[12]\./.test(version)
    ? 'convert the file with "asyncapi convert <file> --format asyncapi --output <file>"'
    : 'only 3.0 and 3.1 are';
  refuse(root, 'asyncapi', `AsyncAPI ${version} is not read; ${advice}`, problems);
  return undefined;
}

function asOpenApi(root: Node, problems: Problem[]): Document | undefined {
  if (childOf(root, 'openapi') === undefined) {
    const advice = 'convert the file to OpenAPI 3 first, for example with "npx swagger2openapi"';
    refuse(root, 'swagger', `Swagger 2.0 is not read; ${advice}`, problems);
    return undefined;
  }
  const version = versionOf(root, 'openapi', problems);
  if (version?.startsWith('3.0.') === true) return { kind: 'openapi', root, dialect: 'openapi-3.0', version: '3.0' };
  if (version?.startsWith('3.1.') === true) {
    return { kind: 'openapi', root, dialect: schemaDialect(root, problems), version: '3.1' };
  }
  if (version !== undefined) refuse(root, 'openapi', `OpenAPI ${version} is not read; only 3.0 and 3.1 are`, problems);
  return undefined;
}

function versionOf(root: Node, field: string, problems: Problem[]): string | undefined {
  const value = childOf(root, field);
  if (value === undefined) return undefined;
  if (typeof value.value === 'string') return value.value;
  const example = field === 'asyncapi' ? '3.0.0' : '3.1.0';
  problems.push({
    code: 'WRONG_KIND',
    message: `expected a version as text, such as "${example}"`,
    origin: originOf(value),
  });
  return undefined;
}

function refuse(root: Node, field: string, message: string, problems: Problem[]): void {
  problems.push({ code: 'UNSUPPORTED_VERSION', message, origin: originOf(childOf(root, field) ?? root) });
}

/** `jsonSchemaDialect` of OpenAPI 3.1; its own base dialect is 2020-12 with a few annotations more. */
function schemaDialect(root: Node, problems: Problem[]): Dialect {
  const field = childOf(root, 'jsonSchemaDialect');
  if (field === undefined || typeof field.value !== 'string') return '2020-12';
  const dialect = dialectOfUri(field.value);
  if (dialect !== undefined) return dialect;
  const message = `the schema dialect ${JSON.stringify(field.value)} is not read`;
  problems.push({ code: 'UNSUPPORTED_SCHEMA_FORMAT', message, origin: originOf(field) });
  return '2020-12';
}

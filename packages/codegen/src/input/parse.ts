import { parseDocument, type Document, type YAMLError } from 'yaml';
import { isJsonObject, own, type JsonValue } from '../ir/json.ts';
import type { Problem } from '../diagnostics/problem.ts';
import type { FileKind, SpecFile } from './documents.ts';
import { toJson, type TreeProblem } from './to-json.ts';

/** The configuration of the generator; only the one at the root of the specs folder counts. */
const settingsFile = /^kada-codegen\.(?:ya?ml|json)$/;

/**
 * Parses one file, as YAML 1.2 (which JSON is part of); a `.json` file must be JSON indeed.
 *
 * A file with a syntax error has no value: what could be saved of it would only lead to errors that follow from it.
 */
export function parseFile(file: string, text: string): { file: SpecFile; problems: readonly Problem[] } {
  const tree = parseTree(text);
  const { value, problems } = readTree(file, text, tree);
  const kind = value === undefined ? guessKind(file, text) : kindOf(file, value);
  const located = problems.map(({ code, message, range }) => ({ code, message, origin: { file, path: [] }, range }));
  return {
    file: { file, text, kind, ...(value === undefined ? {} : { value }), ...(tree === undefined ? {} : { tree }) },
    problems: located,
  };
}

function readTree(
  file: string,
  text: string,
  tree: Document.Parsed | undefined,
): { value?: JsonValue; problems: readonly TreeProblem[] } {
  if (tree === undefined) return { problems: [{ code: 'YAML_SYNTAX', message: tooDeep, range: [0, 1] }] };
  const syntax = mostTelling([...tree.errors, ...tree.warnings]).map(
    (error): TreeProblem => ({ code: 'YAML_SYNTAX', message: say(error), range: error.pos }),
  );
  const refused = syntax.length === 0 && isJsonName(file) ? [...syntax, ...noJson(text)] : syntax;
  if (refused.length > 0) return { problems: refused };
  const { value, problems } = toJson(tree);
  return problems.some(({ code }) => code === 'YAML_SYNTAX' || code === 'YAML_ALIAS')
    ? { problems }
    : { value, problems };
}

function isJsonName(file: string): boolean {
  return /\.json$/i.test(file);
}

function parseTree(text: string): Document.Parsed | undefined {
  try {
    return parseDocument(text, {
      prettyErrors: false,
      uniqueKeys: false,
      stringKeys: true,
      resolveKnownTags: false,
      logLevel: 'error',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** One mistake often raises several errors at one place, and then more on each line that follows. */
function mostTelling(errors: readonly YAMLError[]): readonly YAMLError[] {
  const exhausted = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (exhausted !== undefined) return [exhausted];
  const sorted = errors.toSorted((left, right) => left.pos[0] - right.pos[0]);
  return sorted.filter((error, index) => error.pos[0] !== sorted[index - 1]?.pos[0]).slice(0, maximumPerFile);
}

const maximumPerFile = 20;

const tooDeep = 'nested too deeply';

function say(error: YAMLError): string {
  const [first = ''] = error.message.split('\n');
  if (/call stack/i.test(first)) return tooDeep;
  return (sayings[error.code] ?? first).replace(/[.:]$/, '');
}

const sayings: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'a tab cannot indent in YAML; use spaces',
  MULTIPLE_DOCS: 'a second document (---) in one file; give each its own file',
  NON_STRING_KEY: 'a key must be a string',
  BLOCK_AS_IMPLICIT_KEY: 'a map cannot start on the line of its key; is what follows indented too far?',
};

/** JSON is YAML, but YAML is not JSON: comments, bare words and trailing commas are for other file names. */
function noJson(text: string): readonly TreeProblem[] {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    const message = String(error)
      .replace(/^SyntaxError: /, '')
      .replace(/ in JSON at position.*$/s, '');
    const end = message.includes('end of JSON') ? text.trimEnd().length : 0;
    const offset = Number(/at position (\d+)/.exec(String(error))?.[1] ?? end);
    return [{ code: 'YAML_SYNTAX', message: `not JSON: ${message}`, range: [offset, offset + 1] }];
  }
}

function kindOf(file: string, value: JsonValue): FileKind {
  if (settingsFile.test(file)) return 'settings';
  if (!isJsonObject(value)) return 'fragment';
  if (own(value, 'asyncapi') !== undefined) return 'asyncapi';
  return own(value, 'openapi') !== undefined || own(value, 'swagger') !== undefined ? 'openapi' : 'fragment';
}

/** What a file that does not parse was meant to be, so that what depends on it is not reported too. */
function guessKind(file: string, text: string): FileKind {
  if (settingsFile.test(file)) return 'settings';
  const root = /^[\s{]*["']?(asyncapi|openapi|swagger)["']?\s*:/m.exec(text)?.[1];
  if (root === undefined) return 'fragment';
  return root === 'asyncapi' ? 'asyncapi' : 'openapi';
}

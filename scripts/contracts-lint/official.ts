import { join, relative } from 'node:path';
import { bundle } from '@apidevtools/json-schema-ref-parser';
import { Parser } from '@asyncapi/parser';
import { Validator } from '@seriousme/openapi-schema-validator';
import { z } from 'zod';
import { placeIn } from '../../packages/codegen/src/diagnostics/diagnose.ts';
import type { LoadedDocuments, SpecFile } from '../../packages/codegen/src/input/documents.ts';
import type { Finding } from './finding.ts';

type Path = (string | number)[];

/** Errors and warnings, as numbers of the Language Server Protocol less one. */
const counted: ReadonlySet<number> = new Set([0, 1]);

/**
 * What the AsyncAPI project's parser has against a document; a warning counts, information does not. It is what
 * `asyncapi validate` runs.
 */
export function asyncApiValidation(): (file: SpecFile, documents: LoadedDocuments) => Promise<readonly Finding[]> {
  const parser = new Parser();
  return async ({ file, text }, documents) => {
    const own = join(documents.dir, file);
    const diagnostics = await parser.validate(text, { source: own });
    return diagnostics.filter(({ severity }) => counted.has(severity)).map(({ code, message, path, source, range }) => {
      const rule = `asyncapi/${String(code)}`;
      const other = source === undefined ? own : relative('.', source);
      const name = relative(documents.dir, other).replaceAll('\\', '/');
      return documents.files.has(name) ? { ...placeIn(documents, { file: name, path }), rule, message } : { file: other, line: range.start.line + 1, column: range.start.character + 1, rule, message };
    });
  };
}

const Errors = z.array(z.object({ instancePath: z.string(), message: z.string().default('is not valid') }));

/** What the OpenAPI Initiative's schema of its version has against a document, with the parts that it takes from others. */
export async function openApiFindings({ file }: SpecFile, documents: LoadedDocuments): Promise<readonly Finding[]> {
  const at = (path: Path, message: string): Finding => ({ ...placeIn(documents, { file, path }), rule: 'openapi/schema', message });
  let document: object;
  try {
    document = await bundle(join(documents.dir, file));
  } catch (error) {
    return [at([], String(error))];
  }
  const { valid, errors } = await new Validator().validate({ ...withEncodedReferences(document) });
  if (valid) return [];
  const read = Errors.safeParse(errors);
  if (!read.success) return [at([], typeof errors === 'string' ? errors : JSON.stringify(errors))];
  // The innermost place is what is wrong; the schemas around it only fail with it.
  const deepest = Math.max(...read.data.map(({ instancePath }) => instancePath.split('/').length));
  return read.data.filter(({ instancePath }) => instancePath.split('/').length === deepest).map(({ instancePath, message }) => at(pathOf(instancePath), message));
}

/** A JSON Pointer (RFC 6901) as the keys that it names. */
function pathOf(pointer: string): Path {
  return pointer.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}

/** The document with its references as URIs: the bundler leaves the braces of path templates in them as they are. */
function withEncodedReferences(document: object): object {
  const encode = (key: string, value: unknown): unknown => (key === '$ref' && typeof value === 'string' ? encodeURI(value) : value);
  return z.record(z.string(), z.unknown()).parse(JSON.parse(JSON.stringify(document, encode)));
}

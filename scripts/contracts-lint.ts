import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { glob } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inspect, promisify } from 'node:util';
import { bundle } from '@apidevtools/json-schema-ref-parser';
import { Validator } from '@seriousme/openapi-schema-validator';

/** What the official tools say of one document; no complaints means that it is valid. */
interface Verdict {
  readonly file: string;
  readonly validator: string;
  readonly complaints: string;
}

const asyncapiCli = join(
  dirname(createRequire(import.meta.url).resolve('@asyncapi/cli/package.json')),
  'bin/run_bin',
);

/** Runs `asyncapi validate` on one file; a warning counts as a complaint, information does not. */
async function validateAsyncApi(file: string): Promise<Verdict> {
  const args = [asyncapiCli, 'validate', file, '--fail-severity=warn', '--diagnostics-format=text'];
  // CI=true switches the tool's usage statistics off.
  const env = { ...process.env, CI: 'true', NO_COLOR: '1', SUPPRESS_NO_CONFIG_WARNING: '1' };
  const complaints = await promisify(execFile)(process.execPath, args, { env }).then(
    () => '',
    (error: unknown) => outputOf(error),
  );
  return { file, validator: 'asyncapi validate', complaints };
}

function outputOf(error: unknown): string {
  const { stdout, stderr } = error as { stdout?: string; stderr?: string };
  return [stdout, stderr].filter((text) => text !== undefined && text !== '').join('\n') || String(error);
}

/** Holds one file, with the parts that it takes from others, against the OpenAPI Initiative's schema of its version. */
async function validateOpenApi(file: string): Promise<Verdict> {
  const complaints = await bundle(file)
    .then((document) => new Validator().validate({ ...withEncodedReferences(document) }))
    .then(
      (result) => (result.valid ? '' : inspect(result.errors, { depth: 6 })),
      (error: unknown) => String(error),
    );
  return { file, validator: 'OpenAPI JSON Schema', complaints };
}

/** The document with its references as URIs: the bundler leaves the braces of path templates in them as they are. */
function withEncodedReferences(document: object): object {
  const encode = (key: string, value: unknown): unknown => (key === '$ref' && typeof value === 'string' ? encodeURI(value) : value);
  return JSON.parse(JSON.stringify(document, encode)) as object;
}

/** Applies a task to every item, some at a time, and keeps their order. */
async function inParallel<T, R>(items: readonly T[], task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await task(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

const list = async (pattern: string): Promise<string[]> => (await Array.fromAsync(glob(pattern))).sort();

const verdicts = [
  ...(await inParallel(await list('specs/asyncapi/*.yaml'), validateAsyncApi)),
  ...(await inParallel(await list('specs/openapi/*.yaml'), validateOpenApi)),
];
for (const { file, validator, complaints } of verdicts) {
  console.log(`${complaints === '' ? 'valid  ' : 'INVALID'}  ${file}  (${validator})`);
  if (complaints !== '') console.log(complaints);
}
const invalid = verdicts.filter(({ complaints }) => complaints !== '').length;
console.log(`${String(verdicts.length)} documents, ${String(invalid)} invalid`);
process.exitCode = verdicts.length === 0 || invalid > 0 ? 1 : 0;

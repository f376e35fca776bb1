import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LoadedDocuments } from '../../../src/input/documents.ts';
import { loadDocuments } from '../../../src/input/load.ts';
import { parseFile } from '../../../src/input/parse.ts';
import { canonical } from '../../../src/ir/canonical.ts';
import type { Contract } from '../../../src/ir/contract.ts';
import type { Emitter } from '../../../src/ir/planned-file.ts';
import { readContract } from '../../../src/read/read-contract.ts';

const fixtures = join(import.meta.dirname, '../../fixtures/emitters');

/** The repository's own specs. */
export const ownSpecs = join(import.meta.dirname, '../../../../../specs');

/** The specs of a fixture. */
export function specsOf(fixture: string): string {
  return join(fixtures, fixture, 'specs');
}

/** What a fixture's specs are to become. */
export function expectedOf(fixture: string): string {
  return join(fixtures, fixture, 'expected');
}

/** The contract that a specs folder says, in the order in which emitters see it. */
export async function contractOf(specs: string): Promise<Contract> {
  return understand(await loadDocuments(specs));
}

/** The contract that some documents say, by their file names. */
export function contractFrom(documents: Readonly<Record<string, object>>): Contract {
  const parsed = Object.entries(documents).map(([file, value]) => parseFile(file, JSON.stringify(value)));
  const files = new Map(parsed.map(({ file }) => [file.file, file]));
  return understand({ dir: 'specs', files, problems: parsed.flatMap(({ problems }) => problems) });
}

/** The settings file of the house. */
export const house = { 'kada-codegen.yaml': { profile: 'kada-mandiya', scope: '@shop' } };

function understand(loaded: LoadedDocuments): Contract {
  const { contract, problems } = readContract(loaded);
  const found = [...loaded.problems, ...problems].map(({ code, message, origin }) => `${origin.file}: ${code} ${message}`);
  if (found.length > 0) throw new Error(found.join('\n'));
  if (contract === undefined) throw new Error(`no contract in ${loaded.dir}`);
  return canonical(contract);
}

/** The texts that emitters make of a contract, by path. */
export async function emit(contract: Contract, emitters: readonly Emitter[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const file of emitters.flatMap((emitter) => [...emitter(contract)])) {
    if (texts.has(file.path)) throw new Error(`two files are called ${file.path}`);
    texts.set(file.path, await file.print());
  }
  return texts;
}

/** Writes texts below a folder. */
export async function writeAll(dir: string, texts: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of texts) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
}

/** The texts below a folder, by path. */
export async function readAll(dir: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(paths.map(async (path) => [path.slice(dir.length + 1), await readFile(path, 'utf8')] as const));
  return new Map(texts);
}

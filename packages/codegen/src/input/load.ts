import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments, SpecFile } from './documents.ts';
import { decodeText } from './decode.ts';
import { parseFile } from './parse.ts';

/**
 * Reads every YAML and JSON file of a folder and its subfolders, but for hidden ones and `node_modules`.
 *
 * What has not changed since it was loaded before is not parsed again.
 *
 * Never throws for what is in the folder, or for a folder that is not there: whatever is wrong is among the problems.
 */
export async function loadDocuments(dir: string, before?: LoadedDocuments): Promise<LoadedDocuments> {
  const listed = await listSpecFiles(dir);
  if ('code' in listed) return { dir, files: new Map(), problems: [listed] };
  if (listed.names.length === 0) {
    const message = 'no YAML or JSON file in the specs folder';
    return {
      dir,
      files: new Map(),
      problems: [...listed.problems, { code: 'NO_DOCUMENTS', message, origin: whole('') }],
    };
  }
  const read = await Promise.all(listed.names.map((name) => readSpecFile(dir, name, before)));
  return {
    dir,
    files: new Map(read.map(({ file }) => [file.file, file])),
    problems: [...listed.problems, ...read.flatMap(({ problems }) => problems)],
  };
}

/** The specs folder's own place is the empty file name. */
function whole(file: string): Problem['origin'] {
  return { file, path: [] };
}

interface Listing {
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
}

async function listSpecFiles(dir: string): Promise<Listing | Problem> {
  const names: string[] = [];
  const problems: Problem[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = join(folder, entry.name);
      const name = relative(dir, path).split(sep).join('/');
      if (entry.isDirectory()) {
        await visit(path).catch((error: unknown) => {
          problems.push({
            code: 'UNREADABLE_FILE',
            message: `the folder cannot be read: ${reason(error)}`,
            origin: whole(name),
          });
        });
      } else if (specName.test(entry.name) && (entry.isFile() || (await leadsToFile(path)))) {
        names.push(name);
      }
    }
  };
  try {
    await visit(dir);
  } catch (error) {
    return { code: 'NO_DOCUMENTS', message: `the specs folder cannot be read: ${reason(error)}`, origin: whole('') };
  }
  return { names: names.sort(), problems };
}

/** A link counts where it leads to a file, or to nothing (which is then reported); folders are not entered by links. */
async function leadsToFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return true;
  }
}

async function readSpecFile(
  dir: string,
  name: string,
  before: LoadedDocuments | undefined,
): Promise<{ file: SpecFile; problems: readonly Problem[] }> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(dir, name));
  } catch (error) {
    const problem: Problem = {
      code: 'UNREADABLE_FILE',
      message: `cannot be read: ${reason(error)}`,
      origin: whole(name),
    };
    return { file: { file: name, text: '', kind: 'fragment' }, problems: [problem] };
  }
  return parseBytes(name, bytes, before);
}

function parseBytes(name: string, bytes: Uint8Array, before?: LoadedDocuments): { file: SpecFile; problems: readonly Problem[] } {
  const { text, invalid } = decodeText(bytes);
  if (invalid === undefined) return parsedBefore(before, name, text) ?? parseFile(name, text);
  const problem: Problem = {
    code: 'NOT_UTF8',
    message: invalid.message,
    origin: whole(name),
    range: [invalid.offset, invalid.offset + 1],
  };
  return { file: { file: name, text, kind: 'fragment' }, problems: [problem] };
}

/**
 * Reads files that are in memory as those of a folder; names are relative to it, with `/` between folders. What was read
 * before with the same text is not parsed again.
 */
export function documentsOf(dir: string, contents: ReadonlyMap<string, Uint8Array>, before?: LoadedDocuments): LoadedDocuments {
  const names = [...contents.keys()].filter(isSpecName).sort();
  const read = names.map((name) => parseBytes(name, contents.get(name) ?? new Uint8Array(), before));
  return {
    dir,
    files: new Map(read.map(({ file }) => [file.file, file])),
    problems: read.flatMap(({ problems }) => problems),
  };
}

/** Whether a folder's file is read: YAML and JSON, but for what is hidden and `node_modules`. */
function isSpecName(name: string): boolean {
  const folders = name.split('/');
  return specName.test(name) && folders.every((folder) => !folder.startsWith('.') && folder !== 'node_modules');
}

const specName = /\.(?:ya?ml|json)$/i;

/** A file that has the same text as when it was read before, and what was said of it then. */
function parsedBefore(
  before: LoadedDocuments | undefined,
  name: string,
  text: string,
): { file: SpecFile; problems: readonly Problem[] } | undefined {
  const file = before?.files.get(name);
  if (before === undefined || file?.text !== text || (file.tree === undefined && file.value === undefined)) {
    return undefined;
  }
  return { file, problems: before.problems.filter(({ origin }) => origin.file === name) };
}

/** What a file-system error says, by its code: the class of the error is not to be relied on. */
function reason(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'it does not exist',
    ENOTDIR: 'it is not a folder',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EISDIR: 'it is a folder',
    ELOOP: 'its links lead in a circle',
  };
  return known[code] ?? (code === '' ? String(error) : code);
}

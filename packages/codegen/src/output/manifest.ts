import type { Found } from './output-folder.ts';
import { sha256 } from './stable-hash.ts';

/** The list of generated files, in the output folder itself; it is committed with them. */
export const manifestName = '.kada-codegen.json';

/** Each generated file with the hashes of what was written there: several while a run is under way. */
export type Manifest = ReadonlyMap<string, readonly string[]>;

/** The text of a manifest, one file a line, so that changes of different files merge. */
export function printManifest(manifest: Manifest): string {
  const lines = [...manifest]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([path, hashes]) => `    ${JSON.stringify(path)}: ${JSON.stringify(hashes.join(' '))}`);
  const comment = 'What kada-codegen wrote, so that it removes what the specs no longer yield, and nothing else.';
  return `{\n  "about": ${JSON.stringify(comment)},\n  "files": {\n${lines.join(',\n')}\n  }\n}\n`;
}

/** The manifest of texts by their paths. */
export function manifestOf(texts: ReadonlyMap<string, string>): Manifest {
  return new Map([...texts].map(([path, text]) => [path, [contentHash(text)]]));
}

/**
 * What a manifest's text says. Its lines are read one by one, so that one with a merge conflict still tells which files
 * were ours; a text that is no manifest tells of none.
 */
export function parseManifest(text: string): Manifest {
  const manifest = new Map<string, readonly string[]>();
  for (const [, path = '', hashes = ''] of text.matchAll(/^ {4}("(?:[^"\\]|\\.)+"): "([0-9a-f ]+)",?\r?$/gm)) {
    const name = parseName(path);
    if (name !== undefined) manifest.set(name, [...new Set([...(manifest.get(name) ?? []), ...hashes.split(' ')])]);
  }
  return manifest;
}

/** The manifest in a file; an empty one where there is no file. */
export function readManifest(found: Found): Manifest {
  return parseManifest(found.kind === 'file' ? new TextDecoder().decode(found.bytes) : '');
}

/** Whether a path, as a manifest may hold it, stays below the output folder. */
export function isPathBelow(path: string): boolean {
  const steps = path.split('/');
  return path !== manifestName && !/[\u0000\\]/.test(path) && steps.every((step) => step !== '' && step !== '.' && step !== '..');
}

/** The files of two manifests, with the hashes of both. */
export function mergeManifests(left: Manifest, right: Manifest): Manifest {
  const merged = new Map(left);
  for (const [path, hashes] of right) merged.set(path, [...new Set([...(merged.get(path) ?? []), ...hashes])]);
  return merged;
}

/** A hash to recognise our own text by. */
export function contentHash(text: string | Uint8Array): string {
  return sha256(text).slice(0, 20);
}

function parseName(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

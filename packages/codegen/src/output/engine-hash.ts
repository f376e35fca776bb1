import { readFileSync, readdirSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { sha256, stableHash } from './stable-hash.ts';

/** The packages whose versions the printed text depends on. */
const printers = ['@asyncapi/modelina', 'openapi-typescript', 'typescript', 'yaml'];

/**
 * The hash of all that turns a file's input into its text: the content of this package's own source files (all of
 * them: reading them costs milliseconds), the versions of the packages that print for it, and Node's.
 */
export function engineHash(root = join(import.meta.dirname, '..')): string {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.c?[jt]s$/.test(entry.name) && !/\.d\.c?ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  return stableHash({
    node: process.version,
    files: files.map((file) => [file.slice(root.length), sha256(readFileSync(file))]).sort(),
    printers: printers.map(versionOf),
  });
}

function versionOf(name: string): string {
  const file = findPackageJSON(name, import.meta.url);
  if (file === undefined) return `${name} is missing`;
  const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  return `${name}@${String(version)}`;
}

/** A `package.json`, as far as packing cares. */
export interface PackageManifest {
  readonly name: string;
  readonly [field: string]: unknown;
}

/** Reads a `package.json`. */
export function parseManifest(text: string): PackageManifest {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string') {
    return { ...value, name: value.name };
  }
  throw new Error('a package.json without a name');
}

/**
 * The text of the `package.json` that goes into the tarball: every entry point leads to the built JavaScript and its
 * declarations instead of to the source. The scripts stay, since they are what mends a folder whose packing was killed.
 */
export function publishedManifest(text: string): string {
  const manifest = parseManifest(text);
  const published: { devDependencies?: unknown; [field: string]: unknown } = { ...manifest };
  delete published.devDependencies;
  for (const field of ['exports', 'imports']) {
    if (manifest[field] !== undefined) published[field] = mapEntries(manifest[field], conditionsOf);
  }
  for (const field of ['bin', 'main']) {
    if (manifest[field] !== undefined) published[field] = mapEntries(manifest[field], builtFile);
  }
  return `${JSON.stringify(published, null, 2)}\n`;
}

/** Applies a function to every path in an entry-point field, at whatever depth of conditions. */
function mapEntries(value: unknown, map: (path: string) => unknown): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item) => mapEntries(item, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapEntries(item, map)]));
}

function conditionsOf(path: string): unknown {
  const source = sourceOf(path);
  if (source === undefined) return path;
  return { types: `./dist/${source}.d.ts`, default: `./dist/${source}.js` };
}

function builtFile(path: string): string {
  const source = sourceOf(path);
  return source === undefined ? path : `./dist/${source}.js`;
}

/** `cli` for `./src/cli.ts`, `*` for `./src/*.ts`. */
function sourceOf(path: string): string | undefined {
  return /^\.\/src\/(.+)\.ts$/.exec(path)?.[1];
}

import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { acceptedCodings, extensions, type ContentCoding } from './content-coding.ts';
import { isKnown } from './entity-tag.ts';
import { notFound, otherMethod, refuse, type Exchange, type Refusal } from './refusal.ts';

/** Answers what is asked below `/docs`, by the segments that follow it. */
export type Documentation = (exchange: Exchange, segments: readonly string[]) => Refusal | undefined;

const methods = ['GET', 'HEAD', 'OPTIONS'];

/** Nothing else is served, whatever lies in the folder. */
const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * Serves the pages that `npm run docs` has written into a folder. Where there is none, or no such page, the answer is 404. A
 * name is letters, digits, `-`, `_` and dots, not in front; nothing outside of the folder is reached, by no link either. Every
 * answer has an entity tag, and is asked about again before it is used again. Where the folder has a file compressed too
 * (`site.js.br`, `site.js.gz`), whoever takes it is sent that.
 */
export function documentationIn(folder: string, failed: (exchange: Exchange, error: unknown) => void): Documentation {
  return (exchange, segments) => {
    const { method = '' } = exchange.request;
    if (!methods.includes(method)) return otherMethod(methods);
    if (method === 'OPTIONS') {
      exchange.response.setHeader('allow', methods.join(', '));
      exchange.response.writeHead(204).end();
      return undefined;
    }
    // Addresses in the pages are relative: `/docs` itself would lead them astray.
    if (segments.length === 0) {
      redirect(exchange);
      return undefined;
    }
    const names = segments.at(-1) === '' ? [...segments.slice(0, -1), 'index.html'] : segments;
    const type = types[extname(names.at(-1) ?? '')];
    if (type === undefined || !names.every((name) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name))) return notFound();
    send(exchange, { folder, names, type }).catch((error: unknown) => failed(exchange, error));
    return undefined;
  };
}

function redirect({ response }: Exchange): void {
  response.setHeader('location', '/docs/');
  response.setHeader('cache-control', 'no-cache');
  response.writeHead(308).end();
}

interface Wanted {
  readonly folder: string;
  readonly names: readonly string[];
  readonly type: string;
}

async function send(exchange: Exchange, wanted: Wanted): Promise<void> {
  const { request, response } = exchange;
  const file = await chosenFile(wanted, request.headers['accept-encoding']);
  if (file === undefined) {
    refuse(exchange, notFound());
    return;
  }
  const etag = `"${[file.size.toString(36), Math.round(file.mtimeMs).toString(36), ...(file.coding === undefined ? [] : [file.coding])].join('-')}"`;
  response.setHeader('etag', etag);
  response.appendHeader('vary', 'Accept-Encoding');
  response.setHeader('cache-control', 'no-cache');
  response.setHeader('content-security-policy', policyOf(wanted.names));
  if (isKnown(request.headers['if-none-match'], etag)) {
    response.writeHead(304).end();
    return;
  }
  if (file.coding !== undefined) response.setHeader('content-encoding', file.coding);
  response.setHeader('content-type', wanted.type);
  response.setHeader('content-length', file.size);
  response.writeHead(200);
  if (request.method === 'HEAD') response.end();
  // A client that goes away ends the reading; a file that cannot be read to its end ends the connection.
  else pipeline(createReadStream(file.path, { end: Math.max(file.size - 1, 0) }), response, () => undefined);
}

/** The file itself, or the same in the first coding that the client takes and the folder has. */
async function chosenFile({ folder, names }: Wanted, acceptEncoding: string | undefined): Promise<(FoundFile & { readonly coding?: ContentCoding }) | undefined> {
  const file = await fileIn(folder, names);
  if (file === undefined) return undefined;
  for (const coding of acceptedCodings(acceptEncoding)) {
    const compressed = await fileIn(folder, [...names.slice(0, -1), `${names.at(-1) ?? ''}${extensions[coding]}`]);
    if (compressed !== undefined) return { ...compressed, coding };
  }
  return file;
}

interface FoundFile {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

async function fileIn(folder: string, names: readonly string[]): Promise<FoundFile | undefined> {
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(join(folder, ...names))]);
    if (!path.startsWith(root + sep)) return undefined;
    const found = await stat(path);
    return found.isFile() ? { path, size: found.size, mtimeMs: found.mtimeMs } : undefined;
  } catch (error) {
    const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/**
 * The renderers put style sheets into their pages, and fetch nothing. The AsyncAPI component compiles JSON Schemas to functions
 * when it is loaded; no other page may do so.
 */
function policyOf([place]: readonly string[]): string {
  const scripts = place === 'asyncapi' ? "'self' 'unsafe-eval'" : "'self'";
  return `default-src 'none'; script-src ${scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
}

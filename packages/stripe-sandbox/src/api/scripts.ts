import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { extname, join } from 'node:path';
import type { ApiAnswer } from './api.ts';

interface ScriptRequest {
  readonly method: string;
  readonly path: string;
  /** `If-None-Match`. */
  readonly known: string | undefined;
}

/** The answer to a request for a script; undefined for every other. */
export type Scripts = (request: ScriptRequest) => ApiAnswer | undefined;

const folder = join(import.meta.dirname, '..');
/** `.ts` in the repository, `.js` in a package. */
const extension = extname(import.meta.filename);
const prefix = '/stripe-js/';

/**
 * Stripe.js as the sandbox has it: `GET /stripe.js`, a module, and what it imports. A module and not a bundle, so that what a
 * browser runs is what is written, but for the types.
 */
export function createScripts(): Scripts {
  const inBrowser = readdirSync(join(folder, 'browser')).filter((name) => name.endsWith(extension));
  const names = new Set([`cards${extension}`, ...inBrowser.map((name) => `browser/${name}`)]);
  const entry = scriptOf(`import '.${prefix}browser/main${extension}';\n`);
  const kept = new Map<string, Script>();
  const module = (name: string): Script => {
    const script = kept.get(name) ?? scriptOf(javaScriptOf(readFileSync(join(folder, name), 'utf8')));
    kept.set(name, script);
    return script;
  };
  return ({ method, path, known }) => {
    if (method !== 'GET') return undefined;
    if (path === '/stripe.js') return answerWith(entry, known);
    const name = path.startsWith(prefix) ? path.slice(prefix.length) : '';
    return names.has(name) ? answerWith(module(name), known) : undefined;
  };
}

interface Script {
  readonly text: string;
  readonly tag: string;
}

function scriptOf(text: string): Script {
  return { text, tag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
}

function javaScriptOf(source: string): string {
  return extension === '.ts' ? stripTypeScriptTypes(source) : source;
}

/** Browsers keep it, and ask each time whether it is still good. */
function answerWith({ text, tag }: Script, known: string | undefined): ApiAnswer {
  const headers = {
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'no-cache',
    etag: tag,
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
  };
  return known === tag ? { status: 304, headers, body: '' } : { status: 200, headers, body: text };
}

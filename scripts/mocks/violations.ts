import { isObject, parsedJson } from './json.ts';
import type { ApiOperation } from './operations.ts';

/** Something that breaks the contract, as Prism found it. */
export interface Violation {
  readonly side: 'request' | 'response';
  /** A JSON Pointer into `body`, `params`, `query` and `headers`; empty for the whole. */
  readonly pointer: string;
  readonly message: string;
  /** The keyword of JSON Schema that failed, or the status that Prism has for it: `401`, `415`. */
  readonly code: string;
}

/** What Prism calls the parts of a message, and what our problem documents call them. */
const parts: Readonly<Record<string, string>> = { path: 'params', header: 'headers' };

/**
 * Reads the header `sl-violations`.
 *
 * @returns one violation that says so where there were too many for a header
 */
export function readViolations(header: string | undefined, operation: ApiOperation | undefined): readonly Violation[] {
  if (header === undefined) return [];
  const list = parsedJson(header);
  if (!Array.isArray(list)) return [{ side: header.includes('"request"') ? 'request' : 'response', pointer: '', message: 'breaks the contract in too many places to tell', code: '' }];
  return list.filter(isObject).map(({ location, message, code }) => {
    const [side, ...place] = Array.isArray(location) ? location.map(String) : [];
    return { side: side === 'response' ? side : 'request', ...told(place, String(message), operation), code: typeof code === 'number' ? String(code) : typeof code === 'string' ? code : '' };
  });
}

function told([part, ...place]: readonly string[], text: string, operation: ApiOperation | undefined): Pick<Violation, 'pointer' | 'message'> {
  const [start, ...rest] = part === 'path' || part === 'query' ? cased(place, operation, part) : place;
  const pointer = [part === undefined ? undefined : (parts[part] ?? part), start, ...rest].filter((step) => step !== undefined);
  const message = text.replace(/^(?:Request|Response) (?:(?:body|header|path|query) )?(?:(?:property|parameter) \S+ )?(?=must )/, '');
  const missing = /^must have required property '(.+)'$/.exec(message)?.[1];
  const extra = /^(must NOT have additional properties); found '(.+)'$/.exec(message);
  if (missing !== undefined) return { pointer: `/${[...pointer, missing].join('/')}`, message: 'is required' };
  if (extra !== null) return { pointer: `/${[...pointer, extra[2]].join('/')}`, message: extra[1] ?? message };
  return { pointer: pointer.map((step) => `/${step}`).join(''), message };
}

/** Prism tells of parameters in lower case. */
function cased([name, ...rest]: readonly string[], { request }: ApiOperation | Record<string, never> = {}, part: 'path' | 'query'): readonly string[] {
  if (name === undefined) return [];
  const declared = request?.[part]?.find((one) => one.name.toLowerCase() === name);
  return [declared?.name ?? name, ...rest];
}

/** A violation in words: `body/items/0/quantity must be >= 1`. */
export function inWords({ pointer, message, code }: Violation): string {
  if (code === '401') return 'needs an access token (Authorization: Bearer …)';
  return `${pointer.slice(1)} ${message}`.trim();
}

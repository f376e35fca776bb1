import type { RefusalReason } from './verification.ts';

/** A token as it is written, before anything in it can be trusted. */
export interface CompactToken {
  /** Which key is said to have signed it. */
  readonly kid: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The contracts' bound on an access token, in characters. */
export const longestToken = 4096;

const compactForm = /^([\w-]+)\.([\w-]+)\.([\w-]*)$/;

/**
 * Takes a token in JWS compact form (RFC 7515, section 7.1) apart, or says why that is refused. What it does with a header:
 * `alg` is RS256 and nothing else; `kid` is needed; `typ`, where given, is JWT (RFC 8725, section 3.11); `crit` is
 * refused, since no extension is understood here (RFC 7515, section 4.1.11); keys and their addresses (`jwk`, `jku`,
 * `x5c`, `x5u`) are never looked at, and neither is anything else. A member that stands twice is refused.
 */
export function readCompactToken(token: string): CompactToken | RefusalReason {
  const [, headerPart = '', claimsPart = '', signature = ''] = compactForm.exec(token) ?? [];
  const header = readObject(headerPart);
  const claims = readObject(claimsPart);
  if (header === undefined || claims === undefined || !isCanonical(signature)) return 'malformed';
  if (header.alg !== 'RS256') return 'algorithm';
  if (Object.hasOwn(header, 'crit') || !isJwt(header.typ)) return 'malformed';
  return typeof header.kid === 'string' ? { kid: header.kid, claims } : 'unknown-key';
}

function isJwt(type: unknown): boolean {
  return type === undefined || (typeof type === 'string' && type.toUpperCase() === 'JWT');
}

/**
 * Whether a signature is spelled in the one way that its bytes have: the last character has bits that decoders ignore, so
 * that another one there would verify too. The other parts are signed as they are spelled.
 */
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

function readObject(part: string): Readonly<Record<string, unknown>> | undefined {
  const text = Buffer.from(part, 'base64url').toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && !hasRepeatedMember(text, value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** RFC 7519, section 4: names must be unique. Of two, JSON.parse takes the last, and other readers the first. */
function hasRepeatedMember(json: string, parsed: object): boolean {
  let depth = 0;
  let members = 0;
  for (const character of json.replaceAll(/"(?:[^"\\]|\\.)*"/g, '')) {
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    else if (character === ':' && depth === 1) members += 1;
  }
  return members !== Object.keys(parsed).length;
}

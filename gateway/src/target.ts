/** Where a request wants to go, as it is matched and sent on. */
export interface Target {
  /** In one spelling: what the service reads can be nothing else than what was matched here. */
  readonly path: string;
  /** Without the slash in front, percent-decoded. */
  readonly segments: readonly string[];
  /** With its question mark; empty where there is none. */
  readonly query: string;
}

/** RFC 3986, section 3.3: what a path may hold; anything else has to be percent-encoded. */
const path = /^\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*$/;
/** Visible ASCII, as HTTP/1.1 can carry it, without the start of a fragment. */
const query = /^[!"$-~]*$/;
/** A slash, and what no name holds: some readers would see other segments. */
const ambiguous = /[/\\\u0000-\u001f\u007f]/;

/**
 * Reads the target of a request line (RFC 9112, section 3.2): a path with a query, or a whole URL. Gives `undefined` for
 * what could mean one path here and another one behind the gateway: dot segments, however encoded, encoded slashes,
 * control characters, backslashes, fragments, broken percent-encoding.
 *
 * @example
 * readTarget('/users/%6De?full=1'); // { path: '/users/me', segments: ['users', 'me'], query: '?full=1' }
 */
export function readTarget(target: string): Target | undefined {
  const origin = target.startsWith('/') ? target : withoutAuthority(target);
  const mark = origin.indexOf('?');
  const rawPath = mark === -1 ? origin : origin.slice(0, mark);
  const rawQuery = mark === -1 ? '' : origin.slice(mark);
  if (!path.test(rawPath) || !query.test(rawQuery)) return undefined;
  const raw = rawPath.slice(1).split('/');
  const segments = rawPath.includes('%') ? raw.map(decoded) : raw;
  if (!segments.every(isPlain)) return undefined;
  return { path: rawPath.includes('%') ? `/${segments.map(encodeURIComponent).join('/')}` : rawPath, segments, query: rawQuery };
}

/** The absolute form, which a server must take (RFC 9112, section 3.2.2). */
function withoutAuthority(target: string): string {
  const [authority] = /^https?:\/\/[^/?#]+/i.exec(target) ?? [];
  if (authority === undefined) return target;
  const rest = target.slice(authority.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function isPlain(segment: string | undefined): segment is string {
  return segment !== undefined && segment !== '.' && segment !== '..' && !ambiguous.test(segment);
}

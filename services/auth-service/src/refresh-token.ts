import { createHash, randomBytes } from 'node:crypto';

/** A refresh token, and what is kept of it. */
export interface RefreshToken {
  /** The session's id and a secret of 256 bits, base64url: it goes to the client and nowhere else. */
  readonly token: string;
  readonly digest: string;
}

export interface PresentedToken {
  readonly sessionId: string;
  readonly digest: string;
}

const idBytes = 16;
const secretBytes = 32;

/** A new token of a session, whose id is a UUID. */
export function newRefreshToken(sessionId: string): RefreshToken {
  const bytes = Buffer.concat([Buffer.from(sessionId.replaceAll('-', ''), 'hex'), randomBytes(secretBytes)]);
  return { token: bytes.toString('base64url'), digest: digestOf(bytes) };
}

/** Of which session a token is; `undefined` for a text that is none of ours. */
export function readRefreshToken(token: string): PresentedToken | undefined {
  const bytes = Buffer.from(token, 'base64url');
  // Decoding ignores what is not base64url, so that several texts would be one token.
  if (bytes.length !== idBytes + secretBytes || bytes.toString('base64url') !== token) return undefined;
  const hex = bytes.toString('hex', 0, idBytes);
  const sessionId = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  return { sessionId, digest: digestOf(bytes) };
}

/** A plain hash is enough for a secret of 256 random bits; there is nothing to guess. */
function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}

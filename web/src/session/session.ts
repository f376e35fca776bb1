import type { Account, Session as Tokens } from '@kada-mandiya/http-contracts/auth-service';

/** A signed-in visitor, as the cookie keeps it. Browsers' scripts never see it. */
export interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When the access token ends, in milliseconds since 1970. */
  readonly expiresAt: number;
  readonly account: Pick<Account, 'userId' | 'email' | 'roles'>;
}

/** What auth-service answered, as a session that begins `now` (milliseconds since 1970). */
export function sessionOf(tokens: Tokens, now: number): Session {
  const { userId, email, roles } = tokens.account;
  return {
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken,
    expiresAt: now + tokens.expiresIn * 1000,
    account: { userId, email, roles },
  };
}

/** The cookie's value: base64url of JSON, which no cookie rule touches. */
export function encodeSession(session: Session): string {
  return Buffer.from(JSON.stringify(session)).toString('base64url');
}

/** The session in a cookie; `undefined` for anything that is none. */
export function decodeSession(value: string | undefined): Session | undefined {
  if (value === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(value, 'base64url').toString());
    return isSession(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the access token ends within half a minute: a request that starts now should not meet its end. */
export function isEnding({ expiresAt }: Session, now: number): boolean {
  return expiresAt - now < 30_000;
}

export function isAdmin({ account }: Session): boolean {
  return account.roles.includes('admin');
}

function isSession(value: unknown): value is Session {
  if (!isObject(value) || !isObject(value.account)) return false;
  const { accessToken, refreshToken, expiresAt, account } = value;
  const texts = [accessToken, refreshToken, account.userId, account.email];
  if (!texts.every(isText) || !Number.isFinite(expiresAt)) return false;
  return Array.isArray(account.roles) && account.roles.every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

import { describe, expect, test } from '@jest/globals';
import { createLogger, type Logger } from '@kada-mandiya/logger';
import { bearerAuthentication, createTokenVerifier, type BearerAuthentication } from '../src/index.ts';
import { at, caller, goodClaims, goodHeader, key, noon, otherKey, rules, tokenOf } from './tokens.ts';

const good = tokenOf(goodHeader, goodClaims);
const expired = tokenOf(goodHeader, { ...goodClaims, iat: noon - 900, exp: noon - 60 });
const forged = tokenOf(goodHeader, goodClaims, otherKey);

interface Bench {
  readonly authenticate: BearerAuthentication;
  readonly lines: string[];
}

function bench(): Bench {
  const lines: string[] = [];
  const logger = createLogger({ service: 'order-service', level: 'debug', destination: { write: (line) => lines.push(line) } });
  const verifier = createTokenVerifier({ keys: [key.publicJwk] }, { ...rules, now: at(noon) });
  return { authenticate: bearerAuthentication(verifier, { logger }), lines };
}

describe('bearer authentication', () => {
  test.each(['Bearer ', 'bearer ', 'BEARER ', 'Bearer    '])('takes the token behind %j, and logs nothing', (scheme) => {
    const { authenticate, lines } = bench();
    expect(authenticate({ headers: { authorization: scheme + good } })).toEqual(caller);
    expect(authenticate({ headers: { authorization: `${scheme}${good} ` } })).toEqual(caller);
    expect(lines).toEqual([]);
  });

  test('finds nobody where there is no header, and logs nothing', () => {
    const { authenticate, lines } = bench();
    expect([authenticate({ headers: {} }), authenticate({ headers: { authorization: undefined } })]).toEqual([undefined, undefined]);
    expect(lines).toEqual([]);
  });

  test.each<[string, string, 'debug' | 'info', string]>([
    ['nothing', '', 'info', 'not-bearer'],
    ['a token without the scheme', good, 'info', 'not-bearer'],
    ['no space', `Bearer${good}`, 'info', 'not-bearer'],
    ['a tab', `Bearer\t${good}`, 'info', 'not-bearer'],
    ['the scheme alone', 'Bearer', 'info', 'not-bearer'],
    ['the scheme and a space', 'Bearer ', 'info', 'not-bearer'],
    ['another scheme', `Basic ${Buffer.from('nimali:secret').toString('base64')}`, 'info', 'not-bearer'],
    ['another scheme first', `Basic x, Bearer ${good}`, 'info', 'not-bearer'],
    ['two tokens', `Bearer ${good}, Bearer ${good}`, 'info', 'not-bearer'],
    ['a quoted token', `Bearer "${good}"`, 'info', 'not-bearer'],
    ['a named token', `Bearer token=${good}`, 'info', 'malformed'],
    ['a padded token', `Bearer ${good}=`, 'info', 'malformed'],
    ['a forged token', `Bearer ${forged}`, 'info', 'signature'],
    ['an expired token', `Bearer ${expired}`, 'debug', 'expired'],
  ])('finds nobody behind %s, and says why, but never the token', (_, authorization, level, reason) => {
    const { authenticate, lines } = bench();
    expect(authenticate({ headers: { authorization } })).toBeUndefined();
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level, reason, msg: 'the access token was refused' });
    for (const part of [good, expired, forged].flatMap((token) => token.split('.'))) expect(lines.join('')).not.toContain(part.slice(0, 20));
  });

  test('gives the reason alone to a logger, which may redact nothing', () => {
    const given: unknown[] = [];
    const record = (...line: unknown[]): void => void given.push(...line);
    const logger: Logger = { debug: record, info: record, warn: record, error: record, child: () => logger };
    const verifier = createTokenVerifier({ keys: [key.publicJwk] }, { ...rules, now: at(noon) });
    bearerAuthentication(verifier, { logger })({ headers: { authorization: `Bearer ${forged}` } });
    expect(given).toEqual([{ reason: 'signature' }, 'the access token was refused']);
  });

  test('needs no logger', () => {
    const verifier = createTokenVerifier({ keys: [key.publicJwk] }, { ...rules, now: at(noon) });
    expect(bearerAuthentication(verifier)({ headers: { authorization: `Bearer ${forged}` } })).toBeUndefined();
  });

  test('is through with hostile headers at once', () => {
    const { authenticate } = bench();
    const headers = [`Bearer ${' '.repeat(1_000_000)}!`, `Bearer ${'a'.repeat(1_000_000)}!`, `Bearer ${'a'.repeat(1_000_000)}${' '.repeat(1_000_000)}!`, `Bearer ${'a '.repeat(1_000_000)}`];
    expect(headers.map((authorization) => authenticate({ headers: { authorization } }))).toEqual([undefined, undefined, undefined, undefined]);
  });
});

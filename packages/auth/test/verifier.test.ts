import { describe, expect, test } from '@jest/globals';
import { constants, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createTokenVerifier, KeySetError, type RefusalReason, type TokenRules } from '../src/index.ts';
import { at, base64url, caller, foreignTokenOf, goodClaims, goodHeader, hmacTokenOf, key, nimali, noon, otherKey, rules, tokenOf, unsigned, without } from './tokens.ts';

const good = tokenOf(goodHeader, goodClaims);
const keys = { keys: [key.publicJwk] };
const publicPem = createPublicKey(key.privateKey).export({ type: 'spki', format: 'pem' });
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });

function verdictOn(token: string, more: Partial<TokenRules> = {}, seconds = noon): RefusalReason | 'verified' {
  const verification = createTokenVerifier(keys, { ...rules, now: at(seconds), ...more }).verify(token);
  return verification.kind === 'refused' ? verification.reason : verification.kind;
}

const [headerPart = '', claimsPart = '', signature = ''] = good.split('.');
const withClaims = (claims: object): string => tokenOf(goodHeader, { ...goodClaims, ...claims });
const withHeader = (header: object): string => tokenOf({ ...goodHeader, ...header }, goodClaims);

describe('a good token', () => {
  test('says who calls and until when', () => {
    expect(createTokenVerifier(keys, { ...rules, now: at(noon) }).verify(good)).toEqual({
      kind: 'verified',
      caller,
      expiresAt: new Date((noon + 900) * 1000),
    });
  });

  test.each<[string, string]>([
    ['without a type', tokenOf(without(goodHeader, 'typ'), goodClaims)],
    ['with the type in lower case', withHeader({ typ: 'jwt' })],
    ['for several audiences', withClaims({ aud: ['accounts', 'kada-mandiya'] })],
    ['with a start that has come', withClaims({ nbf: noon })],
    ['with fractions of seconds', withClaims({ iat: noon - 0.5, exp: noon + 0.5 })],
    ['without roles', withClaims({ roles: [] })],
    ['with claims that mean nothing here', withClaims({ jti: '1', email: 'nimali.perera@example.com', admin: true })],
    ['of a day', withClaims({ exp: noon + 86_400 })],
    ['that names the address of keys', withHeader({ jku: 'https://evil.example/jwks.json', x5u: 'https://evil.example/cert.pem' })],
    ['that carries a key', withHeader({ jwk: otherKey.publicJwk, x5c: ['MIIB'] })],
    ['spread over lines before it was encoded', tokenOf(JSON.stringify(goodHeader, null, 2), JSON.stringify(goodClaims, null, 2))],
    ['with text that looks like a second member', withClaims({ note: '","sub":"', nested: { sub: 'x', more: [{ sub: 'y' }] } })],
  ])('may be one %s', (_, token) => {
    expect(verdictOn(token)).toBe('verified');
  });
});

describe('refused as malformed', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['one word', 'token'],
    ['two parts', `${headerPart}.${claimsPart}`],
    ['four parts', `${good}.${signature}`],
    ['five parts, as an encrypted token has', `${good}.${signature}.${signature}`],
    ['a header that is no JSON', tokenOf('{"alg":"RS256"', goodClaims)],
    ['a header that is null', tokenOf('null', goodClaims)],
    ['a header that is a list', tokenOf('["RS256"]', goodClaims)],
    ['claims that are no JSON', tokenOf(goodHeader, '{"iss":')],
    ['claims that are null', tokenOf(goodHeader, null)],
    ['claims that are a list', tokenOf(goodHeader, [goodClaims])],
    ['claims that are an empty list', tokenOf(goodHeader, [])],
    ['claims that are text', tokenOf(goodHeader, '"kada-mandiya"')],
    ['no claims', `${headerPart}..${signature}`],
    ['no header', `.${claimsPart}.${signature}`],
    ['padding', `${good}==`],
    ['a line feed behind it', `${good}\n`],
    ['a space before it', ` ${good}`],
    ['the alphabet of plain base64', `${headerPart}.${claimsPart}.${signature.replaceAll('-', '+').replaceAll('_', '/')}+/`],
    ['a signature of an impossible length', `${headerPart}.${claimsPart}.AAAAA`],
    ['an extension that must be understood', withHeader({ crit: ['exp'], exp: noon + 900 })],
    ['an empty list of extensions', withHeader({ crit: [] })],
    ['a claims part that is not encoded (RFC 7797)', withHeader({ b64: false, crit: ['b64'] })],
    ['another kind of token', withHeader({ typ: 'logout+jwt' })],
    ['a type that is no text', withHeader({ typ: ['JWT'] })],
    ['two algorithms', tokenOf('{"alg":"none","alg":"RS256","kid":"2026-03"}', goodClaims)],
    ['two algorithms, one escaped', tokenOf(String.raw`{"alg":"none","\u0061lg":"RS256","kid":"2026-03"}`, goodClaims)],
    ['two keys', tokenOf('{"alg":"RS256","kid":"2026-03","kid":"2026-03"}', goodClaims)],
    ['two subjects', tokenOf(goodHeader, JSON.stringify(goodClaims).replace('"sub"', '"sub":"88ac19b5-0000-4000-8000-058e41c73065","sub"'))],
    ['two lists of roles', tokenOf(goodHeader, JSON.stringify(goodClaims).replace('"roles"', '"roles":["admin"],"roles"'))],
  ])('%s', (_, token) => {
    expect(verdictOn(token)).toBe('malformed');
  });

  test('more characters than the contracts allow, signed or not', () => {
    const claimsFilling = (characters: number): object => ({ ...goodClaims, note: 'x'.repeat(characters) });
    const tokenOfLength = (length: number): string => {
      const filling = Array.from({ length: 3000 }, (_, count) => count).find((count) => unsigned(goodHeader, claimsFilling(count)).length === length - 343);
      return tokenOf(goodHeader, claimsFilling(filling ?? 0));
    };
    const [longest, longer] = [tokenOfLength(4096), tokenOfLength(4097)];
    expect([longest.length, longer.length]).toEqual([4096, 4097]);
    expect([longest, longer].map((token) => verdictOn(token))).toEqual(['verified', 'malformed']);
    const huge = ['x'.repeat(50_000_000), '.'.repeat(1_000_000), `${good}.${'a.'.repeat(100_000)}`];
    expect(huge.map((token) => verdictOn(token))).toEqual(['malformed', 'malformed', 'malformed']);
  });
});

describe('refused for its algorithm', () => {
  test.each<[string, string]>([
    ['none, unsigned', `${unsigned({ ...goodHeader, alg: 'none' }, goodClaims)}.`],
    ['none, with a signature', tokenOf({ ...goodHeader, alg: 'none' }, goodClaims)],
    ['None', `${unsigned({ ...goodHeader, alg: 'None' }, goodClaims)}.`],
    ['HS256 with the public key as PEM', hmacTokenOf({ ...goodHeader, alg: 'HS256' }, goodClaims, publicPem)],
    ['HS256 with the modulus', hmacTokenOf({ ...goodHeader, alg: 'HS256' }, goodClaims, Buffer.from(key.publicJwk.n, 'base64url'))],
    ['HS256 with an empty secret', hmacTokenOf({ ...goodHeader, alg: 'HS256' }, goodClaims, '')],
    ['RS512 of the right key', foreignTokenOf({ ...goodHeader, alg: 'RS512' }, 'sha512', key.privateKey)],
    ['PS256 of the right key', foreignTokenOf({ ...goodHeader, alg: 'PS256' }, 'sha256', key.privateKey, { padding: constants.RSA_PKCS1_PSS_PADDING })],
    ['ES256', foreignTokenOf({ ...goodHeader, alg: 'ES256' }, 'sha256', curve.privateKey, { dsaEncoding: 'ieee-p1363' })],
    ['rs256 in lower case', withHeader({ alg: 'rs256' })],
    ['a list', withHeader({ alg: ['RS256'] })],
    ['a number', withHeader({ alg: 256 })],
    ['none at all', tokenOf(without(goodHeader, 'alg'), goodClaims)],
  ])('%s', (_, token) => {
    expect(verdictOn(token)).toBe('algorithm');
  });
});

describe('refused for its key', () => {
  test.each<[string, string]>([
    ['no kid', tokenOf(without(goodHeader, 'kid'), goodClaims)],
    ['an unknown kid', withHeader({ kid: '2020-01' })],
    ['a kid that is no text', withHeader({ kid: ['2026-03'] })],
    ['an empty kid', withHeader({ kid: '' })],
    ['a kid that is a path', withHeader({ kid: '../../../../dev/null' })],
    ['a kid that every object has', withHeader({ kid: '__proto__' })],
    ['an unknown kid with its key in the header', tokenOf({ ...goodHeader, kid: otherKey.kid, jwk: otherKey.publicJwk }, goodClaims, otherKey)],
  ])('%s', (_, token) => {
    expect(verdictOn(token)).toBe('unknown-key');
  });
});

describe('refused for its signature', () => {
  test.each<[string, string]>([
    ['none', `${headerPart}.${claimsPart}.`],
    ['that of another key', tokenOf(goodHeader, goodClaims, otherKey)],
    ['that of another key, which the header carries', tokenOf({ ...goodHeader, jwk: otherKey.publicJwk }, goodClaims, otherKey)],
    ['that of other claims', `${headerPart}.${base64url(JSON.stringify({ ...goodClaims, roles: ['admin'] }))}.${signature}`],
    ['that of another header', `${unsigned({ ...goodHeader, x: 1 }, goodClaims)}.${signature}`],
    ['one byte of it', `${headerPart}.${claimsPart}.AA`],
    ['zeros', `${headerPart}.${claimsPart}.${base64url(Buffer.alloc(256))}`],
    ['a longer one', `${headerPart}.${claimsPart}.${base64url(Buffer.concat([Buffer.from(signature, 'base64url'), Buffer.alloc(2)]))}`],
    ['that of another padding', foreignTokenOf(goodHeader, 'sha256', key.privateKey, { padding: constants.RSA_PKCS1_PSS_PADDING })],
    ['that of another digest', foreignTokenOf(goodHeader, 'sha512', key.privateKey)],
    ['an HMAC with the public key', hmacTokenOf(goodHeader, goodClaims, publicPem)],
    ['that of a curve', foreignTokenOf(goodHeader, 'sha256', curve.privateKey)],
  ])('%s', (_, token) => {
    expect(verdictOn(token)).toBe('signature');
  });

  test('whatever the claims say: a forged token learns nothing of them', () => {
    const forged = tokenOf(goodHeader, { ...goodClaims, iss: 'evil', exp: 1 }, otherKey);
    expect(verdictOn(forged)).toBe('signature');
  });
});

describe('refused for its claims', () => {
  test.each<[RefusalReason, string, string]>([
    ['issuer', 'another issuer', withClaims({ iss: 'evil' })],
    ['issuer', 'a longer issuer', withClaims({ iss: 'kada-mandiya.example' })],
    ['issuer', 'an issuer in a list', withClaims({ iss: ['kada-mandiya'] })],
    ['issuer', 'no issuer', tokenOf(goodHeader, without(goodClaims, 'iss'))],
    ['issuer', 'no claims', tokenOf(goodHeader, {})],
    ['audience', 'another audience', withClaims({ aud: 'accounts' })],
    ['audience', 'other audiences', withClaims({ aud: ['accounts', 'mail'] })],
    ['audience', 'no audience', tokenOf(goodHeader, without(goodClaims, 'aud'))],
    ['audience', 'an empty list of audiences', withClaims({ aud: [] })],
    ['audience', 'a list with something else in it', withClaims({ aud: ['kada-mandiya', 1] })],
    ['audience', 'a list in a list', withClaims({ aud: [['kada-mandiya']] })],
    ['claims', 'no subject', tokenOf(goodHeader, without(goodClaims, 'sub'))],
    ['claims', 'a subject that is no id', withClaims({ sub: 'nimali' })],
    ['claims', 'a subject in upper case', withClaims({ sub: nimali.toUpperCase() })],
    ['claims', 'a subject with a line feed', withClaims({ sub: `${nimali}\n` })],
    ['claims', 'a subject that is a number', withClaims({ sub: 1 })],
    ['claims', 'a subject in a list', withClaims({ sub: [nimali] })],
    ['claims', 'no roles', tokenOf(goodHeader, without(goodClaims, 'roles'))],
    ['claims', 'roles as text', withClaims({ roles: 'admin' })],
    ['claims', 'roles as an object', withClaims({ roles: { 0: 'admin', length: 1 } })],
    ['claims', 'a role that is no text', withClaims({ roles: ['customer', 1] })],
    ['claims', 'a role in a list', withClaims({ roles: [['admin']] })],
    ['claims', 'an empty role', withClaims({ roles: [''] })],
    ['claims', 'a long role', withClaims({ roles: ['r'.repeat(65)] })],
    ['claims', 'many roles', withClaims({ roles: Array.from({ length: 33 }, () => 'r') })],
    ['claims', 'no time of issue', tokenOf(goodHeader, without(goodClaims, 'iat'))],
    ['claims', 'a time of issue as text', withClaims({ iat: String(noon) })],
    ['claims', 'a negative time of issue', withClaims({ iat: -1, exp: 900 })],
    ['claims', 'no expiry', tokenOf(goodHeader, without(goodClaims, 'exp'))],
    ['claims', 'an expiry that is null', withClaims({ exp: null })],
    ['claims', 'an expiry as text', withClaims({ exp: String(noon + 900) })],
    ['claims', 'an expiry as a date', withClaims({ exp: '2026-03-14T09:00:00Z' })],
    ['claims', 'an expiry without end', tokenOf(goodHeader, JSON.stringify(goodClaims).replace(String(noon + 900), '1e999'))],
    ['claims', 'an expiry in milliseconds', withClaims({ exp: (noon + 900) * 1000 })],
    ['claims', 'times after the year 9999', withClaims({ iat: 253_402_300_000, exp: 253_402_300_800 })],
    ['claims', 'times in milliseconds', withClaims({ iat: noon * 1000, exp: (noon + 900) * 1000 })],
    ['claims', 'an expiry before the issue', withClaims({ exp: noon - 1 })],
    ['claims', 'an expiry before the issue, but after the start', withClaims({ nbf: noon - 60, exp: noon - 1 })],
    ['claims', 'an expiry at the issue', withClaims({ exp: noon })],
    ['claims', 'more than a day', withClaims({ exp: noon + 86_401 })],
    ['claims', 'a start as text', withClaims({ nbf: String(noon) })],
    ['claims', 'a start that is null', withClaims({ nbf: null })],
    ['claims', 'a start after the end', withClaims({ nbf: noon + 900 })],
  ])('as %s: %s', (reason, _, token) => {
    expect(verdictOn(token)).toBe(reason);
  });
});

describe('the time', () => {
  test.each<[RefusalReason | 'verified', number, Partial<TokenRules>]>([
    ['not-yet-valid', noon - 5.001, {}],
    ['verified', noon - 5, {}],
    ['verified', noon + 904.999, {}],
    ['expired', noon + 905, {}],
    ['not-yet-valid', noon - 0.001, { leewaySeconds: 0 }],
    ['verified', noon, { leewaySeconds: 0 }],
    ['verified', noon + 899.999, { leewaySeconds: 0 }],
    ['expired', noon + 900, { leewaySeconds: 0 }],
    ['verified', noon + 959, { leewaySeconds: 60 }],
    ['not-yet-valid', 0, {}],
    ['not-yet-valid', Number.NaN, {}],
  ])('makes a token %s at %d with %j', (verdict, seconds, more) => {
    expect(verdictOn(good, more, seconds)).toBe(verdict);
  });

  test('of a start counts beside that of the issue', () => {
    const later = withClaims({ nbf: noon + 60 });
    expect([54, 55].map((seconds) => verdictOn(later, {}, noon + seconds))).toEqual(['not-yet-valid', 'verified']);
    const earlier = withClaims({ nbf: noon - 60 });
    expect([-6, -5].map((seconds) => verdictOn(earlier, {}, noon + seconds))).toEqual(['not-yet-valid', 'verified']);
  });

  test('is that of the machine unless given', () => {
    const seconds = Math.floor(Date.now() / 1000);
    const [fresh, old] = [seconds, seconds - 1000].map((iat) => withClaims({ iat, exp: iat + 900 }));
    const { verify } = createTokenVerifier(keys, rules);
    expect([verify(fresh ?? ''), verify(old ?? '')]).toMatchObject([{ kind: 'verified' }, { kind: 'refused', reason: 'expired' }]);
  });
});

describe('a verifier', () => {
  test('takes tokens of every key of its set, each under its own name', () => {
    const { verify } = createTokenVerifier({ keys: [key.publicJwk, otherKey.publicJwk] }, { ...rules, now: at(noon) });
    const ofOther = tokenOf({ ...goodHeader, kid: otherKey.kid }, goodClaims, otherKey);
    const crossed = tokenOf({ ...goodHeader, kid: otherKey.kid }, goodClaims, key);
    expect([good, ofOther, crossed].map((token) => verify(token))).toMatchObject([
      { kind: 'verified' },
      { kind: 'verified' },
      { kind: 'refused', reason: 'signature' },
    ]);
  });

  test('is not made with keys that are no good', () => {
    expect(() => createTokenVerifier({ keys: [] }, rules)).toThrow(KeySetError);
    expect(() => createTokenVerifier({ keys: [{ ...key.publicJwk, e: 'AQ' }] }, rules)).toThrow(KeySetError);
  });

  test.each<Partial<TokenRules>>([{ leewaySeconds: -1 }, { leewaySeconds: 301 }, { leewaySeconds: Number.NaN }, { leewaySeconds: Infinity }, { issuer: '' }, { audience: '' }])(
    'is not made with %j: that would let everything pass',
    (more) => {
      expect(() => createTokenVerifier(keys, { ...rules, ...more })).toThrow(RangeError);
    },
  );
});

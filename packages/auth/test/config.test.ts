import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { authConfig, privateJwkOf, publicJwkOf, signingConfig } from '../src/index.ts';
import { key, otherKey } from './tokens.ts';

const publicKeys = JSON.stringify({ keys: [publicJwkOf(key)] });
const signingKeys = JSON.stringify({ keys: [privateJwkOf(key), publicJwkOf(otherKey)] });

/** The faults as `loadConfig` of the kit lists them. */
function faultsOf(schema: z.ZodType, environment: object): readonly string[] {
  return schema.safeParse(environment).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];
}

describe('the configuration', () => {
  test('of a service has its keys, read, and its parties', () => {
    const schema = z.object({ PORT: z.string() }).extend(authConfig.shape);
    expect(schema.parse({ PORT: '1', JWT_PUBLIC_KEYS: publicKeys })).toEqual({ PORT: '1', JWT_PUBLIC_KEYS: { keys: [publicJwkOf(key)] }, JWT_ISSUER: 'kada-mandiya', JWT_AUDIENCE: 'kada-mandiya' });
    expect(schema.parse({ PORT: '1', JWT_PUBLIC_KEYS: publicKeys, JWT_ISSUER: 'a', JWT_AUDIENCE: 'b' })).toMatchObject({ JWT_ISSUER: 'a', JWT_AUDIENCE: 'b' });
  });

  test('of auth-service has the keys that it signs with and publishes', () => {
    const { JWT_SIGNING_KEYS, JWT_ISSUER } = signingConfig.parse({ JWT_SIGNING_KEYS: signingKeys });
    expect([JWT_SIGNING_KEYS.signing.kid, JWT_SIGNING_KEYS.published, JWT_ISSUER]).toEqual([key.kid, { keys: [publicJwkOf(key), publicJwkOf(otherKey)] }, 'kada-mandiya']);
  });

  test('says every fault of its keys, and nothing of them', () => {
    expect(faultsOf(authConfig, {})).toEqual(['JWT_PUBLIC_KEYS is missing']);
    expect(faultsOf(authConfig, { JWT_PUBLIC_KEYS: '{' })).toEqual(['JWT_PUBLIC_KEYS must be a key set, but it is not JSON']);
    expect(faultsOf(authConfig, { JWT_PUBLIC_KEYS: signingKeys })).toEqual([
      'JWT_PUBLIC_KEYS has a key set in which keys[0] has private parts: only the public key belongs here',
    ]);
    expect(faultsOf(signingConfig, { JWT_SIGNING_KEYS: JSON.stringify({ keys: [{ ...publicJwkOf(key), use: 'enc' }] }) })).toEqual([
      'JWT_SIGNING_KEYS has a key set in which keys[0].use must be sig',
      'JWT_SIGNING_KEYS has a key set in which keys[0] is to sign, but has no private parts',
    ]);
  });
});

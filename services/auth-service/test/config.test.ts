import { describe, expect, test } from '@jest/globals';
import { ConfigError, loadConfig } from '@kada-mandiya/service-kit';
import { config } from '../src/config.ts';
import { issuer } from './accounts.ts';

const needed = { ...issuer.env, AMQP_URL: 'amqp://127.0.0.1' };

function faultsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    loadConfig(config, { ...needed, ...environment });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

describe('the configuration', () => {
  test('hashes as OWASP recommends, and makes no administrator, unless it says something else', () => {
    const { ARGON2_MEMORY_KIB, ARGON2_PASSES, ARGON2_PARALLELISM, ADMIN_EMAIL, ADMIN_PASSWORD } = loadConfig(config, needed);
    expect({ ARGON2_MEMORY_KIB, ARGON2_PASSES, ARGON2_PARALLELISM, ADMIN_EMAIL, ADMIN_PASSWORD }).toEqual({ ARGON2_MEMORY_KIB: 19_456, ARGON2_PASSES: 2, ARGON2_PARALLELISM: 1, ADMIN_EMAIL: undefined, ADMIN_PASSWORD: undefined });
  });

  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['an administrator without a password', { ADMIN_EMAIL: 'admin@example.com' }, ['ADMIN_PASSWORD is missing']],
    ['an administrator without an address', { ADMIN_PASSWORD: 'long-enough' }, ['ADMIN_EMAIL is missing']],
    ['a short password', { ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'too-short' }, ['ADMIN_PASSWORD must have at least 10 characters']],
    ['an address that is none', { ADMIN_EMAIL: 'admin', ADMIN_PASSWORD: 'long-enough' }, ['ADMIN_EMAIL must be an e-mail address']],
    ['a name on two lines', { ADMIN_NAME: 'Kada\nMandiya' }, ['ADMIN_NAME must be one line of 1 to 120 characters, without space at either end']],
    ['little memory', { ARGON2_MEMORY_KIB: '1' }, ['ARGON2_MEMORY_KIB must be at least 1024']],
    ['a pass and a half', { ARGON2_PASSES: '1.5' }, ['ARGON2_PASSES must be a whole number']],
    ['no key that signs', { JWT_SIGNING_KEYS: issuer.env.JWT_PUBLIC_KEYS ?? '' }, ['JWT_SIGNING_KEYS has a key set in which keys[0] is to sign, but has no private parts']],
  ])('with %s is refused', (_name, environment, faults) => {
    expect(faultsOf(environment)).toEqual(faults);
  });

  test('no fault shows a password', () => {
    expect(JSON.stringify(faultsOf({ ADMIN_PASSWORD: 'secret', JWT_SIGNING_KEYS: '{"keys":[{"d":"secret"}]}' }))).not.toContain('secret');
  });
});

import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, kitConfig, loadConfig } from '../src/index.ts';

const schema = kitConfig.extend({ STRIPE_SECRET_KEY: z.string().startsWith('sk_', 'must start with sk_'), SMTP_HOST: z.string() });
const good = { AMQP_URL: 'amqp://guest:guest@127.0.0.1', STRIPE_SECRET_KEY: 'sk_test_1', SMTP_HOST: 'mail' };

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(schema, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('a configuration', () => {
  test('has its defaults and its types, and nothing that is not named', () => {
    expect(loadConfig(schema, { ...good, PORT: '4003', LOG_LEVEL: '  ', SQLSERVER_URL: '', HOME: '/root' })).toEqual({
      ...good,
      PORT: 4003,
      HOST: '127.0.0.1',
      DATA_DIR: '.data',
      LOG_LEVEL: 'info',
      STOP_WITHIN_MS: 10_000,
      DRAIN_MS: 0,
      READY_LAG_MS: 60_000,
      KEEP_EVENTS_DAYS: 30,
      DOCS: true,
      MAX_BODY_BYTES: 65_536,
    });
  });

  test('says all that is missing in one message', () => {
    expect(() => loadConfig(schema, { SMTP_HOST: '' })).toThrow(
      new ConfigError(['AMQP_URL is missing', 'STRIPE_SECRET_KEY is missing', 'SMTP_HOST is missing']),
    );
  });

  test.each<[Record<string, string>, string]>([
    [{ PORT: 'http' }, 'PORT must be a number'],
    [{ PORT: '70000' }, 'PORT must be at most 65535'],
    [{ PORT: '1.5' }, 'PORT must be a whole number'],
    [{ AMQP_URL: 'http://guest:s3cr3t@host' }, 'AMQP_URL must start with amqp:// or amqps://'],
    [{ SQLSERVER_URL: 's3cr3t' }, 'SQLSERVER_URL must start with mssql:// or sqlserver://'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be debug, info, warn, error or silent'],
    [{ STRIPE_SECRET_KEY: 's3cr3t' }, 'STRIPE_SECRET_KEY must start with sk_'],
  ])('%j is refused, without its value', (wrong, fault) => {
    expect(faultsOf({ ...good, ...wrong })).toEqual([fault]);
  });
});

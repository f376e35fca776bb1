import { z } from 'zod';

/** What is missing or wrong in a service's environment: all of it, in one message, and no values. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`the configuration is not complete:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** A whole number in text, within bounds. */
function whole(min: number, max: number, byDefault: number): z.ZodDefault<z.ZodCoercedNumber> {
  return z.coerce.number('must be a number').int('must be a whole number').min(min, `must be at least ${min}`).max(max, `must be at most ${max}`).default(byDefault);
}

/** An address with one of these schemes; its value is in no message, since it may hold a password. */
function address(...schemes: readonly string[]): z.ZodString {
  const expected = schemes.map((scheme) => `${scheme}://`).join(' or ');
  return z.string('is missing').refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)), `must start with ${expected}`);
}

/** What every service is configured by. A service extends it: `kitConfig.extend({ STRIPE_SECRET_KEY: z.string() })`. */
export const kitConfig = z.object({
  /** 0: any free port. */
  PORT: whole(0, 65_535, 0),
  HOST: z.string().default('127.0.0.1'),
  AMQP_URL: address('amqp', 'amqps'),
  /** The server of the databases; without it they are SQLite files below `DATA_DIR`. */
  SQLSERVER_URL: address('mssql', 'sqlserver').optional(),
  DATA_DIR: z.string().default('.data'),
  /** Where the database is not to have the service's usual name. */
  DATABASE_NAME: z.string().regex(/^[A-Za-z]\w{0,99}$/, 'must be letters, digits and underscores').optional(),
  /** Of the service's own login on SQL Server, which has the database's name; without it the login of `SQLSERVER_URL` is used. */
  DATABASE_PASSWORD: z.string().optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent').default('info'),
  /** How long a stop waits for what runs, in milliseconds. */
  STOP_WITHIN_MS: whole(0, 600_000, 10_000),
  /** How long it answers requests while `/health/ready` already says no, in milliseconds: until a load balancer has seen it. */
  DRAIN_MS: whole(0, 600_000, 0),
  /** From which age of an event that waits in the outbox on the service is not ready, in milliseconds. */
  READY_LAG_MS: whole(1, 86_400_000, 60_000),
  /** How long sent events stay, for replays, and the ids of applied ones, against repeats. */
  KEEP_EVENTS_DAYS: whole(1, 3650, 30),
  /** Whether `/docs` shows the service's contract with Swagger UI. */
  DOCS: z.enum(['on', 'off'], 'must be on or off').default('on').transform((text) => text === 'on'),
  MAX_BODY_BYTES: whole(1, 104_857_600, 65_536),
});

/** What the kit itself reads of a service's configuration. */
export type KitConfig = z.output<typeof kitConfig>;

/** A Zod object; a service's own is `kitConfig.extend({ … })`. */
export interface ConfigSchema<Config> {
  readonly shape: object;
  safeParse(given: unknown): z.ZodSafeParseResult<Config>;
}

/**
 * Reads a configuration from environment variables. An empty variable counts as missing, what the schema does not name is
 * ignored. Throws one `ConfigError` that lists every fault, by name and without values.
 *
 * @example
 * const config = loadConfig(kitConfig.extend({ STRIPE_SECRET_KEY: z.string() }), process.env);
 */
export function loadConfig<Config>(schema: ConfigSchema<Config>, environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.keys(schema.shape).flatMap((name): [string, string][] => {
      const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
      return value === undefined || value.trim() === '' ? [] : [[name, value]];
    }),
  );
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues.map(({ path: [name = '', ...inner], message }) => {
      const isMissing = inner.length === 0 && !Object.hasOwn(given, name);
      return `${[name, ...inner].map(String).join('.')} ${isMissing ? 'is missing' : message}`;
    }),
  );
}

import { authConfig } from '@kada-mandiya/auth';
import { routes } from '@kada-mandiya/gateway-contract';
import { ConfigError, kitConfig, loadConfig } from '@kada-mandiya/service-kit';
import { isIP } from 'node:net';
import { z } from 'zod';
import { defaultSettings, servicesOf, type GatewayOptions } from './gateway.ts';

function whole(min: number, max: number, byDefault: number): z.ZodDefault<z.ZodCoercedNumber> {
  return z.coerce.number('must be a number').int('must be a whole number').min(min, `must be at least ${min}`).max(max, `must be at most ${max}`).default(byDefault);
}

function milliseconds(byDefault: number): z.ZodDefault<z.ZodCoercedNumber> {
  return whole(1, 3_600_000, byDefault);
}

/** Entries with commas between them, none by default. */
function list(isGood: (entry: string) => boolean, expected: string): z.ZodType<string[]> {
  const split = (text: string): string[] => text.split(',').map((entry) => entry.trim()).filter((entry) => entry !== '');
  return z.string().default('').transform(split).refine((entries) => entries.every(isGood), `must be a list of ${expected}`);
}

function onOff(byDefault: 'on' | 'off'): z.ZodType<boolean> {
  return z.enum(['on', 'off'], 'must be on or off').default(byDefault).transform((word) => word === 'on');
}

const { timeouts } = defaultSettings;

const gatewayConfig = z.object({
  ...authConfig.shape,
  PORT: kitConfig.shape.PORT,
  HOST: kitConfig.shape.HOST,
  LOG_LEVEL: kitConfig.shape.LOG_LEVEL,
  STOP_WITHIN_MS: kitConfig.shape.STOP_WITHIN_MS,
  DRAIN_MS: kitConfig.shape.DRAIN_MS,
  MAX_BODY_BYTES: kitConfig.shape.MAX_BODY_BYTES,
  MAX_HEADER_BYTES: whole(1024, 1_048_576, defaultSettings.maxHeaderBytes),
  REQUEST_TIMEOUT_MS: milliseconds(defaultSettings.requestTimeoutMs),
  CONNECT_TIMEOUT_MS: milliseconds(timeouts.connectMs),
  FIRST_BYTE_TIMEOUT_MS: milliseconds(timeouts.firstByteMs),
  IDLE_TIMEOUT_MS: milliseconds(timeouts.idleMs),
  TOTAL_TIMEOUT_MS: milliseconds(timeouts.totalMs),
  READY_TIMEOUT_MS: milliseconds(defaultSettings.readyWithinMs),
  UPSTREAM_CONNECTIONS: whole(1, 10_000, defaultSettings.connections),
  RATE_LIMITS: onOff('on'),
  TRUSTED_PROXIES: list(isNetwork, 'addresses and networks, such as 10.0.0.0/8'),
  CORS_ORIGINS: list(isOrigin, 'origins, such as https://shop.example'),
  CORS_CREDENTIALS: onOff('off'),
  HSTS_SECONDS: whole(0, 63_072_000, defaultSettings.hstsSeconds),
  DOCS_DIR: z.string().optional(),
});

/** The services have their addresses under their names: `ORDER_SERVICE_URL`. */
const upstreamConfig = z.object(Object.fromEntries(servicesOf(routes).map((service) => [variableOf(service), origin()])));

/** What the gateway's environment says, without the logger that is made by it. */
export interface GatewayConfig {
  readonly options: Omit<GatewayOptions, 'logger'>;
  readonly logLevel: z.output<typeof kitConfig.shape.LOG_LEVEL>;
  readonly stopWithinMs: number;
}

/** @throws ConfigError that lists every fault, by name and without values */
export function loadGatewayConfig(environment: Readonly<Record<string, string | undefined>>): GatewayConfig {
  const [urls, config] = both(
    () => loadConfig(upstreamConfig, environment),
    () => loadConfig(gatewayConfig, environment),
  );
  return {
    logLevel: config.LOG_LEVEL,
    stopWithinMs: config.STOP_WITHIN_MS,
    options: {
      upstreams: Object.fromEntries(servicesOf(routes).map((service) => [service, urls[variableOf(service)] ?? ''])),
      keys: config.JWT_PUBLIC_KEYS,
      issuer: config.JWT_ISSUER,
      audience: config.JWT_AUDIENCE,
      port: config.PORT,
      host: config.HOST,
      ...(config.DOCS_DIR === undefined || config.DOCS_DIR === '' ? {} : { docsDir: config.DOCS_DIR }),
      settings: {
        timeouts: {
          connectMs: config.CONNECT_TIMEOUT_MS,
          firstByteMs: config.FIRST_BYTE_TIMEOUT_MS,
          idleMs: config.IDLE_TIMEOUT_MS,
          totalMs: config.TOTAL_TIMEOUT_MS,
        },
        requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
        maxBodyBytes: config.MAX_BODY_BYTES,
        maxHeaderBytes: config.MAX_HEADER_BYTES,
        connections: config.UPSTREAM_CONNECTIONS,
        rateLimits: config.RATE_LIMITS,
        trustedProxies: config.TRUSTED_PROXIES,
        corsOrigins: config.CORS_ORIGINS,
        corsCredentials: config.CORS_CREDENTIALS,
        hstsSeconds: config.HSTS_SECONDS,
        readyWithinMs: config.READY_TIMEOUT_MS,
        drainMs: config.DRAIN_MS,
      },
    },
  };
}

/** `order-service`: `ORDER_SERVICE_URL`. */
function variableOf(service: string): string {
  return `${service.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_URL`;
}

/** The faults of both in one error. */
function both<A, B>(first: () => A, second: () => B): [A, B] {
  const faults: string[] = [];
  const attempt = <T>(load: () => T): T | undefined => {
    try {
      return load();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(...error.faults);
      return undefined;
    }
  };
  const [one, other] = [attempt(first), attempt(second)];
  if (one === undefined || other === undefined) throw new ConfigError(faults);
  return [one, other];
}

function origin(): z.ZodString {
  return z.string('is missing').refine(isOrigin, 'must be http:// or https:// with a host and no path');
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin: parsed } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && parsed === text;
}

function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  return isIP(address) !== 0 && (bits === undefined || Number(bits) <= (isIP(address) === 6 ? 128 : 32));
}

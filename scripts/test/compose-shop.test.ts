import { describe, expect, test } from '@jest/globals';
import { generateSigningKey, privateJwkOf, publicJwkOf } from '@kada-mandiya/auth';
import { loadGatewayConfig } from '@kada-mandiya/gateway';
import * as contracts from '@kada-mandiya/service-contracts';
import { loadConfig, type ConfigSchema, type KitConfig } from '@kada-mandiya/service-kit';
import { existsSync, readFileSync } from 'node:fs';
import { BlockList } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { config as auth } from '../../services/auth-service/src/config.ts';
import { config as notification } from '../../services/notification-service/src/config.ts';
import { config as order } from '../../services/order-service/src/config.ts';
import { config as payment } from '../../services/payment-service/src/config.ts';
import { config as product } from '../../services/product-service/src/config.ts';
import { config as user } from '../../services/user-service/src/config.ts';
import { readSettings } from '../../web/src/settings.ts';
import { infra, parseCompose, readInfra } from './compose-files.ts';

const configs: Readonly<Record<string, ConfigSchema<KitConfig>>> = {
  'auth-service': auth,
  'user-service': user,
  'product-service': product,
  'order-service': order,
  'payment-service': payment,
  'notification-service': notification,
};
const serviceNames = Object.keys(configs);

const Compose = z.object({
  services: z.record(
    z.string(),
    z.object({
      build: z.object({ context: z.string(), dockerfile: z.string() }),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })),
      environment: z.record(z.string(), z.string()),
      healthcheck: z.object({ test: z.array(z.string()) }).optional(),
      ports: z.array(z.string()).default([]),
      restart: z.string(),
      networks: z.array(z.string()).optional(),
      secrets: z.array(z.string()).default([]),
    }),
  ),
  networks: z.record(z.string(), z.object({ ipam: z.object({ config: z.tuple([z.object({ gateway: z.string(), ip_range: z.string() })]) }) })),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

const source = readInfra('docker-compose.shop.yml');
const { services, networks, secrets } = Compose.parse(parseCompose(source));
const key = generateSigningKey();
const mounted: Readonly<Record<string, string>> = {
  '/run/secrets/signing-keys': JSON.stringify({ keys: [privateJwkOf(key)] }),
  '/run/secrets/public-keys': JSON.stringify({ keys: [publicJwkOf(key)] }),
};
const answers: Readonly<Record<string, string>> = { ADMIN_EMAIL: 'admin@shop.example', STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_PUBLISHABLE_KEY: 'pk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' };

/** What a container is given: `.env` filled in, the keys read from where they are mounted, the image's own settings. */
function environmentOf(name: string): Record<string, string> {
  const { environment = {}, build } = services[name] ?? {};
  const filled = Object.entries(environment).map(([variable, value]): [string, string] => {
    const text = value.replaceAll(/\$\{(\w+)(?::[?-]([^}]*))?\}/g, (whole, asked: string, other: string) => (whole.includes(':-') ? other : (answers[asked] ?? 'Kada-0123456789abcdef')));
    return [variable, mounted[text] ?? text];
  });
  const [, port = ''] = /(?:SERVICE_PORT|\bPORT)=(\d+)/.exec(readFileSync(resolve(infra, build?.context ?? '', build?.dockerfile ?? ''), 'utf8')) ?? [];
  return { HOST: '0.0.0.0', PORT: port, ...Object.fromEntries(filled) };
}

describe('infra/docker-compose.shop.yml', () => {
  test('has each service, the gateway and the storefront, built from their Dockerfiles', () => {
    expect(Object.keys(services).toSorted()).toEqual([...Object.values(contracts).map(({ name }) => name), 'gateway', 'web'].toSorted());
    for (const { build } of Object.values(services)) expect(existsSync(resolve(infra, build.context, build.dockerfile))).toBe(true);
  });

  test.each(Object.entries(configs))('%s can read what it is given', (name, schema) => {
    const environment = environmentOf(name);
    const config = loadConfig(schema, environment);

    expect(config).toMatchObject({ HOST: '0.0.0.0', AMQP_URL: 'amqp://Kada-0123456789abcdef:Kada-0123456789abcdef@rabbitmq:5672', DATABASE_PASSWORD: 'Kada-0123456789abcdef' });
    expect(config.SQLSERVER_URL).toBe('mssql://sa:Kada-0123456789abcdef@sqlserver:1433?trustServerCertificate=true');
    // A misspelt setting would be no error to the service.
    const known = new Set([...Object.keys(schema.shape), 'DATA_DIR']);
    expect(Object.keys(environment).filter((variable) => !known.has(variable))).toEqual([]);
  });

  test('the gateway finds every service where its image listens, and keys where they are mounted', () => {
    const { options } = loadGatewayConfig(environmentOf('gateway'));

    expect(options.upstreams).toEqual(Object.fromEntries(serviceNames.map((name) => [name, `http://${name}:${environmentOf(name).PORT}`])));
    expect(options.keys.keys.map(({ kid }) => kid)).toEqual([publicJwkOf(key).kid]);
  });

  test('the private key is auth-service\'s alone, and no key is in the repository', () => {
    expect(Object.entries(services).filter(([, one]) => one.secrets.includes('signing-keys')).map(([name]) => name)).toEqual(['auth-service']);
    for (const [name, { secrets: given }] of Object.entries(services)) expect([name, given.length]).toEqual([name, name === 'web' ? 0 : 1]);
    expect(Object.values(secrets).map(({ file }) => file)).toEqual(['./keys/signing-keys.json', './keys/public-keys.json']);
    expect(readFileSync(resolve(infra, '../.gitignore'), 'utf8')).toMatch(/^keys\/$/m);
  });

  test('starts each part when what it needs is healthy; a service is healthy when it is ready', () => {
    const healthy = { condition: 'service_healthy' };
    for (const name of serviceNames) {
      expect(services[name]?.depends_on).toEqual({ rabbitmq: healthy, sqlserver: healthy });
      expect(services[name]?.healthcheck?.test.join(' ')).toContain('/health/ready');
    }
    expect(services.gateway?.depends_on).toEqual(Object.fromEntries(serviceNames.map((name) => [name, healthy])));
    expect(services.web?.depends_on).toEqual({ gateway: healthy });
    for (const part of ['gateway', 'web']) expect(readFileSync(resolve(infra, `../${part}/Dockerfile`), 'utf8')).toMatch(/^HEALTHCHECK .*\n.*\/health\/live/m);
  });

  test('publishes the gateway and the storefront on this machine, and nothing else', () => {
    expect(Object.values(services).flatMap(({ ports }) => ports)).toEqual(['127.0.0.1:${GATEWAY_PORT:-4000}:4000', '127.0.0.1:${WEB_PORT:-3000}:3000']);
  });

  test('the storefront finds the gateway, has a way to nothing else, and speaks for browsers; this machine does not', () => {
    const environment = environmentOf('web');
    const { options } = loadGatewayConfig(environmentOf('gateway'));
    const [{ gateway, ip_range }] = networks.storefront?.ipam.config ?? [{ gateway: '', ip_range: '' }];
    const trusted = new BlockList();
    const [network = '', bits] = ip_range.split('/');
    trusted.addSubnet(network, Number(bits));

    expect(readSettings(environment)).toEqual({ apiUrl: `http://gateway:${environmentOf('gateway').PORT}`, stripeJsUrl: undefined, secure: false });
    expect([services.web?.networks, services.gateway?.networks]).toEqual([['storefront'], ['default', 'storefront']]);
    expect(options.settings?.trustedProxies).toEqual([ip_range]);
    expect(trusted.check(gateway)).toBe(false);
  });

  test('the image of the gateway brings the documentation', () => {
    const dockerfile = readFileSync(resolve(infra, '../gateway/Dockerfile'), 'utf8');
    expect(dockerfile).toMatch(/^RUN node scripts\/docs\.ts --site-only --out \/docs/m);
    expect(dockerfile).toMatch(/^ENV .*DOCS_DIR=\/docs/m);
  });

  test('has no password of its own: each comes from .env, and there is a message where one is missing', () => {
    const secret = Object.values(services).flatMap(({ environment }) => Object.entries(environment)).filter(([name]) => /PASSWORD|SECRET|_KEY$|^ADMIN|^AMQP|^SQLSERVER/.test(name));

    expect(secret.length).toBeGreaterThan(20);
    for (const [, value] of secret) {
      const asked = value.match(/\$\{[^}]*\}/g) ?? [];
      expect(asked.length).toBeGreaterThan(0);
      for (const one of asked) expect(one).toMatch(/^\$\{(\w+):\?set \1 in infra\/\.env\}$/);
    }
  });
});

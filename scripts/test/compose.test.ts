import { describe, expect, test } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const infra = join(import.meta.dirname, '../../infra');
const source = readFileSync(join(infra, 'docker-compose.yml'), 'utf8');

/** What we use of the format. */
const Compose = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      hostname: z.string().optional(),
      environment: z.record(z.string(), z.string()),
      ports: z.array(z.string()).default([]),
      volumes: z.array(z.string()).default([]),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
      healthcheck: z.object({ test: z.array(z.string()), retries: z.int() }).optional(),
      command: z.array(z.string()).default([]),
      restart: z.string(),
    }),
  ),
  volumes: z.record(z.string(), z.unknown()),
});

const { services, volumes } = Compose.parse(parse(source));
const { rabbitmq, sqlserver, 'rabbitmq-topology': topology } = services;

/** The schema names its parts by `id`, as no draft since the fourth does, and ajv refuses that. */
function readSchema(): Record<string, unknown> {
  const text = readFileSync(join(import.meta.dirname, 'fixtures/compose-spec/compose-spec.json'), 'utf8');
  const parsed: unknown = JSON.parse(text, (key, value: unknown) => (['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value));
  return z.record(z.string(), z.unknown()).parse(parsed);
}

function compile(): (file: unknown) => readonly unknown[] {
  // The specification's own durations, not those of ISO 8601.
  const formats = { ports: true, expose: true, subnet_ip_address: true, duration: /^(?:\d+(?:us|ms|s|m|h))+$/ } as const;
  const ajv = new Ajv2019({ strict: false, allErrors: true, formats });
  const validate = ajv.compile(readSchema());
  return (file) => (validate(file) ? [] : (validate.errors ?? []));
}

describe('infra/docker-compose.yml', () => {
  test('is what the Compose Specification says', () => {
    const errors = compile();
    const { name, ...file } = z.looseObject({ name: z.string() }).parse(parse(source));

    expect(errors(file)).toEqual([]);
    expect(errors({ services: { a: { image: 'a', prots: [] } } })).toMatchObject([{ params: { additionalProperty: 'prots' } }]);
    // Younger than this copy of the schema.
    expect(name).toMatch(/^[a-z0-9][a-z0-9_-]*$/);
  });

  test.each(Object.entries(services))('%s has an exact version', (_, { image }) => {
    expect(image).toMatch(/:(?:\d+\.\d+\.\d+|\d{4}-CU\d+)(?:-|$)/);
  });

  test('has RabbitMQ 4 with its management, and SQL Server 2022', () => {
    expect(rabbitmq?.image).toMatch(/^rabbitmq:4\..*-management/);
    expect(sqlserver?.image).toMatch(/\/mssql\/server:2022-/);
  });

  test('listens on this machine only', () => {
    const ports = Object.values(services).flatMap((service) => service.ports);

    expect(ports.map((port) => port.split(':').at(-1))).toEqual(['5672', '15672', '1433']);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  test('checks the health of both servers, with the right password and without showing it', () => {
    expect(rabbitmq?.healthcheck?.test).toEqual(expect.arrayContaining(['rabbitmq-diagnostics']));
    expect(sqlserver?.healthcheck?.test.join(' ')).toMatch(/SQLCMDPASSWORD="\$\$MSSQL_SA_PASSWORD" \/opt\/mssql-tools18\/bin\/sqlcmd -C /);
    expect(source).not.toMatch(/sqlcmd.* -P /);
  });

  test('keeps the data of both in named volumes, and RabbitMQ under a fixed name', () => {
    expect(rabbitmq?.volumes).toEqual(['rabbitmq-data:/var/lib/rabbitmq']);
    expect(rabbitmq?.hostname).toBe('rabbitmq');
    expect(sqlserver?.volumes).toEqual(['sqlserver-data:/var/opt/mssql']);
    expect(Object.keys(volumes)).toEqual(['rabbitmq-data', 'sqlserver-data']);
  });

  test('declares the topology after RabbitMQ is healthy, once, from the generated definitions', () => {
    const [mount = ''] = topology?.volumes ?? [];
    const [file = '', path] = mount.split(':');

    expect(topology?.depends_on).toEqual({ rabbitmq: { condition: 'service_healthy' } });
    expect(topology?.restart).toBe('no');
    expect(existsSync(resolve(infra, file))).toBe(true);
    expect(topology?.environment.DEFINITIONS).toBe(path);
    expect(topology?.command.join(' ')).toContain('$$MANAGEMENT_URL/api/definitions');
    expect(source).not.toMatch(/^[^#]*load_definitions/m);
  });

  test('has no password of its own: each comes from .env, and there is a message where one is missing', () => {
    const settings = Object.values(services).flatMap(({ environment }) => Object.entries(environment));
    const secret = settings.filter(([name]) => /PASS|USER/.test(name));

    expect(secret).toHaveLength(5);
    for (const [, value] of secret) expect(value).toMatch(/^\$\{(\w+):\?set \1 in infra\/\.env\}$/);
  });

  test('asks for what .env.example names, which holds no password', () => {
    const example = readFileSync(join(infra, '.env.example'), 'utf8');
    const named = Array.from(example.matchAll(/^#?(\w+)=(.*)$/gm), ([, name = '', value = '']) => ({ name, value }));
    const asked = new Set(Array.from(source.matchAll(/\$\{(\w+)/g), ([, name]) => name));

    expect(new Set(named.map(({ name }) => name))).toEqual(asked);
    expect(named.filter(({ name }) => name.includes('PASSWORD')).map(({ value }) => value)).toEqual(['', '']);
  });
});

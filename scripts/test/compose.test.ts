import { describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { compileComposeSchema, infra, parseCompose, readInfra, variablesIn } from './compose-files.ts';

const source = readInfra('docker-compose.yml');

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

const { services, volumes } = Compose.parse(parseCompose(source));
const { rabbitmq, sqlserver, 'rabbitmq-topology': topology } = services;

describe('infra/docker-compose.yml', () => {
  test('is what the Compose Specification says, as the shop on it is, in one project', () => {
    const errors = compileComposeSchema();
    const [servers, shop] = [source, readInfra('docker-compose.shop.yml')].map((text) => z.looseObject({ name: z.string() }).parse(parseCompose(text)));
    const { name, ...file } = servers ?? {};
    const { name: shopName, ...shopFile } = shop ?? {};

    expect([errors(file), errors(shopFile)]).toEqual([[], []]);
    expect(errors({ services: { a: { image: 'a', prots: [] } } })).toMatchObject([{ params: { additionalProperty: 'prots' } }]);
    // Younger than this copy of the schema.
    expect(name).toMatch(/^[a-z0-9][a-z0-9_-]*$/);
    expect(shopName).toBe(name);
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
    const example = readInfra('.env.example');
    const named = Array.from(example.matchAll(/^#?(\w+)=(.*)$/gm), ([, name = '', value = '']) => ({ name, value }));

    expect(new Set(named.map(({ name }) => name))).toEqual(variablesIn(source, readInfra('docker-compose.shop.yml')));
    expect(named.filter(({ name, value }) => /PASSWORD|SECRET|KEY/.test(name) && value !== '')).toEqual([]);
  });
});

import { afterEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import { ConfigError } from '@kada-mandiya/service-kit';
import { createServer } from 'node:net';
import { keptLog } from '@kada-mandiya/service-kit/testing';
import { clientReader } from '../src/client-address.ts';
import { createCors } from '../src/cors.ts';
import { createEdge } from '../src/edge.ts';
import { routes } from '@kada-mandiya/gateway-contract';
import { loadGatewayConfig } from '../src/index.ts';
import { gatheredLines } from '../src/log-lines.ts';
import { call, open, problemIn, signingKey, startServer, startService, startUnderTest, stopAll } from './gateway-under-test.ts';

afterEach(stopAll);

const services = [...new Set(routes.map(({ service }) => service))];
const urls = (url: string): Record<string, string> => Object.fromEntries(services.map((name) => [`${name.toUpperCase().replaceAll('-', '_')}_URL`, url]));
const keys = JSON.stringify({ keys: [signingKey.publicJwk] });

describe('the configuration', () => {
  test('has defaults for all but the services and the keys', () => {
    const { options, logLevel } = loadGatewayConfig({ ...urls('http://service:4000'), JWT_PUBLIC_KEYS: keys });
    expect(options).toMatchObject({
      upstreams: { 'order-service': 'http://service:4000' },
      issuer: 'kada-mandiya',
      audience: 'kada-mandiya',
      settings: { rateLimits: true, trustedProxies: [], corsOrigins: [], corsCredentials: false, maxBodyBytes: 65_536 },
    });
    expect(logLevel).toBe('info');
  });

  test('is read', () => {
    const { options } = loadGatewayConfig({
      ...urls('https://service:4000'),
      JWT_PUBLIC_KEYS: keys,
      TRUSTED_PROXIES: ' 10.0.0.0/8 , ::1,',
      CORS_ORIGINS: 'https://shop.example,http://localhost:3000',
      CORS_CREDENTIALS: 'on',
      RATE_LIMITS: 'off',
      TOTAL_TIMEOUT_MS: '5000',
      HSTS_SECONDS: '0',
    });
    expect(options.settings).toMatchObject({
      trustedProxies: ['10.0.0.0/8', '::1'],
      corsOrigins: ['https://shop.example', 'http://localhost:3000'],
      corsCredentials: true,
      rateLimits: false,
      timeouts: { totalMs: 5000 },
      hstsSeconds: 0,
    });
  });

  test('names all that is wrong, and no values', () => {
    const environment = {
      ...urls('http://service:4000'),
      ORDER_SERVICE_URL: '',
      USER_SERVICE_URL: 'http://secret@service:4000',
      PRODUCT_SERVICE_URL: 'http://service:4000/base',
      PORT: 'many',
      TRUSTED_PROXIES: '10.0.0.0/40',
      CORS_ORIGINS: '*',
      RATE_LIMITS: 'no',
    };
    const error = faultOf(() => loadGatewayConfig(environment));

    expect(error.faults.map((fault) => fault.split(' ')[0])).toEqual(['ORDER_SERVICE_URL', 'PRODUCT_SERVICE_URL', 'USER_SERVICE_URL', 'JWT_PUBLIC_KEYS', 'PORT', 'RATE_LIMITS', 'TRUSTED_PROXIES', 'CORS_ORIGINS']);
    expect(error.message).not.toMatch(/secret|many|\/40/);
  });
});

function faultOf(work: () => unknown): ConfigError {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('there was no fault');
}

test('a service without an address keeps it from starting', async () => {
  await expect(startUnderTest({ service: 'http://127.0.0.1:1', others: { 'order-service': '' } })).rejects.toThrow();
});

describe('a stop', () => {
  test('lets what runs finish, and takes nothing new', async () => {
    const finish = Promise.withResolvers<undefined>();
    const service = await startServer((_request, response) => {
      response.write('half ');
      void finish.promise.then(() => response.end('whole'));
    });
    const gateway = await startUnderTest({ service });
    const incoming = await open(gateway.url, '/products');
    const stopped = gateway.stop({ withinMs: 60_000 });
    await expect(call(gateway.url, '/health/live')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    finish.resolve(undefined);

    expect(await text(incoming)).toBe('half whole');
    await stopped;
  });

  test('cuts off what takes too long, at the service too', async () => {
    const gone = Promise.withResolvers<undefined>();
    const service = await startServer((_request, response) => {
      response.once('close', () => gone.resolve(undefined));
      response.write('half');
    });
    const gateway = await startUnderTest({ service });
    const incoming = await open(gateway.url, '/products');
    const read = text(incoming);
    const stopped = gateway.stop({ withinMs: 1 });

    await expect(read).rejects.toMatchObject({ code: 'ECONNRESET' });
    await stopped;
    await gone.promise;
  });
});

test('a stop that drains is not ready at once, and serves until it ends', async () => {
  const service = await startService();
  const gateway = await startUnderTest({ service: service.url, settings: { drainMs: 1500 } });
  const stopped = gateway.stop();
  const [ready, served] = await Promise.all([call(gateway.url, '/health/ready'), call(gateway.url, '/products')]);

  expect([ready.status, ready.text.includes('"stopping"'), served.status]).toEqual([503, true, 200]);
  await stopped;
  await expect(call(gateway.url, '/products')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('a stop closes the connections to the services', async () => {
  const closed = Promise.withResolvers<undefined>();
  const service = createServer((socket) => {
    socket.on('error', () => undefined).once('close', () => closed.resolve(undefined));
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nKeep-Alive: timeout=600\r\nContent-Length: 2\r\n\r\n{}'));
  });
  await once(service.listen(0, '127.0.0.1'), 'listening');
  const address = service.address();
  const gateway = await startUnderTest({ service: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}` });
  await call(gateway.url, '/products');
  await gateway.stop();

  await closed.promise;
  service.close();
});

test('a fault of the gateway is 500, and logged with its reason', async () => {
  const { logger, lines } = keptLog();
  const url = await startServer(
    createEdge({
      routes,
      own: [],
      dispatchers: new Map(),
      admission: () => undefined,
      cors: createCors({ origins: [], credentials: false, document: {} }),
      clientOf: clientReader([]),
      hstsSeconds: 0,
      maxBodyBytes: 100,
      totalMs: 1000,
      logger,
    }),
  );
  const answer = await call(url, '/products');

  expect(answer.status).toBe(500);
  expect(problemIn(answer)).toMatchObject({ type: 'about:blank', title: 'Internal Server Error', status: 500, instance: '/products' });
  expect(answer.text).not.toContain('product-service');
  expect(lines).toContainEqual(expect.objectContaining({ level: 'error', fields: expect.objectContaining({ error: expect.objectContaining({ message: 'there is no address of product-service' }) }) }));
});

describe('the lines of the log', () => {
  test('are gathered for a moment and written at once, in order, and all of them', async () => {
    const parts: string[] = [];
    let wake = (): void => undefined;
    const written = async (): Promise<string[]> => {
      await new Promise<void>((resolve) => (wake = resolve));
      return parts;
    };
    const lines = gatheredLines((part) => {
      parts.push(part);
      wake();
    });
    lines.write('one\n');
    lines.write('two\n');
    expect(parts).toEqual([]);
    expect(await written()).toEqual(['one\ntwo\n']);
    lines.write('three\n');
    expect(await written()).toEqual(['one\ntwo\n', 'three\n']);
  });

  test('are not held back where they are many', () => {
    const parts: string[] = [];
    const lines = gatheredLines((part) => void parts.push(part));
    const line = `${'x'.repeat(40_000)}\n`;
    lines.write(line);
    expect(parts).toEqual([]);
    lines.write(line);
    expect(parts).toEqual([line + line]);
  });
});

describe('the process', () => {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const start = (environment: Record<string, string>) => spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], { env: { PATH: '', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });

  test('serves, logs each request with its ids, and ends with 0 on SIGTERM', async () => {
    const service = await startService();
    const child = start({ ...urls(service.url), JWT_PUBLIC_KEYS: keys, PORT: '0', TOTAL_TIMEOUT_MS: '600000' });
    const lines: Record<string, unknown>[] = [];
    const exited = once(child, 'exit');
    for await (const line of createInterface(child.stdout)) {
      const parsed: unknown = JSON.parse(line);
      if (typeof parsed !== 'object' || parsed === null) continue;
      lines.push({ ...parsed });
      const url = lines[0]?.url;
      if (lines.length > 1 || typeof url !== 'string') continue;
      await call(url, '/products?limit=3');
      child.kill('SIGTERM');
    }

    expect(await exited).toEqual([0, null]);
    expect(lines).toContainEqual(
      expect.objectContaining({ service: 'gateway', msg: 'request finished', method: 'GET', path: '/products', route: '/products', status: 200, correlationId: service.received[0]?.headers['x-correlation-id'] }),
    );
    expect(lines.at(-1)).toMatchObject({ msg: 'stopped', well: true });
  });

  test('says what is missing, and ends with 1', async () => {
    const child = start({});
    const [said, exited] = await Promise.all([text(child.stderr), once(child, 'exit')]);

    expect(said).toMatch(/ORDER_SERVICE_URL is missing\n[^]*JWT_PUBLIC_KEYS is missing/);
    expect(said).not.toMatch(/ at /);
    expect(exited).toEqual([1, null]);
  });
});

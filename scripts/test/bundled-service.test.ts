import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testIssuer } from '@kada-mandiya/auth/testing';
import { temporaryPlace, type TemporaryPlace } from '@kada-mandiya/database/testing';
import { startBroker } from '@kada-mandiya/embedded-broker';
import { z } from 'zod';

const repository = join(import.meta.dirname, '../..');
const service = join(repository, 'services/product-service');
const dist = join(service, 'dist');
const Ready = z.object({ msg: z.literal('ready'), url: z.string() });

let broker: Awaited<ReturnType<typeof startBroker>>;
let place: TemporaryPlace;

beforeAll(async () => {
  [broker, place] = await Promise.all([startBroker(), temporaryPlace()]);
  await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', join(repository, 'packages/service-kit/bin/bundle-service.ts'), service]);
});

afterAll(() => Promise.all([broker.close(), place.remove(), rm(dist, { recursive: true, force: true })]));

test('a bundled service, as an image starts it, validates its requests, shows its documentation, and stops cleanly', async () => {
  const compiled = join(dist, 'compiled');
  const kept = await readdir(compiled, { recursive: true });
  const child = spawn(process.execPath, ['--disable-warning=DEP0169', 'dist/main.mjs'], {
    cwd: service,
    env: { AMQP_URL: broker.url, DATA_DIR: place.place.dataDir, NODE_COMPILE_CACHE: compiled, ...testIssuer().env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines: unknown[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(JSON.parse(line));
    const { success, data } = Ready.safeParse(lines.at(-1));
    if (!success) continue;
    const paths = ['/products?limit=2', '/products?limit=many', '/docs/', '/docs/swagger-ui.css', '/health/ready'];
    const answers = await Promise.all(paths.map((path) => fetch(`${data.url}${path}`).then(({ status }) => [path, status])));

    expect(Object.fromEntries(answers)).toEqual({ '/products?limit=2': 200, '/products?limit=many': 400, '/docs/': 200, '/docs/swagger-ui.css': 200, '/health/ready': 200 });
    child.kill('SIGTERM');
  }

  expect(await ended).toEqual([0, null]);
  expect(lines.at(-1)).toMatchObject({ msg: 'stopped', well: true });
  expect(kept.length).toBeGreaterThan(4);
});

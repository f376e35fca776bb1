import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testIssuer } from '@kada-mandiya/auth/testing';
import { routes } from '@kada-mandiya/gateway-contract';
import { z } from 'zod';

const repository = join(import.meta.dirname, '../..');
const gateway = join(repository, 'gateway');
const Ready = z.object({ url: z.string(), upstreams: z.object({}) });
const services = [...new Set(routes.map(({ service }) => service))];
const upstreams = Object.fromEntries(services.map((service) => [`${service.toUpperCase().replaceAll('-', '_')}_URL`, 'http://127.0.0.1:1']));

let docs: string;

beforeAll(async () => {
  docs = await mkdtemp(join(tmpdir(), 'kada-docs-'));
  await writeFile(join(docs, 'index.html'), 'the contracts');
  await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', join(repository, 'packages/service-kit/bin/bundle-service.ts'), gateway]);
});

afterAll(() => Promise.all([docs, join(gateway, 'dist')].map((folder) => rm(folder, { recursive: true, force: true }))));

test('a bundled gateway, as its image starts it, answers for itself, serves the documentation, and stops cleanly', async () => {
  const child = spawn(process.execPath, ['dist/main.mjs'], {
    cwd: gateway,
    env: { PORT: '0', DOCS_DIR: docs, NODE_COMPILE_CACHE: join(gateway, 'dist/compiled'), ...upstreams, ...testIssuer().env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const { success, data } = Ready.safeParse(JSON.parse(line));
    if (!success) continue;
    const paths = ['/docs/', '/openapi.json', '/health/live', '/products'];
    const answers = await Promise.all(paths.map((path) => fetch(`${data.url}${path}`).then(({ status }) => status)));

    expect(answers).toEqual([200, 200, 200, 502]);
    child.kill('SIGTERM');
  }

  expect(await ended).toEqual([0, null]);
});

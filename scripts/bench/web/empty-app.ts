import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { until } from '../../shop/until.ts';
import { nextCommand, webFolder } from '../../web/build.ts';

const pages = {
  'package.json': '{ "name": "empty-app", "private": true, "type": "module" }\n',
  'next.config.js': "import { resolve } from 'node:path';\nexport default { turbopack: { root: resolve(import.meta.dirname, '../../..') } };\n",
  'app/layout.js': 'export default function Layout({ children }) {\n  return <html lang="en"><body>{children}</body></html>;\n}\n',
  'app/page.js': 'export default function Page() {\n  return <h1>Nothing</h1>;\n}\n',
};

export interface EmptyApp {
  readonly url: string;
  stop(): Promise<void>;
}

/** The smallest app of the same Next: a layout and a page. Built anew, where it finds the storefront's own Next and React. */
export async function startEmptyApp(): Promise<EmptyApp> {
  const folder = join(webFolder, '.cache/empty-app');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'app'), { recursive: true });
  for (const [path, text] of Object.entries(pages)) writeFileSync(join(folder, path), text);
  const built = await ended(next(folder, 'build'));
  if (built !== 0) throw new Error(`the empty app does not build: next build ended with ${built ?? 'a signal'}`);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = next(folder, 'start', '--port', String(port), '--hostname', '127.0.0.1');
  await until('the empty app answers', () => fetch(url).then(({ ok }) => ok, () => false));
  return {
    url,
    async stop() {
      server.kill('SIGTERM');
      await ended(server);
    },
  };
}

function next(cwd: string, ...given: readonly string[]): ReturnType<typeof spawn> {
  return spawn(process.execPath, [nextCommand(), ...given], { cwd, stdio: 'ignore', env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' } });
}

function ended(child: ReturnType<typeof spawn>): Promise<number | null> {
  return new Promise((resolve) => (child.exitCode === null && child.signalCode === null ? child.once('exit', resolve) : resolve(child.exitCode)));
}

/** One that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Stage } from './stage.ts';

const root = resolve(import.meta.dirname, '../..');

/** Runs the browser tests on a stage. @returns Jest's exit code */
export async function runJest({ webUrl, mockedWebUrl, gatewayUrl, stripeUrl, admin }: Stage, chromium: string, options: readonly string[]): Promise<number> {
  const screenshots = join(root, '.cache/screenshots');
  mkdirSync(screenshots, { recursive: true });
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const nodeOptions = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules'];
  const child = spawn(process.execPath, [...nodeOptions, jest, '--config', join(root, 'web/e2e/jest.config.js'), ...options], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, WEB_URL: webUrl, MOCKED_WEB_URL: mockedWebUrl, DOCS_URL: `${gatewayUrl}/docs/`, STRIPE_URL: stripeUrl, ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password, CHROMIUM_PATH: chromium, SCREENSHOTS: screenshots },
  });
  return (await new Promise<number | null>((done) => child.once('exit', done))) ?? 1;
}

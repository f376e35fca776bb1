/**
 * `npm run test:e2e`: a shop of its own with its storefront, looked at in a real browser. What follows is handed to Jest
 * (`-- purchase`, `-- --json --outputFile=report.json`). Pictures of every page are kept under `.cache/screenshots/`.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findChromium } from './e2e/chromium.ts';
import { setStage, type Stage } from './e2e/stage.ts';

const root = resolve(import.meta.dirname, '..');

process.exitCode = await main(process.argv.slice(2));

async function main(options: readonly string[]): Promise<number> {
  try {
    const chromium = findChromium(process.env.CHROMIUM_PATH);
    const stage = await setStage({ say: (line) => console.log(line) });
    try {
      return await runJest(stage, chromium, options);
    } finally {
      await stage.stop();
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

async function runJest({ webUrl, mockedWebUrl, stripeUrl, admin }: Stage, chromium: string, options: readonly string[]): Promise<number> {
  const screenshots = join(root, '.cache/screenshots');
  mkdirSync(screenshots, { recursive: true });
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const nodeOptions = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules'];
  const child = spawn(process.execPath, [...nodeOptions, jest, '--config', join(root, 'web/e2e/jest.config.js'), ...options], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, WEB_URL: webUrl, MOCKED_WEB_URL: mockedWebUrl, STRIPE_URL: stripeUrl, ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password, CHROMIUM_PATH: chromium, SCREENSHOTS: screenshots },
  });
  return (await new Promise<number | null>((done) => child.once('exit', done))) ?? 1;
}

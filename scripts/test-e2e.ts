/**
 * `npm run test:e2e`: a shop of its own with its storefront, looked at in a real browser. What follows is handed to Jest
 * (`-- purchase`, `-- --json --outputFile=report.json`). Pictures of every page are kept under `.cache/screenshots/`.
 */
import { findChromium } from './e2e/chromium.ts';
import { runJest } from './e2e/run-jest.ts';
import { setStage } from './e2e/stage.ts';

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

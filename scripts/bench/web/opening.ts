import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startLean } from '../../shop/lean-process.ts';
import { atMost, median, type Measurement } from '../table.ts';

const opener = resolve(import.meta.dirname, '../../shop/open.ts');

/** `npm start` with nothing there yet, from the spawning of its process until the front page shows the shelves. */
export async function measureOpening(rounds: number): Promise<readonly Measurement[]> {
  const seconds: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const took = await openOnce();
    // The first one warms the disk up.
    if (round > 0) seconds.push(took);
  }
  const detail = `median of ${rounds} starts of an empty shop, ${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)} s`;
  return [atMost('npm start, built: from its process to the front page with products', median(seconds), 6, 's', detail)];
}

async function openOnce(): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kada-bench-start-'));
  const started = performance.now();
  const child = startLean(opener, { stdio: ['ignore', 'pipe', 'inherit'], arguments: ['--free-ports'], environment: { DATA_DIR: dataDir } });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  try {
    const url = await new Promise<string>((found, failed) => {
      let printed = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        const [, address] = /the shop +(http:\S+)/.exec(printed) ?? [];
        if (address !== undefined) found(address);
      });
      void ended.then(() => failed(new Error(`npm start ended: ${printed}`)));
    });
    const page = await (await fetch(url)).text();
    if (!page.includes('/products/')) throw new Error('the front page shows no product');
    return (performance.now() - started) / 1000;
  } finally {
    child.kill('SIGTERM');
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  }
}

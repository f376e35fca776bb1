import { atMost, median, type Measurement } from '../table.ts';
import { startBenchedShop } from './shop-in-a-process.ts';

/** The whole shop, with nothing there yet, until it can be used: from the spawning of its process, and from the call alone. */
export async function measureStarting(rounds: number): Promise<readonly Measurement[]> {
  const spawned: number[] = [];
  const called: number[] = [];
  const processor: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const shop = await startBenchedShop();
    await shop.stop();
    // The first one warms the disk up.
    if (round === 0) continue;
    spawned.push(shop.sinceSpawnMs / 1000);
    called.push(shop.milliseconds / 1000);
    processor.push(shop.processorMs / 1000);
  }
  const detail = (times: readonly number[]): string => `median of ${rounds} starts, ${Math.min(...times).toFixed(2)} to ${Math.max(...times).toFixed(2)} s`;
  return [
    atMost('start of the process to ready', median(spawned), 3, 's', detail(spawned)),
    atMost('startShop() to ready', median(called), 3, 's', `${median(processor).toFixed(2)} s of processor time; ${detail(called)}`),
  ];
}

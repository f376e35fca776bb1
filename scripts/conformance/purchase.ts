import { told } from '../demo/show-purchase.ts';
import { startTemporaryShop } from '../demo/temporary-shop.ts';
import { concluded } from './conclude.ts';
import { startConformanceProxy } from './proxy.ts';

/** The demo's purchase, with Prism before the gateway. @returns the exit code */
export async function purchase(): Promise<number> {
  const temporary = await startTemporaryShop();
  const proxy = await startConformanceProxy({ upstream: temporary.shop.url });
  try {
    await told({ ...temporary.shop, url: proxy.url }, (line) => console.log(line));
    return concluded([proxy], 0);
  } finally {
    await proxy.stop();
    await temporary.remove();
  }
}

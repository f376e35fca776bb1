import { findChromium } from '../e2e/chromium.ts';
import { runJest } from '../e2e/run-jest.ts';
import { setStage } from '../e2e/stage.ts';
import { concluded } from './conclude.ts';
import { startConformanceProxy, type ConformanceProxy } from './proxy.ts';

/** The browser tests, with Prism between the storefront and the gateway. @returns the exit code */
export async function browserTests(options: readonly string[]): Promise<number> {
  const chromium = findChromium(process.env.CHROMIUM_PATH);
  const proxies: ConformanceProxy[] = [];
  const throughProxy = async (upstream: string): Promise<string> => {
    const proxy = await startConformanceProxy({ upstream });
    proxies.push(proxy);
    return proxy.url;
  };
  const stage = await setStage({ throughProxy, say: (line) => console.log(line) });
  try {
    return concluded(proxies, await runJest(stage, chromium, options));
  } finally {
    await stage.stop();
    await Promise.all(proxies.map((proxy) => proxy.stop()));
  }
}

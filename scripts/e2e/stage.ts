import { startTemporaryShop } from '../demo/temporary-shop.ts';
import { docsFolder, ensureDocs } from '../docs/ensure-built.ts';
import { seed } from '../shop/seed.ts';
import { signIn } from '../shop/visitor.ts';
import { ensureBuilt } from '../web/build.ts';
import { startMockedWeb } from '../web/mocked-web.ts';
import { startWeb } from '../web/start-web.ts';

export interface StageOptions {
  /** Between the storefront and the gateway: gives the address to ask, for instance of a validating proxy. */
  readonly throughProxy?: (gatewayUrl: string) => Promise<string>;
  readonly say: (line: string) => void;
}

/** A shop with its storefront, on free ports, with data that are deleted afterwards. */
export interface Stage {
  readonly webUrl: string;
  /** The same storefront on Prism's mocks. */
  readonly mockedWebUrl: string;
  readonly gatewayUrl: string;
  readonly stripeUrl: string;
  readonly admin: { readonly email: string; readonly password: string };
  stop(): Promise<void>;
}

/** Builds the storefront where it must be, and starts all that a browser test needs. */
export async function setStage({ throughProxy, say }: StageOptions): Promise<Stage> {
  await ensureDocs(say);
  const { seconds } = await ensureBuilt(say);
  if (seconds > 0) say(`Built in ${seconds.toFixed(1)} s.`);
  // What the storefront says of its visitors is believed: each browser of a test has an address of its own, and its own limits.
  const temporary = await startTemporaryShop({ gatewayEnvironment: { TRUSTED_PROXIES: '127.0.0.1,::1', DOCS_DIR: docsFolder } });
  const { shop } = temporary;
  const stops: (() => Promise<unknown>)[] = [() => temporary.remove()];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).toReversed()) await end();
  };
  try {
    await seed(await signIn(shop, shop.admin));
    const { sandbox } = shop.surroundings;
    if (sandbox === undefined) throw new Error('the browser tests pay in the Stripe sandbox only');
    const web = await startWeb({ apiUrl: (await throughProxy?.(shop.url)) ?? shop.url, stripeJsUrl: `${sandbox.url}/stripe.js`, port: 0 });
    stops.push(() => web.stop());
    const mocked = await startMockedWeb({ mocks: { portBase: 0 }, web: { port: 0 }, stripePort: 0 });
    stops.push(() => mocked.stop());
    return { webUrl: web.url, mockedWebUrl: mocked.web.url, gatewayUrl: shop.url, stripeUrl: sandbox.url, admin: shop.admin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

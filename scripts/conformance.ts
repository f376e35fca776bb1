/** `npm run conformance`: Prism between a client and the shop; any exchange against the contract fails. */
import { WrongOption } from './server-command.ts';

const usage = `npm run conformance [-- JEST OPTIONS]                    the browser tests, the storefront asking through Prism
npm run conformance -- --purchase                        the purchase of the demo; needs no browser
npm run conformance -- --upstream URL COMMAND [ARGUMENT]...  any command, API_URL being the proxy, on a gateway that runs`;

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`conformance: ${error instanceof Error ? error.message : String(error)}${error instanceof WrongOption ? `\n${usage}` : ''}`);
  return 1;
});

/** Each of them loads what it needs only: a shop, a browser, or neither. */
async function main([first, ...rest]: readonly string[]): Promise<number> {
  switch (first) {
    case '--help':
      console.log(usage);
      return 0;
    case '--purchase':
      return (await import('./conformance/purchase.ts')).purchase();
    case '--upstream':
      return (await import('./conformance/command.ts')).command(rest);
    case undefined:
      return (await import('./conformance/browser-tests.ts')).browserTests([]);
    default:
      return (await import('./conformance/browser-tests.ts')).browserTests([first, ...rest]);
  }
}

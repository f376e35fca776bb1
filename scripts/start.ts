/** `npm start`: the whole shop and its storefront, until Ctrl-C; `--no-web`: the shop alone; `--dev`: the storefront from its sources. */
import { resolve } from 'node:path';
import { startLean } from './shop/lean-process.ts';

const shop = startLean(resolve(import.meta.dirname, 'shop/open.ts'), { stdio: 'inherit', arguments: process.argv.slice(2) });
// A terminal sends Ctrl-C to both; the shop stops in its own time, and a second one ends it.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void shop.kill('SIGTERM'));
shop.once('exit', (code) => {
  process.exitCode = code ?? 1;
});

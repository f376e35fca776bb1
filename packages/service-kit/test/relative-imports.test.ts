import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const run = promisify(execFile);
const hook = pathToFileURL(join(import.meta.dirname, '../src/relative-imports.ts')).href;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kada-imports-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What a program that imports `specifier` after the hook was set prints of its default export. */
async function defaultOf(specifier: string): Promise<string> {
  await write('main.mjs', `
    import { resolveRelativeImportsByName } from '${hook}';
    resolveRelativeImportsByName();
    const module = await import('${specifier}');
    process.stdout.write(String(module.default));`);
  return (await run(execPath, ['--disable-warning=ExperimentalWarning', join(folder, 'main.mjs')])).stdout;
}

async function write(name: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
}

test('a relative import is the file of that name, and links are not followed to another one', async () => {
  await write('real/order.ts', 'const name: string = import.meta.url; export default name;');
  await symlink(join(folder, 'real'), join(folder, 'linked'));

  expect(await defaultOf('./linked/order.ts')).toMatch(/linked\/order\.ts$/);
});

test('packages are found by Node, and are what their links lead to', async () => {
  await write('packages/order/package.json', '{ "type": "module", "exports": "./src/index.js" }');
  await write('packages/order/src/index.js', "export { default } from './place.js';");
  await write('packages/order/src/place.js', 'export default import.meta.url;');
  await mkdir(join(folder, 'node_modules'));
  await symlink(join(folder, 'packages/order'), join(folder, 'node_modules/order'));

  expect(await defaultOf('order')).toMatch(/packages\/order\/src\/place\.js$/);
});

test('a package of CommonJS modules is loaded as ever: with names without endings, folders and JSON', async () => {
  await write('node_modules/old/package.json', '{ "main": "./lib" }');
  await write('node_modules/old/lib/index.js', "module.exports = [require('./a'), require('./b.js'), require('./c').name].join(' ');");
  await write('node_modules/old/lib/a.js', "module.exports = 'without ending,';");
  await write('node_modules/old/lib/b.js', "module.exports = 'with ending,';");
  await write('node_modules/old/lib/c.json', '{ "name": "JSON" }');

  expect(await defaultOf('old')).toBe('without ending, with ending, JSON');
});

test('a module that is not there is named', async () => {
  await expect(defaultOf('./no-order.ts')).rejects.toThrow('no-order.ts');
});

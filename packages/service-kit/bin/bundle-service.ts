/**
 * `node packages/service-kit/bin/bundle-service.ts services/order-service`: writes `dist/main.mjs` of a service, its code and
 * that of its packages in a few files instead of a thousand, and beside it, in `dist/compiled`, what Node's compile cache
 * holds of them. `NODE_COMPILE_CACHE=dist/compiled node dist/main.mjs` then starts it, at this place and with this Node.
 *
 * What stays in `node_modules`: `mssql`, which is loaded for SQL Server only, and the files of `swagger-ui-dist`.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { argv, execPath, stderr } from 'node:process';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [folder] = argv.slice(2);
if (folder === undefined) {
  stderr.write('which service? bundle-service FOLDER\n');
  process.exitCode = 2;
} else {
  const dist = resolve(folder, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const chunks = await bundle(resolve(folder), dist);
  process.exitCode = compile(chunks, join(dist, 'compiled'));
}

/** Gives the files that `main.mjs` imports, at its start or later. */
async function bundle(service: string, dist: string): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: service,
    entryPoints: ['src/main.ts'],
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: ['mssql'],
    // CommonJS modules in the bundle require Node's own.
    banner: { js: "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);" },
    metafile: true,
    logLevel: 'warning',
  });
  return Object.keys(metafile.outputs)
    .map((file) => resolve(service, file))
    .filter((file) => file !== join(dist, 'main.mjs'));
}

/** Imports them all; Node writes what it compiled when it ends. */
function compile(files: readonly string[], cache: string): number {
  const imports = files.map((file) => `await import(${JSON.stringify(pathToFileURL(file).href)});`);
  const { status } = spawnSync(execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', imports.join('\n')], {
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
    stdio: 'inherit',
  });
  return status ?? 1;
}

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/**
 * Builds `src` of a package into its `dist`: JavaScript with declarations. Packages of the repository that it imports
 * are compiled with it, since their entry points are sources here, and left out.
 *
 * @throws Error with the compiler's messages.
 */
export function buildPackage(repository: string, folder: string): void {
  const root = realpathSync(repository);
  const own = relative(root, realpathSync(folder));
  const work = mkdtempSync(join(tmpdir(), 'kada-pack-'));
  try {
    const config = join(work, 'tsconfig.json');
    writeFileSync(config, JSON.stringify(configuration(root, join(root, own), join(work, 'out'))));
    compile(root, config);
    const dist = join(folder, 'dist');
    rmSync(dist, { recursive: true, force: true });
    const built = join(work, 'out', own, 'src');
    rewriteDeclarations(built);
    cpSync(built, dist, { recursive: true });
    cpSync(join(folder, 'src'), dist, { recursive: true, filter: (path) => !/\.[cm]?tsx?$/.test(path) });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The compiler rewrites `./order.ts` to `./order.js` in JavaScript only. */
function rewriteDeclarations(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue;
    const file = join(folder, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/(\bfrom |\bimport\(|^import )(['"])(\.{1,2}\/[^'"\n]*)\.ts\2/gm, '$1$2$3.js$2'));
  }
}

/** A package that also runs in browsers says so in a configuration of its own. */
function configuration(root: string, folder: string, outDir: string): object {
  const own = join(folder, 'tsconfig.json');
  return {
    extends: existsSync(own) ? own : join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      allowImportingTsExtensions: false,
      rewriteRelativeImportExtensions: true,
      declaration: true,
      rootDir: root,
      outDir,
      typeRoots: [join(root, 'node_modules', '@types')],
    },
    include: [join(folder, 'src')],
    exclude: [],
  };
}

function compile(root: string, config: string): void {
  const manifest = findPackageJSON('typescript-7', join(root, 'package.json'));
  const compiler = manifest === undefined ? undefined : join(dirname(manifest), 'bin', 'tsc');
  if (compiler === undefined || !existsSync(compiler)) throw new Error('typescript-7 is not installed: run npm ci in the repository');
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', config], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the package does not compile:\n${stdout}${stderr}`);
}

import { execFile } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inTemporaryFolder } from './generate-case.ts';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));

/** The repository's own strict settings, for a folder somewhere else. */
const config = {
  extends: join(root, 'tsconfig.json'),
  compilerOptions: { types: [], noEmit: true, skipLibCheck: true },
  include: ['**/*.ts'],
  exclude: ['node_modules'],
};

/** The errors of the TypeScript compiler for some files under the repository's settings, one per line. */
export function compileErrors(files: Iterable<readonly [string, string]>): Promise<string[]> {
  return inPackage(files, async (folder) => {
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const output = await node([join(root, 'node_modules/typescript-7/bin/tsc'), '-p', folder, '--pretty', 'false']);
    return output.split('\n').filter((line) => line.includes('error TS'));
  });
}

/** What a script prints (its errors too) that runs beside some files. */
export function runScript(files: Iterable<readonly [string, string]>, script: string): Promise<string> {
  return inPackage([...files, ['script.ts', script]], (folder) => node([join(folder, 'script.ts')]));
}

function inPackage<T>(files: Iterable<readonly [string, string]>, use: (folder: string) => Promise<T>): Promise<T> {
  return inTemporaryFolder([...files, ['package.json', '{ "type": "module" }']], (folder) => {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
    return use(folder);
  });
}

function node(args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, (_error, stdout, stderr) => {
      resolve(stdout + stderr);
    });
  });
}

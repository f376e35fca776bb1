import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyRepository, runBeside, runCommand, runWell } from './repository-copy.ts';

let repository: string;
let folder: string;
let original: string;

beforeAll(() => {
  repository = copyRepository();
  folder = join(repository, 'packages/contract');
  original = manifest();
});

afterAll(() => {
  rmSync(repository, { recursive: true, force: true });
});

function manifest(): string {
  return readFileSync(join(folder, 'package.json'), 'utf8');
}

function tarballs(name: string): string {
  const destination = join(repository, name);
  mkdirSync(destination);
  return destination;
}

/** The files of the only tarball in a folder, and its package.json. */
function contentOf(destination: string): { files: readonly string[]; manifest: unknown } {
  const [tarball = ''] = readdirSync(destination);
  const list = runWell(destination, 'tar', 'tzf', tarball);
  const text = runWell(destination, 'tar', 'xzOf', tarball, 'package/package.json');
  return { files: list.trim().split('\n').sort(), manifest: JSON.parse(text) };
}

function expectCleanFolder(): void {
  expect(manifest()).toBe(original);
  expect(readdirSync(folder).sort()).toEqual(['package.json', 'src']);
}

const entry = { types: './dist/index.d.ts', default: './dist/index.js' };

describe('packing', () => {
  test('puts JavaScript and declarations into the tarball, and leaves no trace in the folder', () => {
    const destination = tarballs('plain');
    runWell(folder, 'npm', 'pack', '--pack-destination', destination);
    const { files, manifest: packed } = contentOf(destination);
    expect(files).toContain('package/dist/index.js');
    expect(files).toContain('package/dist/index.d.ts');
    expect(files.filter((file) => !/^package\/(?:package\.json|dist\/[a-z-]+(?:\.d\.ts|\.js))$/.test(file))).toEqual([]);
    expect(packed).toMatchObject({ exports: { '.': entry } });
    expectCleanFolder();
  });

  test('twice at once gives the same tarball twice', async () => {
    const destinations = [tarballs('left'), tarballs('right')];
    await Promise.all(destinations.map((destination) => runBeside(folder, 'npm', 'pack', '--pack-destination', destination)));
    const [left, right] = destinations.map(contentOf);
    expect(left).toEqual(right);
    expect(left?.manifest).toMatchObject({ exports: { '.': entry } });
    expectCleanFolder();
  });

  test('goes well after a packing that was killed', () => {
    runWell(folder, process.execPath, '../../scripts/pack/prepack.ts');
    expect(manifest()).not.toBe(original);
    writeFileSync(join(folder, '.prepack/packer'), '999999999');
    const destination = tarballs('after-kill');
    runWell(folder, 'npm', 'pack', '--pack-destination', destination);
    expect(contentOf(destination).manifest).toMatchObject({ exports: { '.': entry } });
    expectCleanFolder();
  });

  test('keeps a package.json that was written after the kill', () => {
    runWell(folder, process.execPath, '../../scripts/pack/prepack.ts');
    const newer = original.replace('"0.1.0"', '"0.2.0"');
    writeFileSync(join(folder, 'package.json'), newer);
    runWell(folder, process.execPath, '../../scripts/pack/postpack.ts');
    expect(manifest()).toBe(newer);
    writeFileSync(join(folder, 'package.json'), original);
    expectCleanFolder();
  });

  test('fails with the compiler’s message where the package does not compile, and leaves no trace', () => {
    const wrong = join(folder, 'src/wrong.ts');
    writeFileSync(wrong, "export const wrong: number = 'text';\n");
    const { status, output } = runCommand(folder, 'npm', 'pack', '--pack-destination', repository);
    expect(status).not.toBe(0);
    expect(output).toContain("Type 'string' is not assignable to type 'number'");
    runWell(folder, process.execPath, '-e', "require('node:fs').rmSync('src/wrong.ts')");
    expect(existsSync(wrong)).toBe(false);
    expectCleanFolder();
  });

  test('undoing what was not done changes nothing', () => {
    runWell(folder, process.execPath, '../../scripts/pack/postpack.ts');
    expectCleanFolder();
  });
});

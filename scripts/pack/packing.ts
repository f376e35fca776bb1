import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedManifest } from './manifest.ts';

/** Longer than any packing takes. */
const longestMs = 120_000;

/** The mark of a packing under way, in the package's folder: the original `package.json`, and who is packing. */
const markName = '.prepack';

/**
 * Begins the packing of a package: waits for another one of the same package, restores what a killed one left, builds,
 * and puts the published `package.json` in the place of the original, which is kept.
 */
export function beginPacking(folder: string, packer: number, build: () => void): void {
  const mark = join(folder, markName);
  const manifest = join(folder, 'package.json');
  takeMark(folder, packer);
  try {
    build();
    const original = readFileSync(manifest, 'utf8');
    writeFileSync(join(mark, 'package.json'), original);
    replace(manifest, publishedManifest(original));
  } catch (error) {
    restore(folder);
    throw error;
  }
}

/** Ends a packing: the original `package.json` is back, and what was built is gone. Does nothing where none is under way. */
export function endPacking(folder: string): void {
  restore(folder);
}

function takeMark(folder: string, packer: number): void {
  const mark = join(folder, markName);
  for (const start = Date.now(); ; ) {
    try {
      mkdirSync(mark);
      writeFileSync(join(mark, 'packer'), String(packer));
      return;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    if (isAbandoned(mark) || Date.now() - start > longestMs) restore(folder);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
}

/** A mark whose process is gone; a young one may not have its process written into it yet. */
function isAbandoned(mark: string): boolean {
  const age = Date.now() - (statSync(mark, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  const packer = Number(read(join(mark, 'packer')) ?? '');
  return packer === 0 ? age > 2000 : age > longestMs || !isAlive(packer);
}

/**
 * Puts the original back where the `package.json` is the published one that was made from it; one that was written
 * since (the generator does that) stays.
 */
function restore(folder: string): void {
  const mark = join(folder, markName);
  const manifest = join(folder, 'package.json');
  const original = read(join(mark, 'package.json'));
  if (original !== undefined && read(manifest) === publishedManifest(original)) replace(manifest, original);
  if (statSync(mark, { throwIfNoEntry: false }) !== undefined) rmSync(join(folder, 'dist'), { recursive: true, force: true });
  rmSync(mark, { recursive: true, force: true });
}

function replace(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.prepack`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

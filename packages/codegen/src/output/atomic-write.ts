import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A name that no one else uses and that tells which process does. */
export function temporaryName(base: string): string {
  return `.${base.slice(0, 100)}.${process.pid}-${randomBytes(6).toString('hex')}.kada-tmp`;
}

/** The temporary names in a folder whose processes are gone. */
export function findAbandoned(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter(isAbandoned);
  } catch {
    return [];
  }
}

function isAbandoned(name: string): boolean {
  const pid = /\.(\d+)-[0-9a-f]{12}\.kada-tmp$/.exec(name)?.[1];
  return pid !== undefined && !isAlive(Number(pid));
}

/** Writes a file so that others see the old text or the new one, never a part (rename is atomic, POSIX.1-2024). */
export function writeAtomically(target: string, text: string): void {
  mkdirSync(dirname(target), { recursive: true });
  const temporary = join(dirname(target), temporaryName(basename(target)));
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM';
  }
}

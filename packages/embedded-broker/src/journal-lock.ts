import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a lock takes to be taken, at the very most, in milliseconds. */
const GUARD_MS = 5000;
const GUARD_RETRY_MS = 20;

const heldHere = new Set<string>();

/**
 * Takes a folder for this process, so that two brokers do not write one journal.
 * @returns what gives it back.
 * @throws Error when a living process has it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(resolve(folder), 'lock');
  await makeFolder(resolve(folder));
  if (heldHere.has(file)) throw new Error(`another broker of this process uses the journal in ${folder}`);
  heldHere.add(file);
  try {
    await takeFile(file, folder);
  } catch (failure) {
    heldHere.delete(file);
    throw failure;
  }
  return async () => {
    await rm(file, { force: true });
    heldHere.delete(file);
  };
}

/**
 * Makes a folder, and those above it that are not there. Node's own `recursive` never ends where a folder's parent is
 * there and yet no folder can be made in it (`/proc/x`: ENOENT; seen with 24.21).
 */
async function makeFolder(folder: string): Promise<void> {
  if (await makeOne(folder)) return;
  await makeFolder(dirname(folder));
  if (!(await makeOne(folder))) throw new Error(`the journal's folder ${folder} cannot be made (ENOENT)`);
}

/** Whether the folder is there now: not where the one above it is missing. @throws Error where it cannot be. */
async function makeOne(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (failure) {
    const code = codeOf(failure);
    if (code === 'ENOENT') return false;
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return true;
    throw new Error(`the journal's folder ${folder} cannot be made (${String(code)})`, { cause: failure });
  }
}

/** Looks and takes while nobody else does: two that find the lock of a killed broker must not both have it. */
async function takeFile(file: string, folder: string): Promise<void> {
  const giveBack = await takeGuard(`${file}.taking`);
  try {
    const holder = await holderOf(file);
    if (holder !== undefined) throw new Error(`process ${holder} uses the journal in ${folder}`);
    // Its broker was killed, or there was none.
    await writeFile(file, `${process.pid} ${await startOf(process.pid)}`.trimEnd());
  } finally {
    await giveBack();
  }
}

/** @throws Error when others have it again and again for as long as nobody needs. */
async function takeGuard(guard: string): Promise<() => Promise<void>> {
  for (let tries = 0; ; tries++) {
    try {
      await mkdir(guard);
      return () => rm(guard, { recursive: true, force: true });
    } catch (failure) {
      if (codeOf(failure) !== 'EEXIST' || tries * GUARD_RETRY_MS > 2 * GUARD_MS) throw failure;
    }
    const since = await stat(guard).then(({ mtimeMs }) => mtimeMs, () => Date.now());
    // It is held for some milliseconds; whoever had it for so long was killed in them.
    if (Date.now() - since > GUARD_MS) await rm(guard, { recursive: true, force: true });
    await sleep(GUARD_RETRY_MS);
  }
}

/** The process of the broker that has the lock; undefined when it lives no more. */
async function holderOf(file: string): Promise<number | undefined> {
  const [pid = '', start = ''] = await readFile(file, 'utf8').then((text) => text.split(' '), ifMissing([]));
  const holder = Number(pid);
  // In a container the number of a killed process is soon this process's own, or that of another.
  if (holder === process.pid || !isAlive(holder)) return undefined;
  return start === '' || start === (await startOf(holder)) ? holder : undefined;
}

/** When a process was started, in the system's ticks; empty where the system has no /proc. */
async function startOf(pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program comes second, in parentheses, and may have blanks in it.
  return status.slice(status.lastIndexOf(')') + 1).trim().split(' ')[19] ?? '';
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (failure) {
    return codeOf(failure) === 'EPERM';
  }
}

function ifMissing<T>(instead: T): (failure: unknown) => T {
  return (failure) => {
    if (codeOf(failure) === 'ENOENT') return instead;
    throw failure;
  };
}

function codeOf(failure: unknown): unknown {
  return typeof failure === 'object' && failure !== null ? Reflect.get(failure, 'code') : undefined;
}

import { mkdirSync, readFileSync, rmSync, statSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the shop keeps what it needs between two starts, unless `DATA_DIR` names another folder. */
export const usualDataDir = '.data';

const marker = 'running.json';
const logFile = 'log.jsonl';
const largestLog = 50 * 1024 * 1024;

/** The log of the shop; one that has grown too large makes room. */
export function logPath(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, logFile);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > largestLog) renameSync(path, join(dataDir, 'log.1.jsonl'));
  return path;
}

/** The logs that there may be, the older one first. */
export function logPaths(dataDir: string): readonly string[] {
  return ['log.1.jsonl', logFile].map((name) => join(dataDir, name)).filter((path) => statSync(path, { throwIfNoEntry: false }) !== undefined);
}

/** Says that this process uses the folder. @throws where another one does */
export function claim(dataDir: string): void {
  const pid = owner(dataDir);
  if (pid !== undefined) throw new Error(`the shop runs already on ${dataDir} (process ${pid}): stop it first`);
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, marker), JSON.stringify({ pid: process.pid }));
}

/** Says where the broker of the shop is that uses the folder, for commands that want to talk to it. */
export function announceBroker(dataDir: string, brokerUrl: string): void {
  writeFileSync(join(dataDir, marker), JSON.stringify({ pid: process.pid, brokerUrl }));
}

/** The broker of the shop that uses the folder, if it still runs. */
export function runningBroker(dataDir: string): string | undefined {
  if (owner(dataDir) === undefined) return undefined;
  const url = marked(join(dataDir, marker), 'brokerUrl');
  return typeof url === 'string' ? url : undefined;
}

export function release(dataDir: string): void {
  rmSync(join(dataDir, marker), { force: true });
}

/** The process that uses the folder, if it is still there. */
export function owner(dataDir: string): number | undefined {
  const pid = markedPid(join(dataDir, marker));
  if (pid === undefined || pid === process.pid) return undefined;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    // Somebody else's process is one, too.
    return Reflect.get(Object(error), 'code') === 'EPERM' ? pid : undefined;
  }
}

function markedPid(path: string): number | undefined {
  const pid = marked(path, 'pid');
  return typeof pid === 'number' ? pid : undefined;
}

function marked(path: string, name: 'pid' | 'brokerUrl'): unknown {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  } catch {
    return undefined;
  }
}

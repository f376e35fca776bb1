import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Memory } from './brokers.ts';

let collect: (() => void) | undefined;

/** What this process holds when all garbage is gone. */
export function memoryAfterCollection(): Memory {
  collect ??= collector();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return { heapUsed, external };
}

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  if (typeof gc !== 'function') throw new Error('this Node gives no access to its garbage collector');
  return () => void Reflect.apply(gc, undefined, []);
}

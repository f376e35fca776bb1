import { setTimeout } from 'node:timers/promises';

/** Waits until something is so. @throws Error that names it, after `withinMs` */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, withinMs = 40_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`it did not come to pass within ${withinMs} ms that ${what}`);
    await setTimeout(10);
  }
}

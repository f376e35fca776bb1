/**
 * Runs the small engine in a process of its own, which kills itself at the given call (counted from 1) of a
 * file-system function that changes the disk: `node run-and-die.ts <root of the place> <call>`. Without a call it
 * lives, and prints how many calls there were.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

const [root, last] = process.argv.slice(2);
let calls = 0;

for (const name of ['writeFileSync', 'renameSync', 'rmSync', 'rmdirSync', 'mkdirSync'] as const) {
  const original: unknown = fs[name];
  if (typeof original !== 'function') continue;
  Object.defineProperty(fs, name, {
    value: (...args: unknown[]): unknown => {
      calls += 1;
      if (calls === Number(last)) {
        // Half a text, if a text is being written.
        if (name === 'writeFileSync') Reflect.apply(original, fs, [args[0], String(args[1]).slice(0, 1)]);
        process.kill(process.pid, 'SIGKILL');
      }
      return Reflect.apply(original, fs, args);
    },
  });
}
syncBuiltinESMExports();

const { run } = await import('../../src/run.ts');
const { makePlace, smallEngine } = await import('./small-engine.ts');
const place = makePlace(root);
calls = 0;
await run(place, smallEngine().engine);
process.stdout.write(String(calls));

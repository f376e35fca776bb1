/**
 * `npm run bench [-- codegen gateway]`: all benchmarks, or those named, one after the other, so that none disturbs
 * another. Exit code 1 where a bound is missed; the others are measured all the same.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const names = ['codegen', 'messaging', 'kit', 'gateway', 'shop', 'web'];

const wanted = process.argv.length > 2 ? process.argv.slice(2) : names;
const unknown = wanted.filter((name) => !names.includes(name));

if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are ${names.join(', ')}`);
  process.exitCode = 2;
} else {
  const missed = wanted.filter((name) => {
    console.log(`\n== bench:${name}\n`);
    const script = fileURLToPath(new URL(`bench/${name}.ts`, import.meta.url));
    return spawnSync(process.execPath, [script], { stdio: 'inherit' }).status !== 0;
  });
  console.log(missed.length === 0 ? '\nEvery bound is kept.' : `\nA bound is missed in ${missed.join(', ')}.`);
  process.exitCode = missed.length === 0 ? 0 : 1;
}

/** Prints the seconds that one run without a cache takes, all code being loaded: `node time-one-run.ts <folder>`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from '../../../packages/codegen/src/run.ts';
import { syntheticApi, syntheticEvent } from './synthetic-specs.ts';

const folder = process.argv[2] ?? '';
const warm = join(folder, 'warm', 'specs');
mkdirSync(warm, { recursive: true });
writeFileSync(join(warm, 'event.yaml'), syntheticEvent(0));
writeFileSync(join(warm, 'api.yaml'), syntheticApi(0, 5));
await run(warm, join(folder, 'warm', 'out'));
const start = performance.now();
await run(join(folder, 'specs'), join(folder, `out-${process.pid}`));
process.stdout.write(String((performance.now() - start) / 1000));

async function run(specs: string, out: string): Promise<void> {
  const { ok, diagnostics } = await generate({ specs, out, cacheDir: false });
  if (!ok) throw new Error(diagnostics.map(({ file, line, message }) => `${file}:${line} ${message}`).join('\n'));
}

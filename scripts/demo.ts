import { availableParallelism } from 'node:os';
import { formatDiagnostic, generate } from '@kada-mandiya/codegen';
import type { RunResult } from '@kada-mandiya/codegen';
import { table } from './demo/table.ts';

const started = performance.now();

console.log('Kada Mandiya: from the contracts to code that holds them\n');
console.log(`1. Generating from specs/ (Node ${process.versions.node}, ${String(availableParallelism())} cores)\n`);
const result = await generate({ specs: 'specs', out: 'generated', cacheDir: false });
if (!result.ok) {
  for (const diagnostic of result.diagnostics) console.log(formatDiagnostic(diagnostic));
  process.exit(1);
}
console.log(whatWasGenerated(result));

console.log('\n2. Every contract at work: its examples are accepted, a broken one is refused, and says why\n');
// Imported only now, so that it is the code just generated that is shown.
const { showContracts } = await import('./demo/show-contracts.ts');
const shown = showContracts();
console.log(table(['contract', 'examples', 'broken on purpose', 'refused because'], shown.rows));

console.log(`\n${String(shown.accepted)} examples accepted, ${String(shown.refused)} broken ones refused, ${String(shown.failures.length)} surprises`);
for (const failure of shown.failures) console.log(`SURPRISE: ${failure}`);

console.log('\n3. The shop on those contracts: somebody buys something\n');
const { showPurchase } = await import('./demo/show-purchase.ts');
const bought = await showPurchase((line) => console.log(line)).catch((error: unknown) => {
  console.log(`\n   MISSING: ${error instanceof Error ? error.message : String(error)}`);
  return undefined;
});
if (bought !== undefined) console.log(`\nAll ${String(bought)} steps were seen, ${((performance.now() - started) / 1000).toFixed(2)} s after the start`);
process.exitCode = shown.failures.length === 0 && bought !== undefined ? 0 : 1;

/** Files by package, and the time by stage. */
function whatWasGenerated({ files, durations }: RunResult): string {
  const packages = Map.groupBy(files, ({ path }) => path.split('/')[0] ?? path);
  const count = (list: readonly { status: string }[], status: string): string =>
    String(list.filter((file) => file.status === status).length);
  const rows = [...packages].map(([name, list]) => [
    `generated/${name}`,
    String(list.length),
    count(list, 'written'),
    count(list, 'unchanged'),
    count(list, 'removed'),
  ]);
  const stages = Object.entries(durations).map(([stage, ms]) => [stage, `${ms.toFixed(0)} ms`]);
  const total = Object.values(durations).reduce((sum, ms) => sum + ms, 0);
  return [
    table(['package', 'files', 'written', 'unchanged', 'removed'], rows),
    '',
    table(['stage', 'took'], [...stages, ['together', `${total.toFixed(0)} ms`]]),
  ].join('\n');
}

import { table } from '../demo/table.ts';
import type { Declared, DeclaredParty, DeclaredService } from './declared.ts';

const kinds = ['operations', 'answers', 'publishes', 'consumes'] as const satisfies readonly (keyof DeclaredService)[];

/** How much of what is declared the tests have met, from 0 to 1. */
export function coveredShare(declared: Declared, met: ReadonlySet<string>): number {
  const all = allNames(declared);
  return all.length === 0 ? 1 : all.filter((name) => met.has(name)).length / all.length;
}

/** What the tests have met, as a table by service and one by event, and under them what they have not. */
export function coverageText(declared: Declared, met: ReadonlySet<string>): string {
  const count = (names: readonly string[]): string => (names.length === 0 ? '-' : `${names.filter((name) => met.has(name)).length} of ${names.length}`);
  const byService = declared.services.map((one) => [one.service, ...kinds.map((kind) => count(one[kind]))]);
  const total = ['all', ...kinds.map((kind) => count(declared.services.flatMap((one) => one[kind])))];
  const parties = (all: readonly DeclaredParty[]): string => all.map(({ service, name }) => (met.has(name) ? service : `(not ${service})`)).join(', ') || '-';
  const byEvent = declared.events.map(({ name, producers, consumers }) => [name, met.has(name) ? 'yes' : 'no', parties(producers), parties(consumers)]);
  const missing = missingLines(declared, met);
  return [
    table(['service', ...kinds], [...byService, total]),
    '',
    table(['event', 'seen', 'published by', 'consumed by'], byEvent),
    `\n   ${(coveredShare(declared, met) * 100).toFixed(1)} % of all`,
    ...(missing.length === 0 ? [] : ['\nMet by no test:', ...missing.map((line) => `   ${line}`)]),
  ].join('\n');
}

/** The answers of an operation in one line, each party and event in its own. */
function missingLines({ services, events }: Declared, met: ReadonlySet<string>): readonly string[] {
  const without = (names: readonly string[]): readonly string[] => names.filter((name) => !met.has(name));
  const byOperation = Map.groupBy(without(services.flatMap(({ answers }) => answers)), (name) => name.slice(0, name.lastIndexOf(' ')));
  const answers = Array.from(byOperation, ([operation, names]) => `${operation}: ${names.map((name) => name.slice(operation.length + 1)).join(', ')}`);
  return [...answers, ...without(services.flatMap(({ publishes, consumes }) => [...publishes, ...consumes])), ...without(events.map(({ name }) => name))];
}

function allNames({ services, events }: Declared): readonly string[] {
  return [...services.flatMap((one) => kinds.flatMap((kind) => one[kind])), ...events.map(({ name }) => name)];
}

import { table } from '../demo/table.ts';
import type { Declared } from './declared.ts';

export interface Coverage {
  readonly parts: readonly { readonly part: string; readonly met: number; readonly all: number; readonly missing: readonly string[] }[];
  /** From 0 to 1. */
  readonly share: number;
}

export function coverageOf(declared: readonly Declared[], exercised: ReadonlySet<string>): Coverage {
  const parts = declared.map(({ part, names }) => {
    const missing = names.filter((name) => !exercised.has(name));
    return { part, all: names.length, met: names.length - missing.length, missing };
  });
  const [met, all] = [parts.reduce((sum, part) => sum + part.met, 0), parts.reduce((sum, part) => sum + part.all, 0)];
  return { parts, share: all === 0 ? 1 : met / all };
}

/** A table, and under it what no test has met. */
export function coverageText({ parts, share }: Coverage): string {
  const rows = parts.map(({ part, met, all }) => [part, String(met), String(all), `${((met / Math.max(all, 1)) * 100).toFixed(0)} %`]);
  const missing = parts.filter((part) => part.missing.length > 0).map((part) => `   ${part.part}: ${part.missing.join(', ')}`);
  return [table(['contract', 'met', 'declared', 'share'], rows), `\n   ${(share * 100).toFixed(1)} % of all`, ...(missing.length === 0 ? [] : ['\nMet by no test:', ...missing])].join('\n');
}

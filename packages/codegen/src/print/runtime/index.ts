import { generatedBanner } from '../code.ts';
import { addressFragments } from './address-formats.ts';
import { checkFragments } from './checks.ts';
import { formatFragments } from './formats.ts';
import { declaredNames } from './fragment.ts';
import type { RuntimeFragment } from './fragment.ts';
import { timeFragments } from './time-formats.ts';
import { valueFragments } from './values.ts';

const fragments: ReadonlyMap<string, RuntimeFragment> = new Map(
  [...valueFragments, ...timeFragments, ...formatFragments, ...addressFragments, ...checkFragments].map((one) => [one.name, one]),
);

/** The runtime functions with some names and all that those call, each once, in the order of the runtime. */
export function runtimeFragments(names: Iterable<string>): readonly RuntimeFragment[] {
  const wanted = new Set(names);
  for (const name of wanted) {
    const one = fragments.get(name);
    if (one === undefined) throw new Error(`the runtime has no ${name}`);
    for (const used of one.uses) wanted.add(used);
  }
  return [...fragments.values()].filter(({ name }) => wanted.has(name));
}

/**
 * The text of the module with the functions that printed code imports: all of them, or those with some names and what
 * they call. It imports types of `zod` at most.
 */
export function printRuntime(names: Iterable<string> = fragments.keys()): string {
  const chosen = runtimeFragments(names);
  const imports = chosen.some(({ zodTypes }) => zodTypes === true) ? ["import type { z } from 'zod';"] : [];
  const texts = chosen.map(({ text }) => text.replace(/^function /m, 'export function '));
  return [generatedBanner, ...imports, ...texts].join('\n\n') + '\n';
}

const names: readonly string[] = [...fragments.values()].flatMap(declaredNames);

/** The names of all functions of the runtime, and of their constants. */
export function runtimeNames(): Iterable<string> {
  return names;
}

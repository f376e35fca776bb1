import type { Import } from './code.ts';
import { namesUsedIn } from './names.ts';

/** A declaration of a module, by the name that others know it by; one without a name is always there. */
export interface Declaration {
  readonly names: readonly string[];
  readonly text: string;
  readonly exported: boolean;
}

/** The declarations that a module exports, and those that they name, and so on; in their order. */
export function needed(declarations: readonly Declaration[]): readonly Declaration[] {
  const byName = new Map<string, Declaration[]>();
  for (const one of declarations) for (const name of one.names) byName.set(name, [...(byName.get(name) ?? []), one]);
  const kept = new Set(declarations.filter(({ exported }) => exported));
  for (const { text } of kept) {
    // An expression for patterns uses nothing; what looks like names in it is none.
    if (/^const [^ ]+ = \/.*\/u?;$/.test(text)) continue;
    for (const word of namesUsedIn(text)) {
      for (const named of byName.get(word) ?? []) kept.add(named);
    }
  }
  return declarations.filter((one) => kept.has(one));
}

/** The imports that some declarations name. */
export function namedImports(imports: readonly Import[], declarations: readonly Declaration[]): readonly Import[] {
  const names = new Set(declarations.flatMap(({ text }) => [...namesUsedIn(text)]));
  return imports.filter(({ name }) => names.has(name));
}

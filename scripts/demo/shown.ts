import type { Explainer } from '@kada-mandiya/contract';

/** A contract with its examples: the fast predicate decides, the schema explains. */
export interface Shown {
  readonly name: string;
  readonly examples: readonly unknown[];
  readonly accepts: (value: unknown) => boolean;
  readonly schema: Explainer;
}

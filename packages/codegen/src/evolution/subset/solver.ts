import type { JsonValue } from '../../ir/json.ts';
import type { Failure } from './failure.ts';
import type { Term, World } from './term.ts';

/** What the rules for each type of value ask for. */
export interface Solver {
  readonly world: World;
  /**
   * Why a part of the value that all of the left terms accept may be refused by each of the right ones; nothing: it cannot
   * be. A question that is asked again about a part of that part counts as answered.
   */
  readonly solve: (left: readonly Term[], right: readonly Term[]) => readonly Failure[];
  /** The same for the very value that is looked at. */
  readonly here: (left: readonly Term[], right: readonly Term[]) => readonly Failure[];
  /** Whether no part of the value is accepted by all of some terms, as far as can be told. */
  readonly isEmpty: (left: readonly Term[]) => boolean;
  /** A few values that all of some terms accept; none where none could be made. */
  readonly samples: (left: readonly Term[]) => readonly JsonValue[];
}

/** Takes what a rule for one type needs: the left side, one right term's parts, and a way to ask on. */
export type TypeRule = (solver: Solver, left: readonly Term[], right: readonly Term[]) => readonly Failure[];

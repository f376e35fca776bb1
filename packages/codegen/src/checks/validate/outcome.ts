import type { JsonPath } from '../../ir/json.ts';

/** One reason why a schema refuses a value. */
export interface Failure {
  /** From the value that was looked at to the one that fails. */
  readonly path: JsonPath;
  /** A predicate: `is less than 1`. */
  readonly message: string;
  /** Whether the key is at fault and not its value. */
  readonly at?: 'key';
}

/**
 * What a schema says of a value: why it refuses it, and which of its members it has looked at (2020-12 Core, section
 * 7.7).
 */
export interface Outcome {
  readonly failures: Failure[];
  readonly members: Set<string | number>;
}

export function noOutcome(): Outcome {
  return { failures: [], members: new Set() };
}

export function fail(outcome: Outcome, path: JsonPath, message: string): void {
  outcome.failures.push({ path, message });
}

/** Takes over what another schema says of the same value; where it refuses, its members are not to blame once more. */
export function absorb(outcome: Outcome, other: Outcome): void {
  outcome.failures.push(...other.failures);
  absorbMembers(outcome, other);
}

export function absorbMembers(outcome: Outcome, other: Outcome): void {
  for (const member of other.members) outcome.members.add(member);
}

import type { JsonValue } from '../../ir/json.ts';
import type { Origin } from '../../ir/origin.ts';
import type { Schema, SchemaId, SchemaSet } from '../../ir/schema.ts';
import { accepts } from '../sample/samples.ts';
import { distinctFailures, type Failure } from './failure.ts';
import { createSolver } from './solve.ts';
import { createWorld, type Term } from './term.ts';

export type { Failure, Step } from './failure.ts';

/** A schema in the set that its references lead into. */
export interface SchemaIn {
  readonly schemas: SchemaSet;
  readonly id: SchemaId;
}

/** Whether every value that one schema accepts is accepted by another. */
export type Decision =
  | { readonly kind: 'yes' }
  /** Each failure by itself; those that are certain come first. Where a value could be made that shows it, it is there. */
  | { readonly kind: 'no'; readonly failures: readonly Failure[] }
  /** The rules cannot tell, and no value was found that is accepted by the first and refused by the second. */
  | { readonly kind: 'unknown'; readonly failures: readonly Failure[] };

/**
 * Whether every JSON value that is valid under `left` is valid under `right` (JSON Schema 2020-12, formats asserted).
 *
 * `yes` is proved: no value contradicts it. `no` comes with values where they could be made; each of them was evaluated
 * under both schemas. What cannot be decided is `unknown`: two different regular expressions, for example.
 */
export function isSubset(left: SchemaIn, right: SchemaIn): Decision {
  const world = createWorld();
  const solver = createSolver(world);
  const from = world.term(schemaOf(left), left.schemas);
  const to = world.term(schemaOf(right), right.schemas);
  const failures = distinctFailures(solver.solve([from], [to])).map((failure) => checked(failure, from, to));
  if (failures.length === 0) return { kind: 'yes' };
  const sorted = [...failures].sort((one, other) => Number(other.certain) - Number(one.certain));
  return { kind: sorted[0]?.certain === true ? 'no' : 'unknown', failures: sorted };
}

/** What is not in its set says nothing: that it is missing has been reported. */
function schemaOf({ schemas, id }: SchemaIn): Schema {
  return schemas.get(id) ?? { origin: nowhere, always: true, annotations: {} };
}

const nowhere: Origin = { file: '', path: [] };

/** A failure with its value only where that value does show it. */
function checked(failure: Failure, left: Term, right: Term): Failure {
  const { witness, ...rest } = failure;
  if (witness === undefined) return failure;
  return shows(witness, left, right) ? failure : { ...rest, certain: false };
}

function shows(value: JsonValue, left: Term, right: Term): boolean {
  return accepts(left, value) && !accepts(right, value);
}

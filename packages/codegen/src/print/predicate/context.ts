import type { Schema, SchemaId } from '../../ir/schema.ts';
import type { ModulePrinter } from '../module.ts';
import type { Names } from '../names.ts';
import type { Condition } from './condition.ts';

/** Where a condition is built: in which module, in which function, for which part of which schema. */
export interface Place {
  readonly printer: PredicatePrinter;
  /** Names in the function that the condition will be in. */
  readonly locals: Names;
  /** What a function for this part would be called, without its `is`. */
  readonly wish: string;
}

export interface PredicatePrinter {
  readonly module: ModulePrinter;
  /** Whether a value fits a schema; `value` is an expression without side effects that is cheap to repeat. */
  readonly condition: (schema: Schema, value: string, place: Place) => Condition;
  /** The same as an expression, by a function of its own where statements are needed. */
  readonly expression: (schema: Schema, value: string, place: Place) => Condition;
  /**
   * The same where the value's type may be known better than the schema thinks: `value` is narrowed by the tests around,
   * and the compiler would refuse a test that cannot hold. A call starts anew.
   */
  readonly separate: (schema: Schema, value: string, place: Place) => Condition;
  /** The name of a function from `unknown` to `boolean` for a schema. */
  readonly functionFor: (schema: Schema, wish: string) => string;
  readonly call: (id: SchemaId, value: string) => Condition;
  /** Makes a function from its parameters and a condition on them; the name is the wished one or like it. */
  readonly define: (wish: string, parameters: readonly string[], condition: Condition) => string;
  /** The functions that only this module knows, in the order of their making. */
  readonly functions: readonly { readonly name: string; readonly text: string }[];
}

/** The place of a part. */
export function at(place: Place, part: string): Place {
  return { ...place, wish: place.wish + part };
}

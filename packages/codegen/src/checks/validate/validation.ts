import type { JsonPath, JsonValue } from '../../ir/json.ts';
import type { Schema, SchemaSet } from '../../ir/schema.ts';
import type { Outcome } from './outcome.ts';

/** What holds for one validation. */
export interface Validation {
  readonly schemas: SchemaSet;
  /** Whether `format` is asserted, or only an annotation. */
  readonly format: 'assertion' | 'annotation';
  readonly direction?: Direction;
  /** The references that are being followed for one value: one that comes again says nothing new. */
  readonly open: Set<string>;
  /** Says what a schema says of a value; for the rules that look into members. */
  readonly evaluate: (validation: Validation, schema: Schema, value: JsonValue, path: JsonPath) => Outcome;
}

/**
 * Which way a body goes: what is required but `readOnly` is not in a request, what is `writeOnly` not in a response.
 */
export type Direction = 'request' | 'response';

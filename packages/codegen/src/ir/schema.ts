import type { JsonObject, JsonValue } from './json.ts';
import type { Origin } from './origin.ts';

/** The JSON types of JSON Schema; `integer` is a number with a zero fraction. */
export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/**
 * The address of a schema: its file and JSON Pointer, e.g. `common/money.yaml#/components/schemas/Amount`. A `~` and more
 * follows where one place reads as several schemas: in another dialect than its file's, or in a dynamic scope that
 * changes what a `$dynamicRef` in it means.
 */
export type SchemaId = string;

/**
 * One JSON Schema, read from whatever dialect it was written in and kept in one vocabulary, that of 2020-12
 * (https://json-schema.org/draft/2020-12): an array under `items` has become `prefixItems`, `additionalItems`
 * has become `items`, `dependencies` has become `dependentRequired` and `dependentSchemas`, OpenAPI 3.0's
 * `nullable` has become a type, siblings that a dialect ignores are gone. A `$dynamicRef` has become a plain reference:
 * what it leads to depends on the references followed before it, and each of these ways has a schema of its own.
 * Subschemas are nested; references are ids.
 */
export interface Schema {
  readonly origin: Origin;
  /** `true` and `false` as schemas. */
  readonly always?: boolean;

  readonly ref?: SchemaId;

  readonly types?: readonly JsonType[];
  readonly enum?: readonly JsonValue[];
  readonly const?: JsonValue;

  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;

  /** Lengths count Unicode code points. */
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;

  readonly prefixItems?: readonly Schema[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly contains?: Schema;
  readonly minContains?: number;
  readonly maxContains?: number;
  readonly unevaluatedItems?: Schema;

  readonly properties?: ReadonlyMap<string, Schema>;
  readonly required?: readonly string[];
  readonly patternProperties?: ReadonlyMap<string, Schema>;
  readonly additionalProperties?: Schema;
  readonly propertyNames?: Schema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly dependentRequired?: ReadonlyMap<string, readonly string[]>;
  readonly dependentSchemas?: ReadonlyMap<string, Schema>;
  readonly unevaluatedProperties?: Schema;

  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;

  /** Every keyword that asserts nothing, as written: `title`, `description`, `default`, `examples`, `x-…`, unknown ones. */
  readonly annotations: JsonObject;
}

/** A schema that has a name of its own: a component, a message's payload. */
export interface NamedSchema {
  readonly name: string;
  readonly id: SchemaId;
}

/** Every schema that a name or a reference leads to, by its id. */
export type SchemaSet = ReadonlyMap<SchemaId, Schema>;

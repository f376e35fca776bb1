import type { SchemaId, SchemaSet } from '../ir/schema.ts';

/** `open` is the schema as written; `strict` refuses undeclared properties wherever properties are declared. */
export type Variant = 'open' | 'strict';

/** What the printers of one module have to know. */
export interface PrintScope {
  readonly schemas: SchemaSet;
  /** Whether `format` refuses values or is a remark. */
  readonly format: 'annotation' | 'assertion';
  /** The name of a schema, and where its code is; undefined for a schema without one, whose code stays local. */
  readonly locate: (id: SchemaId) => Located | undefined;
  /** The module with `printRuntime()`'s text. Without one the helpers stand in the printed code itself. */
  readonly runtime?: string;
  /** The module with `printJsonCursor()`'s text; decoders need it. */
  readonly cursor?: string;
  /** Which variants of the predicates and Zod schemas to print; `['open']` where not told. */
  readonly variants?: readonly Variant[];
  /** Names that the module has taken for other things. */
  readonly reserved?: ReadonlySet<string>;
}

/**
 * A schema's name, and the modules to import its code from; where one is absent, that code is printed here.
 * A module that (by way of others) imports the one that is printed must be marked `lazy`.
 */
export interface Located {
  readonly name: string;
  readonly types?: string;
  readonly predicates?: string;
  readonly zodSchemas?: string;
  readonly decoders?: string;
  readonly lazy?: boolean;
}

/** `isOrder`, `isStrictOrder`. */
export function predicateName(name: string, variant: Variant = 'open'): string {
  return `is${variant === 'strict' ? 'Strict' : ''}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** `OrderSchema`, `strictOrderSchema`. */
export function zodSchemaName(name: string, variant: Variant = 'open'): string {
  return variant === 'open' ? `${name}Schema` : `strict${name.charAt(0).toUpperCase()}${name.slice(1)}Schema`;
}

/** `decodeOrder`. */
export function decoderName(name: string): string {
  return `decode${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

import type { Schema, SchemaId } from '../../ir/schema.ts';
import type { ModulePrinter } from '../module.ts';
import type { PredicatePrinter } from '../predicate/context.ts';
import { typeOfForm } from '../type/type-of.ts';

/** An expression that makes a Zod schema. */
export interface ZodText {
  readonly text: string;
  /**
   * Whether what the schema gives back is all that it was given, so that a check on it sees the value as it came in.
   * An object schema gives back the declared properties only.
   */
  readonly lossless: boolean;
}

/** Where a Zod schema is printed. */
export interface ZodPlace {
  readonly printer: ZodPrinter;
  /** The declaration that it is part of. */
  readonly owner: SchemaId;
  /** What a function for this part would be called, without its `is`. */
  readonly wish: string;
}

export interface ZodPrinter {
  readonly module: ModulePrinter;
  readonly predicates: PredicatePrinter;
  readonly zodOf: (schema: Schema, place: ZodPlace) => ZodText;
}

export function part(place: ZodPlace, name: string): ZodPlace {
  return { ...place, wish: place.wish + name };
}

/** A check on a Zod schema, as an expression. */
export type CheckText = string;

/** Schemas in normal form whose types are those of a Zod schema without and with its checks. */
export interface CheckedTypes {
  readonly native: Schema;
  readonly whole: Schema;
}

/**
 * A schema with checks. They have to see the value as it came in: where the schema drops something, or where they say
 * more of the type than it does, they stand on `z.custom()`, the schema first among them. So do those that look into
 * parts of the value: behind a schema they would be left out where it has found a wrong type in another part.
 */
export function withChecks(native: ZodText, checks: readonly CheckText[], types: CheckedTypes, place: ZodPlace): ZodText {
  if (checks.length === 0) return native;
  const { module } = place.printer;
  const sameType = typeOfForm(module, types.native).text === typeOfForm(module, types.whole).text;
  const shallow = checks.every((check) => check.startsWith('must('));
  if (native.lossless && sameType && shallow) return { text: `${native.text}.check(${list(checks)})`, lossless: true };
  const asOne = (all: readonly CheckText[]): string => (all.length === 1 ? list(all) : `${module.runtime('together')}(${list(all)})`);
  if (isUnknown(native, module) && sameType) return { text: `${native.text}.check(${asOne(checks)})`, lossless: true };
  const first = isUnknown(native, module) ? [] : [`${module.runtime('also')}(${native.text})`];
  return { text: `${module.z()}.custom<${wholeType(types.whole, place)}>().check(${asOne([...first, ...checks])})`, lossless: true };
}

/** The type's name where it is that of the whole declaration. */
function wholeType(whole: Schema, { owner, printer: { module } }: ZodPlace): string {
  const isOwner = typeOfForm(module, whole).text === typeOfForm(module, module.normalizer.target(owner)).text;
  const hasName = module.isDeclaredType(owner);
  return isOwner && hasName ? module.use('types', owner) : typeOfForm(module, whole).text;
}

function isUnknown({ text }: ZodText, module: ModulePrinter): boolean {
  return text === `${module.z()}.unknown()`;
}

/** Arguments, each on a line of its own where one line would be long. */
export function list(items: readonly string[]): string {
  const line = items.join(', ');
  if (line.length <= 90 && !line.includes('\n')) return line;
  return items.length === 1 ? line : `\n  ${items.map((item) => item.replaceAll('\n', '\n  ')).join(',\n  ')},\n`;
}

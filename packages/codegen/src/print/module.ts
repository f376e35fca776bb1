import type { Schema, SchemaId } from '../ir/schema.ts';
import type { Import } from './code.ts';
import { jsonCursorNames } from './decoder/json-cursor.ts';
import type { CursorName } from './decoder/json-cursor.ts';
import { createNames, nameFromId } from './names.ts';
import type { Names } from './names.ts';
import { createNormalizer } from './normal/normalizer.ts';
import type { Normalizer } from './normal/normalizer.ts';
import { runtimeNames } from './runtime/index.ts';
import { decoderName, predicateName, zodSchemaName } from './scope.ts';
import type { Located, PrintScope, Variant } from './scope.ts';
import { strictId, strictSchemas } from './strict.ts';
import type { TypeText } from './type/type-text.ts';

const kinds = ['types', 'predicates', 'zodSchemas', 'decoders'] as const;

export type Kind = (typeof kinds)[number];

/** A module in the making: what things are called in it, and what it turns out to need. */
export interface ModulePrinter {
  readonly normalizer: Normalizer;
  readonly asserts: boolean;
  /** Every schema to export, in order. */
  readonly exports: readonly SchemaId[];
  /** What a schema is called as a type, predicate, Zod schema or decoder. It is imported or printed because of this call. */
  readonly use: (kind: Kind, id: SchemaId) => string;
  /** The schemas whose code this module has to have, by kind; it grows while they are printed. */
  readonly wanted: Readonly<Record<Kind, ReadonlySet<SchemaId>>>;
  /** What a schema is called, printed here or not. */
  readonly nameOf: (kind: Kind, id: SchemaId) => string;
  readonly isExported: (id: SchemaId) => boolean;
  /** Whether a schema's type has a name: by `locate`, or because it is recursive. */
  readonly isDeclaredType: (id: SchemaId) => boolean;
  readonly located: (id: SchemaId) => Located | undefined;
  /** The name of `z`. */
  readonly z: () => string;
  /** The name of a function of the runtime, which is imported or printed because of this call. */
  readonly runtime: (name: string) => string;
  /** The name of something of the JSON cursor's module, which is imported because of this call. */
  readonly cursor: (name: CursorName) => string;
  /** The name of a constant, by its type (if one has to be given) and value: ` = 1`, `: unknown = []`. Equal ones are one. */
  readonly constant: (wish: string, definition: string) => string;
  readonly constants: ReadonlyMap<string, string>;
  /** The types of schemas in normal form, as far as they have been asked for. */
  readonly typeTexts: WeakMap<Schema, TypeText>;
  /** The types of parts that are too long to stand in the whole, by name; absent where there is no place for them. */
  readonly localTypes?: Map<string, string>;
  /** A name for a function or type that only this module knows. */
  readonly fresh: (wish: string) => string;
  /** Names inside a function, none of which hides one of the module. */
  readonly locals: () => Names;
  readonly imports: readonly Import[];
  readonly usedRuntime: ReadonlySet<string>;
}

/** @param places Where the module keeps what stands beside its exports; without `localTypes` a long type stays where it is. */
export function createModulePrinter(
  scope: PrintScope,
  ids: readonly SchemaId[],
  places: Pick<ModulePrinter, 'localTypes'> = {},
): ModulePrinter {
  const variants = scope.variants ?? ['open'];
  const exports = [...new Set(ids)].flatMap((id) => variants.map((variant) => (variant === 'open' ? id : strictId(id))));
  const exported = new Set(exports);
  const normalizer = withStrictSchemas(scope, ids, variants);
  const located = (id: SchemaId): Located | undefined => (isInner(id) ? undefined : scope.locate(openId(id)));
  const nameOf = createNaming(scope, exports);
  const imports: Import[] = [];
  const wanted = { types: new Set<SchemaId>(), predicates: new Set<SchemaId>(), zodSchemas: new Set<SchemaId>(), decoders: new Set<SchemaId>() };

  const use = (kind: Kind, asked: SchemaId): string => {
    const id = kind === 'types' ? openId(asked) : asked;
    const name = nameOf.name(kind, id);
    const from = (kind === 'types' ? scope.locate(id) : located(id))?.[kind];
    if (from === undefined) wanted[kind].add(id);
    else imports.push({ from, name, typeOnly: kind === 'types' });
    return name;
  };

  const usedRuntime = new Set<string>();
  const runtime = (name: string): string => {
    usedRuntime.add(name);
    if (scope.runtime !== undefined) imports.push({ from: scope.runtime, name, typeOnly: false });
    return name;
  };

  const cursor = (name: CursorName): string => {
    if (scope.cursor === undefined) throw new Error('decoders need the module of the JSON cursor');
    imports.push({ from: scope.cursor, name, typeOnly: name === 'JsonCursor' });
    return name;
  };

  const constants = new Map<string, string>();
  const constantNames = new Map<string, string>();
  const constant = (wish: string, definition: string): string => {
    const name = constantNames.get(definition) ?? nameOf.fresh(wish);
    constantNames.set(definition, name);
    constants.set(name, definition);
    return name;
  };

  const z = (): string => {
    imports.push({ from: 'zod', name: 'z', typeOnly: false });
    return 'z';
  };

  return {
    ...{ normalizer, exports, use, wanted, located, z, runtime, cursor, constant, constants, imports, usedRuntime },
    ...places,
    typeTexts: new WeakMap(),
    asserts: scope.format === 'assertion',
    nameOf: nameOf.name,
    isExported: (id) => exported.has(id),
    isDeclaredType: (id) => scope.locate(openId(id)) !== undefined || normalizer.isRecursive(openId(id)),
    fresh: nameOf.fresh,
    locals: nameOf.locals,
  };
}

function withStrictSchemas(scope: PrintScope, ids: readonly SchemaId[], variants: readonly Variant[]): Normalizer {
  const open = createNormalizer(scope.schemas);
  if (!variants.includes('strict')) return open;
  return createNormalizer(new Map([...scope.schemas, ...strictSchemas(open, ids)]));
}

/** The schema whose variant an id names. */
function openId(id: SchemaId): SchemaId {
  return id.replace(/~(?:strict|inner)$/, '');
}

function isInner(id: SchemaId): boolean {
  return id.endsWith('~inner');
}

interface Naming {
  readonly name: (kind: Kind, id: SchemaId) => string;
  readonly fresh: (wish: string) => string;
  readonly locals: () => Names;
}

/** Names are as `locate` says, here and where they are imported from; the others make way for them, for each other and for names inside functions. */
function createNaming(scope: PrintScope, exports: readonly SchemaId[]): Naming {
  const ids = [...new Set([...exports.map(openId), ...scope.schemas.keys()])].filter((id) => scope.locate(id) !== undefined);
  const variants = (scope.variants ?? ['open']).flatMap((variant) => (variant === 'open' ? ids : ids.map(strictId)));
  const named = variants.flatMap((id) => kinds.map((kind) => locatedName(scope, kind, id) ?? ''));
  const names = createNames(named, scope.reserved ?? [], runtimeNames(), jsonCursorNames, ['z']);
  const inside = new Set<string>();
  const chosen = new Map<string, string>();
  const fresh = (wish: string): string => {
    for (;;) {
      const name = names.fresh(wish);
      if (!inside.has(name)) return name;
    }
  };
  const name = (kind: Kind, id: SchemaId): string => {
    const key = `${kind} ${id}`;
    const known = chosen.get(key) ?? locatedName(scope, kind, id) ?? fresh(localName(kind, id));
    chosen.set(key, known);
    return known;
  };
  const locals = (): Names => {
    const own = createNames();
    const has = (wish: string): boolean => own.has(wish) || names.has(wish);
    const next = (wish: string): string => {
      let local = own.fresh(wish);
      while (names.has(local)) local = own.fresh(wish);
      inside.add(local);
      return local;
    };
    return { fresh: next, has };
  };
  return { name, fresh, locals };
}

function locatedName(scope: PrintScope, kind: Kind, id: SchemaId): string | undefined {
  const name = kind === 'types' || !isInner(id) ? scope.locate(openId(id))?.name : undefined;
  if (name === undefined) return undefined;
  const variant: Variant = id.endsWith('~strict') ? 'strict' : 'open';
  return derivedName(kind, name, variant);
}

function localName(kind: Kind, id: SchemaId): string {
  const name = nameFromId(openId(id));
  const variant: Variant = id.endsWith('~strict') ? 'strict' : 'open';
  return derivedName(kind, kind === 'zodSchemas' ? name.charAt(0).toLowerCase() + name.slice(1) : name, variant);
}

function derivedName(kind: Kind, name: string, variant: Variant): string {
  switch (kind) {
    case 'types':
      return name;
    case 'predicates':
      return predicateName(name, variant);
    case 'zodSchemas':
      return zodSchemaName(name, variant);
    case 'decoders':
      return decoderName(name);
  }
}

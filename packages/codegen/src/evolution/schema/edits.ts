import type { JsonValue } from '../../ir/json.ts';
import type { Origin } from '../../ir/origin.ts';
import { below } from '../../ir/origin.ts';
import type { Schema } from '../../ir/schema.ts';
import { jsonKey } from '../../print/normal/equal.ts';
import type { SchemaIn, Step } from '../subset/is-subset.ts';
import { createSame } from '../subset/same.ts';
import { createWorld, type Term, type World } from '../subset/term.ts';

/** A place at which a schema says something else than before, whatever that means for values. */
export interface Edit {
  readonly path: readonly Step[];
  /** The keyword; `property` where a declared property is new or gone. */
  readonly keyword: string;
  readonly name?: string;
  readonly before?: Origin;
  readonly after?: Origin;
  readonly from?: JsonValue;
  readonly to?: JsonValue;
}

/** Keywords whose values are plain data. */
const plainKeywords = [
  ...(['types', 'enum', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const),
  ...(['minLength', 'maxLength', 'pattern', 'format', 'minItems', 'maxItems', 'uniqueItems', 'minContains', 'maxContains'] as const),
  ...(['minProperties', 'maxProperties'] as const),
] satisfies readonly (keyof Schema)[];

/** Keywords whose schemas stand for something else than a part of the value. */
const opaqueKeywords = ['not', 'if', 'then', 'else', 'contains', 'propertyNames', 'unevaluatedItems', 'unevaluatedProperties'] as const satisfies readonly (keyof Schema)[];

const remarks = ['default', 'x-sensitive', 'deprecated', 'readOnly', 'writeOnly'];

const written: Readonly<Record<string, string>> = { types: 'type' };

/** Every place at which the second schema says something else than the first; titles, descriptions and examples do not count. */
export function editsOf(before: SchemaIn, after: SchemaIn): readonly Edit[] {
  const world = createWorld();
  const from = before.schemas.get(before.id);
  const to = after.schemas.get(after.id);
  if (from === undefined || to === undefined) return [];
  return new Walk(world).between([world.term(from, before.schemas)], [world.term(to, after.schemas)], []);
}

class Walk {
  private readonly seen = new Set<string>();
  private readonly same = createSame();
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  between(before: readonly Term[], after: readonly Term[], path: readonly Step[]): readonly Edit[] {
    const [left, right] = [before.flatMap(this.world.flat), after.flatMap(this.world.flat)];
    const key = [left, right].map((terms) => terms.map(({ number }) => number).join()).join('<');
    if (this.seen.has(key)) return [];
    this.seen.add(key);
    const edits: readonly Edit[] = [
      ...plainKeywords.flatMap((keyword) => plainEdit(left, right, keyword)),
      ...remarks.flatMap((keyword) => remarkEdit(left, right, keyword)),
      ...requiredEdits(left, right),
      ...opaqueKeywords.flatMap((keyword) => this.opaqueEdit(left, right, keyword)),
    ];
    return [
      ...edits.map((edit) => ({ ...edit, path })),
      ...this.propertyEdits(left, right, path),
      ...this.itemEdits(left, right, path),
      ...(['anyOf', 'oneOf'] as const).flatMap((keyword) => this.branchEdits(left, right, keyword, path)),
    ];
  }

  private opaqueEdit(left: readonly Term[], right: readonly Term[], keyword: keyof Schema): readonly Edit[] {
    const [from, to] = [subterms(this.world, left, keyword), subterms(this.world, right, keyword)];
    const isSame = from.length === to.length && from.every((term, index) => this.isSameAt(term, to[index]));
    return isSame ? [] : [keywordEdit(left, right, keyword)];
  }

  private isSameAt(term: Term, other: Term | undefined): boolean {
    return other !== undefined && this.same(term, other);
  }

  private propertyEdits(left: readonly Term[], right: readonly Term[], path: readonly Step[]): readonly Edit[] {
    const names = new Set([...left, ...right].flatMap(({ schema }) => [...(schema.properties?.keys() ?? [])]));
    const declared = [...names].flatMap((name): readonly Edit[] => {
      const [from, to] = [left, right].map((terms) => members(this.world, terms, name));
      const [one, other] = [from?.[0], to?.[0]];
      if (from === undefined || to === undefined || one === undefined || other === undefined) {
        const before = one === undefined ? {} : { before: one.schema.origin };
        return [{ path: [...path, name], keyword: 'property', name, ...before, ...(other === undefined ? {} : { after: other.schema.origin }) }];
      }
      return this.between(from, to, [...path, name]);
    });
    return [...declared, ...this.valuesEdits(left, right, 'additionalProperties', path), ...this.patternEdits(left, right, path)];
  }

  private itemEdits(left: readonly Term[], right: readonly Term[], path: readonly Step[]): readonly Edit[] {
    const prefix = (['prefixItems'] as const).flatMap((keyword) => {
      const [from, to] = [listed(this.world, left, keyword), listed(this.world, right, keyword)];
      if (from.length !== to.length) return [{ ...keywordEdit(left, right, keyword), path }];
      return from.flatMap((term, index) => this.between([term], to.slice(index, index + 1), [...path, index]));
    });
    return [...prefix, ...this.valuesEdits(left, right, 'items', path)];
  }

  /** Of a schema for all members: descends where both sides have one that says something. */
  private valuesEdits(left: readonly Term[], right: readonly Term[], keyword: 'items' | 'additionalProperties', path: readonly Step[]): readonly Edit[] {
    const [from, to] = [subterms(this.world, left, keyword), subterms(this.world, right, keyword)];
    const isPlain = [...from, ...to].every(({ schema }) => schema.always === undefined);
    if (isPlain && from.length > 0 && to.length > 0) return this.between(from, to, [...path, null]);
    const isSame = from.length === to.length && from.every((term, index) => this.isSameAt(term, to[index]));
    return isSame ? [] : [{ ...keywordEdit(left, right, keyword), path }];
  }

  private patternEdits(left: readonly Term[], right: readonly Term[], path: readonly Step[]): readonly Edit[] {
    return (['patternProperties', 'dependentSchemas', 'dependentRequired'] as const).flatMap((keyword) => {
      const isSame = this.same(withOnly(this.world, left, keyword), withOnly(this.world, right, keyword));
      return isSame ? [] : [{ ...keywordEdit(left, right, keyword), path }];
    });
  }

  private branchEdits(left: readonly Term[], right: readonly Term[], keyword: 'anyOf' | 'oneOf', path: readonly Step[]): readonly Edit[] {
    const [from, to] = [listed(this.world, left, keyword), listed(this.world, right, keyword)];
    if (from.length !== to.length) return [{ ...keywordEdit(left, right, keyword), path }];
    return from.flatMap((term, index) => this.between([term], to.slice(index, index + 1), path));
  }
}

function subterms(world: World, terms: readonly Term[], keyword: keyof Schema): readonly Term[] {
  return terms.flatMap(({ schema, schemas }) => {
    const part = schema[keyword];
    return isSchema(part) ? [world.term(part, schemas)] : [];
  });
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && 'origin' in value && 'annotations' in value;
}

function listed(world: World, terms: readonly Term[], keyword: 'anyOf' | 'oneOf' | 'prefixItems'): readonly Term[] {
  return terms.flatMap(({ schema, schemas }) => (schema[keyword] ?? []).map((part) => world.term(part, schemas)));
}

function members(world: World, terms: readonly Term[], name: string): readonly Term[] {
  return terms.flatMap(({ schema, schemas }) => {
    const part = schema.properties?.get(name);
    return part === undefined ? [] : [world.term(part, schemas)];
  });
}

/** All that some terms say by one keyword. */
function withOnly(world: World, terms: readonly Term[], keyword: 'patternProperties' | 'dependentSchemas' | 'dependentRequired'): Term {
  const [first] = terms;
  const schemas = first?.schemas ?? new Map();
  const own = terms.filter(({ schema }) => schema[keyword] !== undefined && schema[keyword].size > 0);
  const allOf = own.map(({ schema }): Schema => ({ origin: schema.origin, annotations: {}, [keyword]: schema[keyword] }));
  return world.term({ origin: { file: '', path: [] }, annotations: {}, ...(allOf.length === 0 ? {} : { allOf }) }, schemas);
}

function plainEdit(left: readonly Term[], right: readonly Term[], keyword: (typeof plainKeywords)[number]): readonly Edit[] {
  const valuesOf = (terms: readonly Term[]): readonly JsonValue[] => terms.map(({ schema }) => valueOf(schema, keyword)).filter((value) => value !== undefined);
  return changed(keywordEdit(left, right, keyword), valuesOf(left), valuesOf(right));
}

/** What a keyword says; a `const` is an `enum` of one. */
function valueOf(schema: Schema, keyword: (typeof plainKeywords)[number]): JsonValue | undefined {
  const isConstant = keyword === 'enum' && schema.enum === undefined && schema.const !== undefined;
  return isConstant ? [schema.const ?? null] : schema[keyword];
}

function remarkEdit(left: readonly Term[], right: readonly Term[], keyword: string): readonly Edit[] {
  const isFlag = keyword !== 'default';
  const valuesOf = (terms: readonly Term[]): readonly JsonValue[] =>
    terms
      .map(({ schema }) => schema.annotations[keyword])
      .filter((value) => value !== undefined)
      .filter((value) => !isFlag || value !== false);
  return changed(keywordEdit(left, right, keyword), valuesOf(left), valuesOf(right));
}

/** An edit, where the values of both sides are not the same set. */
function changed(edit: Edit, from: readonly JsonValue[], to: readonly JsonValue[]): readonly Edit[] {
  const keysOf = (values: readonly JsonValue[]): string => [...new Set(values.map((value) => (Array.isArray(value) ? setKey(value) : jsonKey(value))))].sort().join('\n');
  if (keysOf(from) === keysOf(to)) return [];
  const [before, after] = [from[0], to[0]];
  return [{ ...edit, ...(before === undefined ? {} : { from: before }), ...(after === undefined ? {} : { to: after }) }];
}

/** Types and enums have no order. */
function setKey(values: readonly JsonValue[]): string {
  return values.map(jsonKey).sort().join();
}

/** Properties that have to be there on one side only; of those that are new or gone that is told by it. */
function requiredEdits(left: readonly Term[], right: readonly Term[]): readonly Edit[] {
  const [from, to] = [left, right].map((terms) => new Set(terms.flatMap(({ schema }) => schema.required ?? [])));
  const [declared, other] = [left, right].map((terms) => new Set(terms.flatMap(({ schema }) => [...(schema.properties?.keys() ?? [])])));
  const isOnOneSide = (name: string): boolean => declared?.has(name) !== other?.has(name);
  const names = [...new Set([...(from ?? []), ...(to ?? [])])].filter((name) => from?.has(name) !== to?.has(name) && !isOnOneSide(name));
  return names.map((name) => ({ ...keywordEdit(left, right, 'required'), name, from: from?.has(name) === true, to: to?.has(name) === true }));
}

/** Where both sides have a keyword, or else what would have it. */
function keywordEdit(left: readonly Term[], right: readonly Term[], keyword: string): Edit {
  const [before, after] = [placeOf(left, keyword), placeOf(right, keyword)];
  return { path: [], keyword, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

function placeOf(terms: readonly Term[], keyword: string): Origin | undefined {
  const has = ({ schema }: Term): boolean => Reflect.get(schema, keyword) !== undefined || schema.annotations[keyword] !== undefined;
  const term = terms.find(has);
  if (term !== undefined) return below(term.schema.origin, written[keyword] ?? keyword);
  return keyword === 'enum' && terms.some(({ schema }) => schema.const !== undefined) ? placeOf(terms, 'const') : terms[0]?.schema.origin;
}

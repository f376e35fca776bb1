import type { Schema, SchemaSet } from '../../ir/schema.ts';
import { negationOf } from './negation.ts';

/** A schema together with the set in which its references lead somewhere: two contracts may use one id for two schemas. */
export interface Term {
  readonly schema: Schema;
  readonly schemas: SchemaSet;
  /** The same for the same schema of the same set, so that a question can be recognised when it comes again. */
  readonly number: number;
}

/** The terms of one decision. */
export interface World {
  readonly term: (schema: Schema, schemas: SchemaSet) => Term;
  /** A term and all that has to hold with it: what its reference and its `allOf` lead to. */
  readonly flat: (term: Term) => readonly Term[];
  /** What accepts exactly what a term refuses, where one keyword says it. */
  readonly negation: (term: Term) => Term | undefined;
  /** What holds of the objects that have a property. */
  readonly having: (name: string) => Term;
}

export function createWorld(): World {
  const known = new WeakMap<Schema, Map<SchemaSet, Term>>();
  const flats = new Map<Term, readonly Term[]>();
  const present = new Map<string, Term>();
  const negations = new Map<Term, Term | undefined>();
  let count = 0;

  const term = (schema: Schema, schemas: SchemaSet): Term => {
    const bySet = known.get(schema) ?? new Map<SchemaSet, Term>();
    known.set(schema, bySet);
    const found = bySet.get(schemas) ?? { schema, schemas, number: (count += 1) };
    bySet.set(schemas, found);
    return found;
  };

  const flatten = (one: Term, into: Set<Term>): void => {
    if (into.has(one)) return;
    into.add(one);
    const { schema, schemas } = one;
    const target = schema.ref === undefined ? undefined : schemas.get(schema.ref);
    for (const part of [...(target === undefined ? [] : [target]), ...(schema.allOf ?? [])]) flatten(term(part, schemas), into);
  };

  const flat = (one: Term): readonly Term[] => {
    const found = flats.get(one);
    if (found !== undefined) return found;
    const into = new Set<Term>();
    flatten(one, into);
    const list = [...into];
    flats.set(one, list);
    return list;
  };

  const having = (name: string): Term => {
    const found = present.get(name) ?? term({ origin: { file: '', path: [] }, required: [name], annotations: {} }, noSchemas);
    present.set(name, found);
    return found;
  };

  const negation = (one: Term): Term | undefined => {
    if (negations.has(one)) return negations.get(one);
    const schema = negationOf(one.schema);
    const negated = schema === undefined ? undefined : term(schema, one.schemas);
    negations.set(one, negated);
    return negated;
  };

  return { term, flat, negation, having };
}

const noSchemas: SchemaSet = new Map();

/** Terms, each once. */
export function distinct(terms: readonly Term[]): readonly Term[] {
  return [...new Set(terms)];
}

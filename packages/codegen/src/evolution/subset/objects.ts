import { isJsonObject, type JsonValue } from '../../ir/json.ts';
import { toRegExp } from '../../ir/pattern.ts';
import { accepts, withProperty } from '../sample/samples.ts';
import { textsMatching } from '../sample/texts.ts';
import { hasToHold, spokenOf, surelyHolds, type Property, type Spoken } from './applied.ts';
import { inside, keywordPlace, placeOf, type Failure } from './failure.ts';
import type { Solver, TypeRule } from './solver.ts';
import { distinct, type Term } from './term.ts';

/** What some terms together say of objects. */
interface Objects {
  readonly required: ReadonlySet<string>;
  readonly min: number;
  readonly max: number;
  /** The names that the terms speak of, and the patterns of names. */
  readonly names: ReadonlySet<string>;
  readonly patterns: ReadonlySet<string>;
}

function objectsOf(solver: Solver, left: readonly Term[]): Objects {
  const required = new Set(left.flatMap(({ schema }) => schema.required ?? []));
  for (const name of required) {
    for (const { schema } of left) schema.dependentRequired?.get(name)?.forEach((other) => required.add(other));
  }
  const spoken = spokenOf(solver.world, left);
  const names = new Set([...required, ...spoken.names]);
  const isClosed = spoken.patterns.size === 0 && isImpossible(solver, left, { matching: new Set() });
  const possible = [...names].filter((name) => !isImpossible(solver, left, { name }));
  return {
    required,
    min: Math.max(required.size, ...left.map(({ schema }) => schema.minProperties ?? 0)),
    max: Math.min(isClosed ? possible.length : Infinity, ...left.map(({ schema }) => schema.maxProperties ?? Infinity)),
    names,
    patterns: spoken.patterns,
  };
}

/** What surely holds of a property in what all of some terms accept. */
export function propertyOf({ world }: Solver, left: readonly Term[], property: Property): readonly Term[] {
  return distinct(left.flatMap((term) => surelyHolds(world, term, property)));
}

/** Whether no object that fits has the property. */
function isImpossible(solver: Solver, left: readonly Term[], property: Property): boolean {
  const isNameRefused = 'name' in property && left.some(({ schema, schemas }) => schema.propertyNames !== undefined && !accepts(solver.world.term(schema.propertyNames, schemas), property.name));
  const noNames = left.some(({ schema }) => schema.propertyNames?.always === false);
  return isNameRefused || noNames || solver.isEmpty(propertyOf(solver, left, property));
}

/** Whether no object fits, as far as can be told. */
export function noObjects(solver: Solver, left: readonly Term[]): boolean {
  const { required, min, max } = objectsOf(solver, left);
  return min > max || [...required].some((name) => isImpossible(solver, left, { name }));
}

/** Why an object that the left terms accept may be refused by a right one. */
export const objectFailures: TypeRule = (solver, left, right) => {
  const objects = objectsOf(solver, left);
  const wanted = spokenOf(solver.world, right);
  const names = new Set([...objects.names, ...wanted.names]);
  const patterns = new Set([...objects.patterns, ...wanted.patterns]);
  return right.flatMap((term) => [
    ...requiredFailures(solver, left, term, objects),
    ...sizeFailures(solver, left, term, objects),
    ...[...names].flatMap((name) => propertyFailures(solver, left, term, name)),
    ...otherFailures(solver, left, term, { names, patterns }),
    ...nameFailures(solver, left, term, objects),
    ...dependentFailures(solver, left, term, objects),
  ]);
};

function requiredFailures(solver: Solver, left: readonly Term[], term: Term, { required }: Objects): readonly Failure[] {
  const missing = [...new Set(term.schema.required ?? [])].filter((name) => !required.has(name));
  return missing.map((name) => {
    const total = isImpossible(solver, left, { name });
    const [whole] = solver.samples(left).filter(isJsonObject);
    const witness = whole === undefined ? undefined : Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name));
    const index = term.schema.required?.indexOf(name) ?? 0;
    const own = keywordPlace(term, 'required');
    const right = term.schema.origin.file === '' ? own : { file: own.file, path: [...own.path, index] };
    return { ...failureAt(left, term, { keyword: 'required', certain: true, total, witness }), right, name };
  });
}

function sizeFailures(solver: Solver, left: readonly Term[], term: Term, { min, max, required }: Objects): readonly Failure[] {
  const { minProperties = 0, maxProperties = Infinity } = term.schema;
  const samples = solver.samples(left).filter(isJsonObject);
  const small = samples.find((sample) => Object.keys(sample).length < minProperties);
  const large = samples.find((sample) => Object.keys(sample).length > maxProperties) ?? filled(samples[0], maxProperties + 1);
  return [
    ...(min >= minProperties ? [] : [failureAt(left, term, { keyword: 'minProperties', certain: small !== undefined, total: max < minProperties, witness: small })]),
    ...(max <= maxProperties ? [] : [failureAt(left, term, { keyword: 'maxProperties', certain: true, total: required.size > maxProperties, witness: large })]),
  ];
}

function filled(sample: JsonValue | undefined, size: number): JsonValue | undefined {
  if (sample === undefined || !isJsonObject(sample) || size > 200) return undefined;
  const names = Array.from({ length: size }, (_, index) => `other${String(index)}`);
  return { ...Object.fromEntries(names.map((name) => [name, null])), ...sample };
}

function propertyFailures(solver: Solver, left: readonly Term[], term: Term, name: string): readonly Failure[] {
  const obligations = hasToHold(solver.world, term, { name });
  if (obligations.length === 0 || isImpossible(solver, left, { name })) return [];
  const held = propertyOf(solver, left, { name });
  const embed = (value: JsonValue): JsonValue | undefined => withProperty(solver.samples, left, name, value);
  return obligations.flatMap((obligation) => solver.solve(held, [obligation]).map((failure) => named(inside(name, failure, embed), obligation, left, name)));
}

/** A closed object speaks of no property: the place is where the other side has it. */
function named(failure: Failure, obligation: Term, left: readonly Term[], name: string): Failure {
  if (obligation.schema.always !== false) return failure;
  const declared = left.find(({ schema }) => schema.properties?.has(name) === true)?.schema.properties?.get(name);
  return { ...failure, keyword: 'additionalProperties', name, ...(declared === undefined ? {} : { left: declared.origin }) };
}

/** Properties that no side names: for every combination of patterns that their names may match. */
function otherFailures(solver: Solver, left: readonly Term[], term: Term, { names, patterns }: Spoken): readonly Failure[] {
  if (patterns.size > 6) return [{ ...failureAt(left, term, { keyword: 'patternProperties', certain: false, total: false, witness: undefined }) }];
  return subsetsOf([...patterns]).flatMap((matching) => {
    const property = { matching };
    const obligations = hasToHold(solver.world, term, property);
    if (obligations.length === 0 || isImpossible(solver, left, property)) return [];
    const held = propertyOf(solver, left, property);
    const name = otherName(names, matching, patterns);
    const embed = (value: JsonValue): JsonValue | undefined => (name === undefined ? undefined : withProperty(solver.samples, left, name, value));
    return obligations.flatMap((obligation) =>
      solver.solve(held, [obligation]).map((failure) => {
        const known = patterns.size === 0 ? failure : { ...failure, certain: failure.certain && name !== undefined };
        const whole = inside(null, known, embed);
        return obligation.schema.always === false ? { ...whole, path: [], keyword: lastStep(obligation) } : whole;
      }),
    );
  });
}

/** The keyword that a schema stands under: what refuses all other properties is no fault of a part. */
function lastStep({ schema }: Term): string {
  return String(schema.origin.path.at(-1) ?? 'additionalProperties');
}

function subsetsOf(patterns: readonly string[]): readonly ReadonlySet<string>[] {
  return patterns.reduce<readonly ReadonlySet<string>[]>((all, pattern) => [...all, ...all.map((one) => new Set([...one, pattern]))], [new Set<string>()]);
}

/** A name that nobody declares and that matches exactly some of the patterns. */
function otherName(names: ReadonlySet<string>, matching: ReadonlySet<string>, patterns: ReadonlySet<string>): string | undefined {
  const candidates = [...matching].flatMap((pattern) => textsMatching(pattern, [1, 2, 3, 8]));
  return [...candidates, 'other', 'a', 'x-other', '0', '', 'Z', 'other2'].find(
    (name) => !names.has(name) && [...patterns].every((pattern) => toRegExp(pattern).test(name) === matching.has(pattern)),
  );
}

function nameFailures(solver: Solver, left: readonly Term[], term: Term, { names, patterns, max }: Objects): readonly Failure[] {
  const { propertyNames } = term.schema;
  if (propertyNames === undefined || max === 0) return [];
  const { world } = solver;
  const wanted = world.term(propertyNames, term.schemas);
  const known = left.flatMap(({ schema, schemas }) => (schema.propertyNames === undefined ? [] : [world.term(schema.propertyNames, schemas)]));
  const text = world.term({ origin: { file: '', path: [] }, types: ['string'], annotations: {} }, term.schemas);
  if (known.length > 0 && solver.solve([...known, text], [wanted]).length === 0) return [];
  const isOpen = !isImpossible(solver, left, { matching: new Set() }) || patterns.size > 0;
  const refused = [...names, ...(isOpen ? solver.samples([...known, text]) : [])].find(
    (name) => typeof name === 'string' && !accepts(wanted, name) && !isImpossible(solver, left, { name }),
  );
  if (refused === undefined && !isOpen) return [];
  const [member] = typeof refused === 'string' ? solver.samples(propertyOf(solver, left, { name: refused })) : [];
  const witness = typeof refused === 'string' && member !== undefined ? withProperty(solver.samples, left, refused, member) : undefined;
  return [failureAt(left, term, { keyword: 'propertyNames', certain: witness !== undefined, total: false, witness })];
}

function dependentFailures(solver: Solver, left: readonly Term[], term: Term, { required }: Objects): readonly Failure[] {
  const { schema, schemas } = term;
  const lists = [...(schema.dependentRequired ?? [])].flatMap(([name, needed]) =>
    needed.map((other) => ({ name, asked: solver.world.having(other), keyword: 'dependentRequired' })),
  );
  const parts = [...(schema.dependentSchemas ?? [])].map(([name, part]) => ({ name, asked: solver.world.term(part, schemas), keyword: 'dependentSchemas' }));
  return [...lists, ...parts].flatMap(({ name, asked, keyword }) => {
    if (!required.has(name) && isImpossible(solver, left, { name })) return [];
    const failures = solver.here([...left, solver.world.having(name)], [asked]);
    const right = keywordPlace(term, keyword);
    return failures.map((failure) => ({ ...failure, ...(failure.path.length === 0 ? { keyword, right } : {}), total: false }));
  });
}

interface Shown {
  readonly keyword: string;
  readonly certain: boolean;
  readonly total: boolean;
  readonly witness: JsonValue | undefined;
}

function failureAt(left: readonly Term[], term: Term, { keyword, certain, total, witness }: Shown): Failure {
  const place = placeOf(left, keyword, 'properties', 'types');
  return {
    path: [],
    keyword,
    ...(place === undefined ? {} : { left: place }),
    right: keywordPlace(term, keyword),
    certain,
    total,
    ...(witness === undefined ? {} : { witness }),
  };
}

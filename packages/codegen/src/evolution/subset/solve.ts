import type { JsonValue } from '../../ir/json.ts';
import { allGroups, groupsOf, type Group } from '../../print/normal/scalars.ts';
import { accepts, createSampler } from '../sample/samples.ts';
import { arrayFailures, noArrays } from './arrays.ts';
import { choicesOf, type Choice } from './choices.ts';
import { noPlace, refusal, unknown } from './answers.ts';
import { blame, distinctBlames } from './blame.ts';
import { keywordPlace, placeOf, together, type Failure } from './failure.ts';
import { noObjects, objectFailures, propertyOf } from './objects.ts';
import { createSame } from './same.ts';
import { allNumbers, fewTexts, noNumbers, noTexts, numberFailures, stringFailures } from './scalars.ts';
import type { Solver } from './solver.ts';
import { createWorld, distinct, type Term, type World } from './term.ts';
import { hasToHold } from './applied.ts';

/** One side by side with the other: everything that holds, what does not, and what is still to be told apart. */
interface Level {
  readonly left: readonly Term[];
  readonly excluded: readonly Term[];
  readonly choices: readonly Choice[];
  readonly groups: readonly Group[];
}

/** How many questions are asked before the answer is that one cannot tell. */
const effort = 5000;

/** How many questions may be open, each for the one around it. */
const deepest = 150;

/**
 * Answers whether values can pass from a left to a right side, by the rules of a sequent calculus: all left schemas hold, so
 * one of the right ones has to. What is on the left is split until only plain keywords are left of it; what is on the right
 * is a conjunction of keywords, each of which has to follow. A question that comes again about a part of the value (through
 * a recursive reference) may be taken as answered, since JSON values are finite.
 */
export function createSolver(world: World = createWorld()): Solver {
  return new Search(world).solver;
}

class Search {
  private readonly same = createSame();
  private readonly known = new Map<string, readonly Failure[]>();
  private readonly open = new Map<string, { readonly index: number; readonly depth: number }>();
  /** How far in the value the question is that is being answered. */
  private depth = 0;
  /** How many questions about one thing and another are being answered. */
  private nested = 0;
  /** The outermost open question that an answer since was built on. */
  private builtOn = Infinity;
  private left = effort;
  readonly solver: Solver;
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
    this.solver = {
      world,
      solve: (left, right) => this.inPart(() => this.solve(left, right)),
      here: (left, right) => this.solve(left, right),
      isEmpty: (left) => this.inPart(() => this.solve(left, [])).length === 0,
      samples: createSampler(world),
    };
  }

  private inPart<T>(answer: () => T): T {
    this.depth += 1;
    try {
      return answer();
    } finally {
      this.depth -= 1;
    }
  }

  private solve(left: readonly Term[], right: readonly Term[]): readonly Failure[] {
    const key = `${numbersOf(left)}<${numbersOf(right)}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const opened = this.open.get(key);
    if (opened !== undefined) {
      this.builtOn = Math.min(this.builtOn, opened.index);
      return opened.depth < this.depth ? [] : [unknown(left, right)];
    }
    return this.answer(key, left, right);
  }

  private answer(key: string, left: readonly Term[], right: readonly Term[]): readonly Failure[] {
    const index = this.open.size;
    const before = this.builtOn;
    this.builtOn = Infinity;
    this.open.set(key, { index, depth: this.depth });
    const failures = this.isGivenUp() ? [unknown(left, right)] : this.level(this.levelOf(left), right);
    this.open.delete(key);
    // An answer that was built on a question around it holds only as long as that one's does.
    const isFinal = this.builtOn >= index;
    if (isFinal) this.known.set(key, failures);
    this.builtOn = Math.min(before, isFinal ? Infinity : this.builtOn);
    return failures;
  }

  /** A question costs what it looks at. */
  private isGivenUp(size = 0): boolean {
    this.left -= 1 + size / 10;
    return this.left < 0 || this.open.size > 200;
  }

  private levelOf(left: readonly Term[]): Level {
    return this.adding({ left: [], excluded: [], choices: [], groups: allGroups }, left, []);
  }

  /** A level at which more holds. What was there before is not split again. */
  private adding(level: Level, holds: readonly Term[], excluded: readonly Term[]): Level {
    const negated = excluded.map(this.world.negation).filter((term) => term !== undefined);
    const all = distinct([...level.left, ...[...holds, ...negated].flatMap(this.world.flat)]);
    const added = all.slice(level.left.length);
    const groups = added.reduce((some, { schema }) => some.filter((group) => groupsOf(schema.types).includes(group)), level.groups);
    return {
      left: all,
      excluded: distinct([...level.excluded, ...excluded]),
      choices: [...level.choices, ...added.flatMap((term) => choicesOf(this.world, term))],
      groups,
    };
  }

  private level(level: Level, right: readonly Term[]): readonly Failure[] {
    if (this.isGivenUp(level.left.length)) return [unknown(level.left, right)];
    this.nested += 1;
    const failures = this.nested > deepest ? [unknown(level.left, right)] : this.ofLevel(level, right);
    this.nested -= 1;
    return failures;
  }

  private ofLevel(level: Level, right: readonly Term[]): readonly Failure[] {
    const { left, groups } = level;
    if (left.some(({ schema }) => schema.always === false)) return [];
    const assumed = [...right, ...level.excluded];
    if (assumed.some((wanted) => left.some((term) => term === wanted || this.same(term, wanted)))) return [];
    const values = this.valuesOf(level);
    if (values !== undefined) return this.ofValues(level, values, right);
    const possible = groups.filter((group) => !this.isGroupEmpty(left, group));
    return together(possible.map((group) => this.ofGroup({ ...level, groups: [group] }, group, right)));
  }

  /** Every value that can be, where they are few. */
  private valuesOf({ left, groups }: Level): readonly JsonValue[] | undefined {
    const lists = left.flatMap(({ schema }) => [schema.enum, schema.const === undefined ? undefined : [schema.const]]);
    const [shortest] = lists.filter((list) => list !== undefined).sort((one, other) => one.length - other.length);
    if (shortest !== undefined) return shortest;
    const byGroup = groups.map((group): readonly JsonValue[] | undefined => {
      if (group === 'null') return [null];
      if (group === 'boolean') return [true, false];
      if (group === 'number') return allNumbers(left);
      return group === 'string' ? fewTexts(left) : undefined;
    });
    return byGroup.includes(undefined) ? undefined : byGroup.flatMap((values) => values ?? []);
  }

  private ofValues({ left, excluded }: Level, values: readonly JsonValue[], right: readonly Term[]): readonly Failure[] {
    const possible = values.filter((value) => left.every((term) => accepts(term, value)) && !excluded.some((term) => accepts(term, value)));
    const refused = possible.filter((value) => !right.some((term) => accepts(term, value)));
    const [witness] = refused;
    if (witness === undefined) return [];
    const [first] = right;
    const reasons = first === undefined || right.length > 1 ? [] : distinctBlames(refused.map((value) => ({ value, ...blame(this.world, first, value) })));
    const total = refused.length === possible.length;
    const place = placeOf(left, 'enum', 'const', 'types');
    const shown = { path: [], certain: true, total, ...(place === undefined ? {} : { left: place }) };
    if (reasons.length === 0) return [{ ...shown, keyword: '', right: first?.schema.origin ?? noPlace, witness, values: refused }];
    return reasons.map(({ term, keyword, values: some }) => ({ ...shown, keyword, right: keywordPlace(term, keyword), witness: some[0] ?? witness, values: some }));
  }

  private ofGroup(level: Level, group: Group, right: readonly Term[]): readonly Failure[] {
    const failures = this.conclude(level, group, right);
    const [choice, ...others] = level.choices;
    if (failures.length === 0 || choice === undefined || this.isGivenUp()) return failures;
    const rest = { ...level, choices: others };
    return together(choice.map(({ holds, excluded }) => this.level(this.adding(rest, holds, excluded), right)));
  }

  private isGroupEmpty(left: readonly Term[], group: Group): boolean {
    switch (group) {
      case 'number':
        return noNumbers(left);
      case 'string':
        return noTexts(left);
      case 'array':
        return noArrays(this.solver, left);
      case 'object':
        return noObjects(this.solver, left);
      default:
        return false;
    }
  }

  /** Without looking into choices: they are split by who asks. */
  private conclude(level: Level, group: Group, right: readonly Term[]): readonly Failure[] {
    const plain = { ...level, choices: [] };
    if (this.fitsExcluded(plain, group)) return [];
    const [first] = right;
    if (first === undefined) return [{ ...unknown(level.left, []), certain: true }];
    if (right.length === 1) return this.follows(plain, group, first);
    const candidates = right.length > 2 ? right.filter((term) => !this.excludes(plain, term)) : right;
    const answers = candidates.map((term) => ({ term, failures: this.follows(plain, group, term) }));
    const [only] = answers;
    if (answers.some(({ failures }) => failures.length === 0)) return [];
    if (only !== undefined && answers.length === 1) return only.failures;
    const [one] = answers.filter(({ term }) => !this.excludes(plain, term));
    if (group === 'object' && this.differInOneProperty(level.left, answers)) return [];
    return [...this.ofNone(level.left, right, one?.failures ?? [])];
  }

  /** Whether all that is left fits something that it must not fit, so that nothing is. */
  private fitsExcluded(level: Level, group: Group): boolean {
    const { excluded } = level;
    return excluded.some((term) => this.follows({ ...level, excluded: excluded.filter((other) => other !== term) }, group, term).length === 0);
  }

  /** Whether nothing that holds at a level fits a term too. */
  private excludes(level: Level, term: Term): boolean {
    return this.level(this.adding(level, [term], []), []).length === 0;
  }

  /** Where each alternative is missed by one and the same property, its schemas are the alternatives. */
  private differInOneProperty(left: readonly Term[], answers: readonly { readonly term: Term; readonly failures: readonly Failure[] }[]): boolean {
    const steps = new Set(answers.flatMap(({ failures }) => failures.map(({ path }) => path[0])));
    const [name] = steps;
    if (steps.size !== 1 || typeof name !== 'string') return false;
    const parts = answers.map(({ term }) => this.world.flat(term));
    const obligations = parts.map((terms) => terms.flatMap((term) => hasToHold(this.world, term, { name })));
    const isPlain = parts.every((terms) => terms.every((term) => choicesOf(this.world, term).length === 0)) && obligations.every(({ length }) => length === 1);
    return isPlain && this.solve(propertyOf(this.solver, left, { name }), obligations.flat()).length === 0;
  }

  /** None of several alternatives follows as a whole; whether some always does is told by a value only. */
  private ofNone(left: readonly Term[], right: readonly Term[], nearest: readonly Failure[]): readonly Failure[] {
    const candidates = [...nearest.map(({ witness }) => witness), ...right.flatMap((term) => this.witnesses(left, term)), ...this.solver.samples(left)];
    const isShown = (value: JsonValue | undefined): value is JsonValue =>
      value !== undefined && left.every((term) => accepts(term, value)) && !right.some((term) => accepts(term, value));
    const witness = candidates.find(isShown);
    const place = placeOf(left, 'anyOf', 'oneOf', 'types');
    return [
      {
        path: [],
        keyword: '',
        ...(place === undefined ? {} : { left: place }),
        right: right[0]?.schema.origin ?? noPlace,
        certain: witness !== undefined,
        total: right.every((term) => this.solve([...left, term], []).length === 0),
        ...(witness === undefined ? {} : { witness }),
      },
    ];
  }

  private witnesses(left: readonly Term[], term: Term): readonly JsonValue[] {
    return this.solve(left, [term]).flatMap(({ witness }) => (witness === undefined ? [] : [witness]));
  }

  /** Whether a term follows, by every keyword that it and what it refers to have. */
  private follows(level: Level, group: Group, wanted: Term): readonly Failure[] {
    if (level.left.some((term) => this.same(term, wanted))) return [];
    const parts = this.world.flat(wanted).filter((part) => !level.left.some((term) => this.same(term, part)));
    const impossible = parts.find(({ schema }) => schema.always === false);
    if (impossible !== undefined) return [refusal(this.solver, level.left, { term: impossible, keyword: '' }, { total: true })];
    const wrongType = parts.find(({ schema }) => !groupsOf(schema.types).includes(group));
    if (wrongType !== undefined) return [refusal(this.solver, level.left, { term: wrongType, keyword: 'types' }, { total: true, group })];
    return [
      ...parts.flatMap((term) => this.listed(level, term)),
      ...this.ofType(level.left, group, parts),
      ...parts.flatMap((term) => this.composed(level, group, term)),
    ];
  }

  private ofType(left: readonly Term[], group: Group, parts: readonly Term[]): readonly Failure[] {
    switch (group) {
      case 'number':
        return numberFailures(left, parts);
      case 'string':
        return stringFailures(left, parts);
      case 'array':
        return arrayFailures(this.solver, left, parts);
      case 'object':
        return objectFailures(this.solver, left, parts);
      default:
        return [];
    }
  }

  /** What is not listed on the left has more values than a list on the right. */
  private listed({ left }: Level, term: Term): readonly Failure[] {
    const keyword = term.schema.enum === undefined ? 'const' : 'enum';
    if (term.schema[keyword] === undefined) return [];
    return [refusal(this.solver, left, { term: term, keyword: keyword }, { total: !(term.schema.enum ?? [term.schema.const ?? null]).some((value) => left.every((one) => accepts(one, value))) })];
  }

  private composed(level: Level, group: Group, term: Term): readonly Failure[] {
    const { schema } = term;
    const part = (inner: Term['schema']): Term => this.world.term(inner, term.schemas);
    const mark = (failures: readonly Failure[], keyword: string): readonly Failure[] =>
      failures.map((failure) => (failure.keyword === '' && failure.path.length === 0 ? { ...failure, keyword, right: keywordPlace(term, keyword) } : failure));
    const any = schema.anyOf === undefined ? [] : mark(this.conclude(level, group, schema.anyOf.map(part)), 'anyOf');
    const one = schema.oneOf === undefined ? [] : mark(this.exactlyOne(level, group, schema.oneOf.map(part)), 'oneOf');
    const not = schema.not === undefined ? [] : this.unless(level, part(schema.not)).map((failure) => ({ ...failure, keyword: 'not', right: keywordPlace(term, 'not') }));
    return [...any, ...one, ...not, ...this.conditional(level, term)];
  }

  private exactlyOne(level: Level, group: Group, options: readonly Term[]): readonly Failure[] {
    const none = this.conclude(level, group, options);
    if (none.some(({ certain }) => certain)) return none;
    const alive = options.filter((option) => !this.excludes(level, option));
    const clash = alive.some((option, index) => alive.slice(index + 1).some((other) => this.level(this.adding(level, [option, other], []), []).length > 0));
    if (!clash) return none;
    const [first] = alive;
    const overlaps = alive.flatMap((option, index) => alive.slice(index + 1).flatMap((other) => this.solver.samples([...level.left, option, other])));
    const witness = overlaps[0];
    return first === undefined ? [] : [{ ...unknown(level.left, [first]), keyword: '', certain: witness !== undefined, ...(witness === undefined ? {} : { witness }) }];
  }

  /** Why what holds may fit a term that it must not fit. */
  private unless(level: Level, term: Term): readonly Failure[] {
    if (this.excludes(level, term)) return [];
    const [witness] = this.solver.samples([...level.left, term]);
    const failure = unknown(level.left, [term]);
    return [{ ...failure, certain: witness !== undefined, ...(witness === undefined ? {} : { witness }) }];
  }

  private conditional(level: Level, { schema, schemas }: Term): readonly Failure[] {
    if (schema.if === undefined) return [];
    const part = (inner: Term['schema']): Term => this.world.term(inner, schemas);
    const then = schema.then === undefined ? [] : this.level(this.adding(level, [part(schema.if)], []), [part(schema.then)]);
    const otherwise = schema.else === undefined ? [] : this.level(this.adding(level, [], [part(schema.if)]), [part(schema.else)]);
    return [...then, ...otherwise].map((failure) => ({ ...failure, total: false, certain: failure.certain && failure.witness !== undefined }));
  }
}

function numbersOf(terms: readonly Term[]): string {
  return distinct(terms)
    .map(({ number }) => number)
    .sort((left, right) => left - right)
    .join();
}

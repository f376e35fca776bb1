import type { JsonValue } from '../../ir/json.ts';
import type { Origin } from '../../ir/origin.ts';
import type { Finding, Party, Verdict } from '../finding.ts';
import { aspectOf, type RuleName, type SchemaContext } from '../rules.ts';
import { isSubset, type Failure, type SchemaIn, type Step } from '../subset/is-subset.ts';
import { editsOf, type Edit } from './edits.ts';
import { editText, failureText, type Direction } from './words.ts';

/** One way in which values travel: from whoever makes them by one schema to whoever takes them by another. */
export interface Flow {
  readonly direction: Direction;
  readonly from: SchemaIn;
  readonly to: SchemaIn;
  readonly affected: readonly Party[];
  /** What a failure means; by itself a failure that is not certain is no more than dangerous. */
  readonly verdict: (failure: Failure) => Verdict;
  readonly advice: (failure: Failure, verdict: Verdict) => string;
  /** Which failures count; all of them without it. */
  readonly counts?: (failure: Failure) => boolean;
}

/** A schema before and after, and who makes and takes its values. */
export interface SchemaChange {
  readonly context: SchemaContext;
  readonly subject: string;
  /** What the value is called: `data`, `the body`. */
  readonly root: string;
  readonly before: SchemaIn;
  readonly after: SchemaIn;
  readonly flows: readonly Flow[];
  readonly owners: readonly string[];
  readonly affected: readonly Party[];
  /** Where every finding is of one rule. */
  readonly rule?: RuleName;
  readonly sensitiveAdvice: string;
}

/** What a change of a schema means, from the values that can be on the wire; what nobody is harmed by is safe. */
export function compareSchemas(change: SchemaChange): readonly Finding[] {
  const edits = editsOf(change.before, change.after);
  const found: (Told & { readonly finding: Finding })[] = [];
  for (const flow of change.flows) {
    for (const failure of failuresOf(flow)) {
      const isTold = flow !== change.flows[0] && found.some(({ finding, ...told }) => finding.verdict === 'breaking' && isAt(partOf(told), partOf(failure)));
      const verdict = failure.certain ? flow.verdict(failure) : 'dangerous';
      if (isTold) continue;
      found.push({ finding: findingOf(change, flow, failure, verdict, edits), path: failure.path, name: failure.name, keyword: failure.keyword });
    }
  }
  const told = (edit: Edit): boolean => found.some(({ path, name, keyword }) => covers({ path, name, keyword }, edit));
  return [...found.map(({ finding }) => finding), ...edits.filter((edit) => isSemantic(edit) || !told(edit)).map((edit) => editFinding(change, edit))];
}

/** What a failure is about. */
interface Told {
  readonly path: readonly Step[];
  readonly name?: string | undefined;
  readonly keyword: string;
}

/** The part of the value that a failure is about: of a property that is asked for, that. */
function partOf({ path, name, keyword }: Told): readonly Step[] {
  return keyword === 'required' && name !== undefined ? [...path, name] : path;
}

function failuresOf({ from, to, counts = () => true }: Flow): readonly Failure[] {
  const decision = isSubset(from, to);
  return decision.kind === 'yes' ? [] : decision.failures.filter(counts);
}

function isAt(path: readonly Step[], other: readonly Step[]): boolean {
  return path.length <= other.length && path.every((step, index) => step === other[index]);
}

/** Whether a failure has told what an edit is: it is about the same part, or about the property that is new or gone. */
function covers(told: Told, edit: Edit): boolean {
  const whole = partOf(told);
  if (edit.keyword === 'property') return isAt(edit.path, whole) || isAt(whole, edit.path);
  if (edit.keyword === 'required') return told.keyword === 'required' && told.name === edit.name && isAt(told.path, edit.path);
  return isAt(told.path, edit.path) && isAt(edit.path, told.path) && (told.keyword === '' || aspectOf(told.keyword) === aspectOf(edit.keyword));
}

/** What values do not show: it is told beside what they show. */
function isSemantic({ keyword }: Edit): boolean {
  return keyword === 'default' || keyword === 'x-sensitive';
}

function findingOf(change: SchemaChange, flow: Flow, failure: Failure, verdict: Verdict, edits: readonly Edit[]): Finding {
  const isNew = flow.direction === 'new';
  const edit = edits.find((one) => covers({ path: failure.path, name: failure.name, keyword: failure.keyword }, one));
  const [made, taken] = [failure.left, failure.right];
  const before = edit?.before ?? (isNew ? taken : made);
  const after = edit?.after ?? (isNew ? made : taken);
  return {
    rule: change.rule ?? `${change.context}-${edit?.keyword === 'property' ? propertyAspect(failure) : aspectOf(failure.keyword)}`,
    verdict,
    subject: change.subject,
    message: failureText(failure, { root: change.root, direction: flow.direction, right: flow.to }),
    ...places(before, after),
    affected: flow.affected,
    advice: flow.advice(failure, verdict),
    ...exampleOf(failure.witness),
    owners: change.owners,
  };
}

function propertyAspect(failure: Failure): 'required' | 'property' {
  return failure.keyword === 'required' ? 'required' : 'property';
}

function exampleOf(witness: JsonValue | undefined): { readonly example?: JsonValue } {
  return witness === undefined ? {} : { example: witness };
}

function places(before: Origin | undefined, after: Origin | undefined): Pick<Finding, 'before' | 'after'> {
  return { ...(isPlace(before) ? { before } : {}), ...(isPlace(after) ? { after } : {}) };
}

function isPlace(origin: Origin | undefined): origin is Origin {
  return origin !== undefined && origin.file !== '';
}

/** An edit that no value is refused for. */
function editFinding(change: SchemaChange, edit: Edit): Finding {
  const warning = warningOf(change, edit);
  return {
    rule: change.rule ?? `${change.context}-${aspectOf(edit.keyword)}`,
    verdict: warning === undefined ? 'safe' : 'dangerous',
    subject: change.subject,
    message: editText(edit, change.root),
    ...places(edit.before, edit.after),
    affected: warning === undefined ? [] : change.affected,
    ...(warning === undefined ? {} : { advice: warning }),
    owners: change.owners,
  };
}

/** What to do about an edit that no value is refused for and that may do harm all the same; undefined where it does none. */
function warningOf({ context, sensitiveAdvice }: SchemaChange, { keyword, from, before, after }: Edit): string | undefined {
  if (keyword === 'x-sensitive' && from === true) return sensitiveAdvice;
  if (keyword === 'default' && from !== undefined) return 'ask whoever leaves the value out: it means something else now';
  const isGone = keyword === 'property' && after === undefined && before !== undefined;
  if (isGone) return context === 'request' ? 'callers may go on sending it: make sure that it may be ignored' : 'readers that show or store it get nothing: tell them first';
  return undefined;
}

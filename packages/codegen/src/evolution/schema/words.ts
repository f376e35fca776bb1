import { validateExample } from '../../checks/validate/validate-example.ts';
import { isJsonObject, type JsonValue } from '../../ir/json.ts';
import type { Failure, SchemaIn, Step } from '../subset/is-subset.ts';
import type { Edit } from './edits.ts';

/** Whose values have become too many: `new` ones come that were refused, or `old` ones are refused now. */
export type Direction = 'new' | 'old';

/** `data.items[].quantity`. */
function pathText(root: string, path: readonly Step[]): string {
  return path.reduce<string>((text, step) => {
    if (step === null) return `${text}[]`;
    if (typeof step === 'number') return `${text}[${String(step)}]`;
    return /^[A-Za-z_$][\w$-]*$/.test(step) ? `${text}.${step}` : `${text}[${JSON.stringify(step)}]`;
  }, root);
}

/** Why values do not pass, as a sentence about the part of the value at fault. */
export function failureText(failure: Failure, { root, direction, right }: { readonly root: string; readonly direction: Direction; readonly right: SchemaIn }): string {
  const place = pathText(root, failure.path);
  const isNew = direction === 'new';
  const { keyword, name } = failure;
  if (keyword === 'required' && name !== undefined) {
    const property = pathText(place, [name]);
    return isNew ? `${property} may be missing now, and had to be there` : `${property} has to be there now, and could be missing`;
  }
  if (keyword === 'additionalProperties' && name !== undefined) {
    return isNew ? `${place} is new where undeclared properties were refused` : `${place} was accepted, and is refused now`;
  }
  if (keyword === 'additionalProperties') return isNew ? `${place} may have properties now that were refused` : `${place} may have no undeclared properties now`;
  const reason = reasonOf(failure, right);
  const values = listText(failure.values ?? partsAt(failure.witness, failure.path));
  if (!failure.certain) return `${place} is not shown to fit ${label(keyword)} ${isNew ? 'as it was' : 'as it is now'}`;
  if (values === '') return isNew ? `${place} may now be what ${label(keyword)} refused` : `${place} is limited by ${label(keyword)} now`;
  return `${place} ${isNew ? 'can be' : 'could be'} ${values}${isNew ? ' now, which was refused' : ', which is refused now'}${reason === '' ? '' : ` (${reason})`}`;
}

function label(keyword: string): string {
  return keyword === '' ? 'the schema' : `"${keyword === 'types' ? 'type' : keyword}"`;
}

/** What the evaluator says of the part at fault of the value that shows it. */
function reasonOf({ witness, values, path }: Failure, { schemas, id }: SchemaIn): string {
  if (witness === undefined || values !== undefined) return '';
  const isThere = (at: readonly (string | number)[]): boolean => at.length === path.length && path.every((step, index) => step === null || step === at[index]);
  const found = validateExample(schemas, id, witness, 'assertion').find((failure) => isThere(failure.path));
  return found?.message ?? '';
}

/** What a value has at a path; where that is any member, the first one that it has. */
function partsAt(value: JsonValue | undefined, path: readonly Step[]): readonly JsonValue[] {
  let current = value;
  for (const step of path) {
    if (current === undefined || current === null || typeof current !== 'object') return [];
    const members: readonly JsonValue[] = isJsonObject(current) ? Object.values(current) : current;
    const found: JsonValue | undefined = step === null ? members.at(-1) : isJsonObject(current) ? current[step] : members[Number(step)];
    current = found;
  }
  return current === undefined ? [] : [current];
}

const mostShown = 5;

function listText(values: readonly JsonValue[]): string {
  return `${values.slice(0, mostShown).map(shown).join(', ')}${values.length > mostShown ? ' …' : ''}`;
}

function shown(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What an edit is, as a sentence about the part of the value. */
export function editText(edit: Edit, root: string): string {
  const place = pathText(root, edit.path);
  const { keyword, name, from, to, before, after } = edit;
  if (keyword === 'property') return after === undefined ? `${place} is gone` : before === undefined ? `${place} is new` : `${place} has changed`;
  if (keyword === 'required' && name !== undefined) return `${pathText(place, [name])} ${to === true ? 'has to be there now' : 'may be missing now'}`;
  if (from === undefined && to === undefined) return `${label(keyword)} of ${place} has changed`;
  if (from === undefined) return `${place} has ${label(keyword)} ${shown(to ?? null)} now`;
  return to === undefined ? `${place} has no ${label(keyword)} any more (it was ${shown(from)})` : `${label(keyword)} of ${place} is ${shown(to)}, and was ${shown(from)}`;
}

/** A type as text, with what has to be known to put it beside operators. */
export interface TypeText {
  readonly text: string;
  readonly operator?: '|' | '&';
  /** The members of a union. */
  readonly members?: readonly TypeText[];
}

const width = 110;

export function atom(text: string): TypeText {
  return { text };
}

export const unknownType = atom('unknown');
export const neverType = atom('never');

/** A union of types, each once. */
export function union(types: readonly TypeText[]): TypeText {
  const all = types.flatMap((type) => type.members ?? [type]);
  const members = [...new Map(all.map((type) => [type.text, type] as const)).values()].filter(({ text }) => text !== 'never');
  if (members.some(({ text }) => text === 'unknown')) return unknownType;
  const [first = neverType] = members;
  return members.length <= 1 ? first : { text: members.map(unionMember).join(' | '), operator: '|', members };
}

function unionMember({ text, operator }: TypeText): string {
  return operator === '&' ? `(${text})` : text;
}

/** A type behind `type Name =`: a long union of short members has a line for each. */
export function declared({ text, members }: TypeText): string {
  const isList = members !== undefined && text.length > width && !text.includes('\n');
  return isList ? `\n  | ${members.map(unionMember).join('\n  | ')}` : ` ${text}`;
}

/** A value that has all of some types. */
export function intersection(types: readonly TypeText[]): TypeText {
  const distinct = [...new Map(types.map((type) => [type.text, type] as const)).values()].filter(({ text }) => text !== 'unknown');
  const [first = unknownType] = distinct;
  if (distinct.length <= 1) return first;
  if (distinct.some(({ text }) => text === 'never')) return neverType;
  return { text: distinct.map(inParentheses).join(' & '), operator: '&' };
}

export function arrayOf(type: TypeText): TypeText {
  return atom(`${inParentheses(type)}[]`);
}

/** A type where no operator may follow. */
function inParentheses({ text, operator }: TypeText): string {
  return operator === undefined ? text : `(${text})`;
}

/** A type of members in braces: on one line where it is short and has no comment. */
export function inBraces(members: readonly string[]): TypeText {
  if (members.length === 0) return atom('{}');
  const line = `{ ${members.join(' ').replace(/;$/, '')} }`;
  const isShort = line.length <= 80 && members.every((member) => !member.includes('\n'));
  return atom(isShort ? line : `{\n${members.map((member) => `  ${indented(member)}`).join('\n')}\n}`);
}

/** A text of several lines, two columns further in, its first line excepted. */
function indented(text: string): string {
  return text.replaceAll('\n', '\n  ').replaceAll(/\n +(?=\n)/g, '\n');
}

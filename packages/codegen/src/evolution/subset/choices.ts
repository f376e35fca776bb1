import type { Term, World } from './term.ts';

/** Something of the left side that is known to hold in one of several ways. */
export type Choice = readonly Way[];

/** What holds in one way, beside everything else, and what does not. */
interface Way {
  readonly holds: readonly Term[];
  readonly excluded: readonly Term[];
}

/** The ways through a term's own `anyOf`, `oneOf`, `if` and `not`; of `not` there is one. */
export function choicesOf(world: World, { schema, schemas }: Term): readonly Choice[] {
  const term = (part: Term['schema']): Term => world.term(part, schemas);
  const lists = [schema.anyOf, schema.oneOf].filter((list) => list !== undefined);
  const choices: Choice[] = lists.map((list) => list.map((part) => ({ holds: [term(part)], excluded: [] })));
  if (schema.if !== undefined) {
    const condition = term(schema.if);
    choices.push([
      { holds: [condition, ...(schema.then === undefined ? [] : [term(schema.then)])], excluded: [] },
      { holds: schema.else === undefined ? [] : [term(schema.else)], excluded: [condition] },
    ]);
  }
  if (schema.not !== undefined) choices.push([{ holds: [], excluded: [term(schema.not)] }]);
  return choices;
}

import type { Problem } from '../diagnostics/problem.ts';
import { below } from '../ir/origin.ts';
import type { Origin } from '../ir/origin.ts';
import type { Schema, SchemaId, SchemaSet } from '../ir/schema.ts';

/** A reference that looks at the same value as the schema that it starts in. */
interface Step {
  readonly to: SchemaId;
  readonly origin: Origin;
}

/**
 * The circles of references in which no step leads to a part of the value: whoever validates by them never ends
 * (2020-12 Core, section 9.4.1). A circle through `properties`, `items` and the like is fine.
 */
export function findCycles(schemas: SchemaSet): readonly Problem[] {
  const steps = new Map([...schemas].map(([id, schema]) => [id, stepsOf(schema)]));
  const finished = new Set<SchemaId>();
  const problems: Problem[] = [];
  const visit = (id: SchemaId, path: readonly SchemaId[]): void => {
    for (const { to, origin } of steps.get(id) ?? []) {
      const start = [...path, id].indexOf(to);
      if (start >= 0) problems.push(cycle([...path, id].slice(start), origin));
      else if (!finished.has(to)) visit(to, [...path, id]);
    }
    finished.add(id);
  };
  for (const id of schemas.keys()) if (!finished.has(id)) visit(id, []);
  return problems;
}

function cycle(ids: readonly SchemaId[], origin: Origin): Problem {
  const way = [...ids, ids[0]].join(' → ');
  return { code: 'REF_CYCLE', message: `the reference leads back to where it starts, at the same value: ${way}`, origin };
}

function stepsOf(schema: Schema): readonly Step[] {
  const own = schema.ref === undefined ? [] : [{ to: schema.ref, origin: below(schema.origin, '$ref') }];
  return [...own, ...inPlaceSubschemas(schema).flatMap(stepsOf)];
}

/** The subschemas that look at the same value as their schema. */
function inPlaceSubschemas(schema: Schema): readonly Schema[] {
  const lists = [schema.allOf, schema.anyOf, schema.oneOf, schema.dependentSchemas?.values()];
  const single = [schema.not, schema.if, schema.then, schema.else];
  return [...lists.flatMap((list) => [...(list ?? [])]), ...single.filter((one) => one !== undefined)];
}

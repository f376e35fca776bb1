import type { Schema, SchemaId, SchemaSet } from '../../ir/schema.ts';

/** Every schema that stands directly in another. */
export function subschemasOf(schema: Schema): readonly Schema[] {
  return Object.entries(schema).flatMap(([keyword, value]: [string, unknown]) =>
    keyword === 'annotations' || keyword === 'origin' ? [] : schemasIn(value),
  );
}

function schemasIn(value: unknown): readonly Schema[] {
  if (value instanceof Map) return [...value.values()].filter(isSchema);
  if (Array.isArray(value)) return value.filter(isSchema);
  return isSchema(value) ? [value] : [];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && 'origin' in value && 'annotations' in value;
}

/** The ids that a schema refers to, at any depth in it. */
function referencesIn(schema: Schema): readonly SchemaId[] {
  const inner = subschemasOf(schema).flatMap(referencesIn);
  return schema.ref === undefined ? inner : [schema.ref, ...inner];
}

/** The ids from which references lead back to themselves (Tarjan's strongly connected components). */
export function recursiveIds(schemas: SchemaSet): ReadonlySet<SchemaId> {
  const edges = new Map([...schemas].map(([id, schema]) => [id, new Set(referencesIn(schema))] as const));
  const components = stronglyConnected([...schemas.keys()], (id) => edges.get(id) ?? []);
  const circles = components.filter((ids) => ids.length > 1 || ids.some((id) => edges.get(id)?.has(id) === true));
  return new Set(circles.flat());
}

/** Strongly connected components, each after those that it leads to. */
export function stronglyConnected<T>(nodes: readonly T[], next: (node: T) => Iterable<T>): readonly (readonly T[])[] {
  const order = new Map<T, number>();
  const low = new Map<T, number>();
  const stack: T[] = [];
  const components: T[][] = [];
  const visit = (node: T): void => {
    const number = order.size;
    order.set(node, number);
    low.set(node, number);
    stack.push(node);
    for (const other of next(node)) {
      if (!order.has(other)) visit(other);
      if (stack.includes(other)) low.set(node, Math.min(low.get(node) ?? number, low.get(other) ?? number));
    }
    if (low.get(node) === number) components.push(stack.splice(stack.indexOf(node)));
  };
  for (const node of nodes) if (!order.has(node)) visit(node);
  return components;
}

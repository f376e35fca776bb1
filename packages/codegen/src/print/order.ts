import type { Schema, SchemaId } from '../ir/schema.ts';
import type { Normalizer } from './normal/normalizer.ts';
import { stronglyConnected, subschemasOf } from './normal/recursion.ts';

/** In which order declarations that need each other can be made. */
export interface DependencyOrder {
  /** Some ids, each after those that it needs, as far as that can be. */
  readonly sorted: (ids: readonly SchemaId[]) => readonly SchemaId[];
  /** Whether two schemas need each other, or one needs itself. */
  readonly isCircle: (left: SchemaId, right: SchemaId) => boolean;
}

/** The order of all schemas that can be reached from some. */
export function dependencyOrder(normalizer: Normalizer, roots: readonly SchemaId[]): DependencyOrder {
  const needs = new Map<SchemaId, ReadonlySet<SchemaId>>();
  const next = (id: SchemaId): ReadonlySet<SchemaId> => {
    const known = needs.get(id) ?? new Set(references(normalizer, normalizer.target(id)));
    needs.set(id, known);
    return known;
  };
  const components = stronglyConnected(roots, next);
  const positions = new Map(components.flatMap((ids, index) => ids.map((id) => [id, index] as const)));
  return {
    sorted: (ids) => [...ids].sort((left, right) => (positions.get(left) ?? 0) - (positions.get(right) ?? 0)),
    isCircle: (left, right) => {
      const component = components[positions.get(left) ?? -1] ?? [];
      return component.includes(right) && (component.length > 1 || next(left).has(left));
    },
  };
}

/** The ids that the printed form of a schema refers to. */
function references(normalizer: Normalizer, form: Schema): readonly SchemaId[] {
  if (form.ref !== undefined) return [form.ref];
  return subschemasOf(form).flatMap((inner) => references(normalizer, normalizer.normal(inner)));
}

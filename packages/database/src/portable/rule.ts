import type { OperationNode, OperationNodeKind } from 'kysely';

/** The nodes around one, the nearest last. */
export type Around = readonly OperationNode[];

/** Says what is not portable about a node of one kind, and what to use instead. */
export interface Rule {
  readonly kind: OperationNodeKind;
  find(node: OperationNode, around: Around): string | undefined;
}

/** A rule for the nodes that `type` knows. */
export function rule<N extends OperationNode>(
  kind: N['kind'],
  type: { is(node: OperationNode): node is N },
  find: (node: N, around: Around) => string | false | undefined,
): Rule {
  return {
    kind,
    find: (node, around) => {
      const problem = type.is(node) && find(node, around);
      return problem === false ? undefined : problem;
    },
  };
}

/** A kind of node that is not portable at all. */
export function never(kind: OperationNodeKind, problem: string): Rule {
  return { kind, find: () => problem };
}

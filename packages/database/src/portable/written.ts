import type { OperationNode } from 'kysely';

/** What this package has put into a tree. Kysely prepares a subquery first by itself, then again within its query. */
const written = new WeakSet<OperationNode>();

export function markWritten<N extends OperationNode>(node: N): N {
  written.add(node);
  return node;
}

export function isWritten(node: OperationNode): boolean {
  return written.has(node);
}

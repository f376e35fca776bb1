import type { OperationNode } from 'kysely';
import type { Around } from './rule.ts';

/** Nodes whose values are a program's data, which may look like nodes. */
const leaves: ReadonlySet<string> = new Set(['ValueNode', 'PrimitiveValueListNode', 'TopNode', 'OperatorNode', 'IdentifierNode']);

/** Visits `node` and all below it, parents first. What is around a node holds only while it is visited. */
export function walk(node: OperationNode, visit: (node: OperationNode, around: Around) => void, around: OperationNode[] = []): void {
  visit(node, around);
  if (leaves.has(node.kind)) return;
  around.push(node);
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) for (const one of value) walkValue(one, visit, around);
    else walkValue(value, visit, around);
  }
  around.pop();
}

function walkValue(value: unknown, visit: (node: OperationNode, around: Around) => void, around: OperationNode[]): void {
  if (isNode(value)) walk(value, visit, around);
}

function isNode(value: unknown): value is OperationNode {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}

import {
  AliasNode,
  ColumnNode,
  IdentifierNode,
  RawNode,
  ReferenceNode,
  SelectAllNode,
  SelectionNode,
  type OperationNode,
} from 'kysely';

/** The column that a plain reference names, without its table. */
export function columnOf(node: OperationNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (ReferenceNode.is(node)) return ColumnNode.is(node.column) ? node.column.column.name : undefined;
  return ColumnNode.is(node) ? node.column.name : undefined;
}

/** Whether a selection is `*` or `table.*`. */
export function isSelectAll(node: OperationNode): boolean {
  if (SelectionNode.is(node)) return isSelectAll(node.selection);
  return SelectAllNode.is(node) || (ReferenceNode.is(node) && SelectAllNode.is(node.column));
}

/** What a selection is called in the result. */
export function selectedName(node: OperationNode): string | undefined {
  if (SelectionNode.is(node)) return selectedName(node.selection);
  if (AliasNode.is(node)) return IdentifierNode.is(node.alias) ? node.alias.name : undefined;
  return columnOf(node);
}

/** What is selected, without its alias. */
export function selectedNode(node: OperationNode): OperationNode {
  if (SelectionNode.is(node)) return selectedNode(node.selection);
  return AliasNode.is(node) ? node.node : node;
}

/** The node inside a raw one that adds no text, as `sql.lit` and `sql.val` make it. */
export function unwrapped(node: OperationNode): OperationNode {
  const [inner, ...more] = RawNode.is(node) ? node.parameters : [];
  const bare = RawNode.is(node) && node.sqlFragments.every((text) => text === '');
  return bare && inner !== undefined && more.length === 0 ? inner : node;
}

import {
  AggregateFunctionNode,
  CommonTableExpressionNode,
  GroupByItemNode,
  JoinNode,
  OrderByItemNode,
  SelectModifierNode,
  SelectQueryNode,
  ValueNode,
  WithNode,
  type OperationNode,
} from 'kysely';
import { columnOf, isSelectAll, selectedName, selectedNode, unwrapped } from '../names.ts';
import { never, rule, type Around, type Rule } from '../rule.ts';

const paging = 'page(query, { limit, offset }) with an order, or top(n)';

function isNested(around: Around): boolean {
  const outside = around.at(-1);
  // The select of an `insert … select` stands by itself, as the outermost one does.
  return outside !== undefined && !(around.length === 1 && outside.kind === 'InsertQueryNode');
}

/** `limit` is what this package has made of `top` or `fetch`; any other one is refused by itself. */
function isCut({ top, fetch, limit }: SelectQueryNode): boolean {
  return (top ?? fetch ?? limit) !== undefined;
}

function isDistinct(node: SelectQueryNode): boolean {
  return node.frontModifiers?.some(({ modifier }) => modifier === 'Distinct') ?? false;
}

/** The names that this select groups by; undefined where an expression is among them. */
function groupedNames(node: SelectQueryNode): readonly string[] {
  return (node.groupBy?.items ?? []).flatMap(({ groupBy }) => columnOf(groupBy) ?? []);
}

function aggregates(node: SelectQueryNode): boolean {
  return (node.selections ?? []).some((selection) => {
    const selected = selectedNode(selection);
    return AggregateFunctionNode.is(selected) && selected.over === undefined;
  });
}

function ungrouped(node: SelectQueryNode): string | undefined {
  if (node.groupBy === undefined && !aggregates(node)) return undefined;
  const grouped = new Set(groupedNames(node));
  for (const selection of node.selections ?? []) {
    if (isSelectAll(selection)) return 'select * beside group by or an aggregate';
    const name = columnOf(selectedNode(selection));
    if (name !== undefined && !grouped.has(name)) return `"${name}" is selected, but neither grouped by nor aggregated`;
  }
  return undefined;
}

function unselectedOrder(node: SelectQueryNode): string | undefined {
  if (!isDistinct(node) || (node.selections ?? []).some(isSelectAll)) return undefined;
  const selected = new Set((node.selections ?? []).map(selectedName));
  for (const { orderBy } of node.orderBy?.items ?? []) {
    const name = columnOf(orderBy);
    if (name !== undefined && !selected.has(name)) return `select distinct is ordered by "${name}", which is not selected`;
  }
  return undefined;
}

function groupedByAlias(node: SelectQueryNode): string | undefined {
  const grouped = new Set(groupedNames(node));
  for (const selection of node.selections ?? []) {
    const name = selectedName(selection);
    if (name !== undefined && grouped.has(name) && columnOf(selectedNode(selection)) !== name) {
      return `group by the alias "${name}": group by the expression`;
    }
  }
  return undefined;
}

const select = (find: (node: SelectQueryNode, around: Around) => string | false | undefined): Rule =>
  rule('SelectQueryNode', SelectQueryNode, find);

/** How a select is cut, ordered and grouped. */
export const selectRules: readonly Rule[] = [
  never('LimitNode', `limit: use ${paging}`),
  select((node) => node.distinctOn !== undefined && 'distinct on: use row_number() over (partition by … order by …)'),
  select((node) => node.explain !== undefined && 'explain'),
  select((node) => node.offset !== undefined && node.orderBy === undefined && `offset without an order: use ${paging}`),
  select((node) => node.offset !== undefined && !isCut(node) && `offset without fetch: use ${paging}`),
  select((node) => node.fetch !== undefined && node.offset === undefined && 'fetch without offset: use offset(0), or top(n)'),
  select((node) => node.fetch?.modifier === 'with ties' && 'fetch with ties'),
  select((node) => node.top !== undefined && node.fetch !== undefined && 'top together with offset and fetch: use one'),
  select((node) => node.top?.modifiers !== undefined && 'top with percent or ties'),
  select((node) => node.top !== undefined && node.setOperations !== undefined && 'top beside union, except or intersect, where it cuts the first select only: put these into a subquery'),
  select((node, around) => isNested(around) && node.orderBy !== undefined && !isCut(node) && 'order by in a subquery without top or fetch: order the outermost query'),
  select((node, around) => around.length > 0 && node.with !== undefined && 'with inside a subquery: put it at the beginning of the query'),
  select((node) => (node.endModifiers?.length ?? 0) > 0 && 'what follows a select (for update, skip locked …): a transaction is enough on SQLite; on SQL Server update the row first, and read what it holds by output'),
  select((node) => node.frontModifiers?.some(({ modifier }) => modifier !== 'Distinct') === true && 'a modifier of select other than distinct'),
  select(ungrouped),
  select(unselectedOrder),
  select(groupedByAlias),
  rule('OrderByItemNode', OrderByItemNode, (node) => node.nulls !== undefined && 'nulls first or last: null comes first in ascending order on both; order by a case expression first'),
  rule('OrderByItemNode', OrderByItemNode, (node) => isParameter(unwrapped(node.orderBy)) && 'order by a value: name a column or an expression'),
  rule('OrderByItemNode', OrderByItemNode, (node) => node.collation !== undefined && 'a collation'),
  rule('GroupByItemNode', GroupByItemNode, (node) => ValueNode.is(unwrapped(node.groupBy)) && 'group by a value or a position: name the column'),
  rule('SelectModifierNode', SelectModifierNode, ({ rawModifier }) => rawModifier !== undefined && 'a raw modifier of a select'),
  rule('JoinNode', JoinNode, ({ joinType }) => joinProblem(joinType)),
  rule('WithNode', WithNode, (node) => node.recursive === true && 'with recursive: with() is recursive on both without the word'),
  rule('CommonTableExpressionNode', CommonTableExpressionNode, (node) => node.materialized !== undefined && 'materialized'),
  rule('CommonTableExpressionNode', CommonTableExpressionNode, ({ expression }) => isWrite(expression) && 'a write inside with: run it by itself'),
];

function isParameter(node: OperationNode): boolean {
  return ValueNode.is(node) && node.immediate !== true;
}

function isWrite({ kind }: OperationNode): boolean {
  return kind === 'InsertQueryNode' || kind === 'UpdateQueryNode' || kind === 'DeleteQueryNode' || kind === 'MergeQueryNode';
}

function joinProblem(joinType: JoinNode['joinType']): string | undefined {
  if (joinType === 'Using') return 'using: join on a condition';
  if (joinType.startsWith('Lateral')) return 'a lateral join: use a subquery, or row_number() over (partition by …)';
  if (joinType.endsWith('Apply')) return 'apply, which SQLite has not: use a join';
  return undefined;
}

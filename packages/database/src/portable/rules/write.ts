import {
  AliasNode,
  DeleteQueryNode,
  InsertQueryNode,
  ListNode,
  OutputNode,
  ReferenceNode,
  SelectionNode,
  UpdateQueryNode,
  ValuesNode,
  type OperationNode,
} from 'kysely';
import { never, rule, type Rule } from '../rule.ts';

/** SQL Server's limits: rows in one `values`, parameters in one statement (two of 2100 are the driver's). */
const mostRows = 1000;
export const mostParameters = 2098;

const insert = (find: (node: InsertQueryNode) => string | false | undefined): Rule => rule('InsertQueryNode', InsertQueryNode, find);
const update = (find: (node: UpdateQueryNode) => string | false | undefined): Rule => rule('UpdateQueryNode', UpdateQueryNode, find);
const remove = (find: (node: DeleteQueryNode) => string | false | undefined): Rule => rule('DeleteQueryNode', DeleteQueryNode, find);

function hasAlias(node: OperationNode | undefined): boolean {
  if (node === undefined) return false;
  return AliasNode.is(node) || (ListNode.is(node) && node.items.some(AliasNode.is));
}

function isList(node: OperationNode | undefined): boolean {
  return node !== undefined && ListNode.is(node) && node.items.length > 1;
}

/** The table name before the column in `inserted.id`; undefined where it is something else. */
function outputTable(selection: OperationNode): string | undefined {
  const node = SelectionNode.is(selection) ? selection.selection : selection;
  const inner = AliasNode.is(node) ? node.node : node;
  return ReferenceNode.is(inner) ? inner.table?.table.identifier.name : undefined;
}

function outputProblem(node: OutputNode, statement: OperationNode | undefined): string | undefined {
  const expected = statement !== undefined && DeleteQueryNode.is(statement) ? 'deleted' : 'inserted';
  const other = node.selections.some((selection) => outputTable(selection) !== expected);
  return other ? `output of something else than ${expected}.column here, which SQLite cannot give` : undefined;
}

/** Inserting, updating, deleting, and what they give back. */
export const writeRules: readonly Rule[] = [
  never('ReturningNode', 'returning: use output("inserted.column"), or output("deleted.column") of a delete'),
  never('OnConflictNode', 'on conflict: insert and catch unique-violation in a savepoint, or insertOrUpdate'),
  never('OnDuplicateKeyNode', 'on duplicate key: insert and catch unique-violation in a savepoint, or insertOrUpdate'),
  never('OrActionNode', 'insert or ignore, insert or replace: insert and catch unique-violation in a savepoint'),
  never('MergeQueryNode', 'merge, which SQLite has not: use insertOrUpdate'),
  never('DefaultInsertValueNode', 'the word default as a value (rows with different columns): give every row the same columns'),
  never('UsingNode', 'delete using: use a subquery in where'),
  never('ExplainNode', 'explain'),
  insert((node) => node.replace === true && 'replace: use insertOrUpdate'),
  insert((node) => node.top !== undefined && 'insert with top: cut the select'),
  insert((node) => (node.endModifiers?.length ?? 0) > 0 && 'what follows an insert'),
  update((node) => (hasAlias(node.table) || isList(node.table)) && 'an alias or several tables to update: name one table'),
  update((node) => node.top !== undefined && 'update with top: update what a subquery with top selects'),
  update((node) => node.orderBy !== undefined && 'update with an order'),
  update((node) => (node.endModifiers?.length ?? 0) > 0 && 'what follows an update'),
  remove((node) => (node.from.froms.length !== 1 || node.from.froms.some(AliasNode.is)) && 'an alias or several tables to delete from: name one table'),
  remove((node) => node.joins !== undefined && 'delete with a join: use a subquery in where'),
  remove((node) => node.top !== undefined && 'delete with top: delete what a subquery with top selects'),
  remove((node) => node.orderBy !== undefined && 'delete with an order'),
  remove((node) => (node.endModifiers?.length ?? 0) > 0 && 'what follows a delete'),
  rule('ValuesNode', ValuesNode, ({ values }) => values.length > mostRows && `more than ${mostRows} rows in one insert: insert in parts`),
  rule('OutputNode', OutputNode, (node, around) => outputProblem(node, around.findLast(({ kind }) => kind !== 'OutputNode'))),
];

import {
  AlterTableNode,
  ColumnDefinitionNode,
  ColumnNode,
  CreateIndexNode,
  CreateTableNode,
  CreateViewNode,
  DropIndexNode,
  DropTableNode,
  DropViewNode,
  ForeignKeyConstraintNode,
  PrimaryKeyConstraintNode,
  RawNode,
  ReferencesNode,
  UniqueConstraintNode,
  type OperationNode,
} from 'kysely';
import { columnTypePattern } from '../../columns.ts';
import { columnOf } from '../names.ts';
import { never, rule, type Around, type Rule } from '../rule.ts';

/** A clustered key of SQL Server has at most 900 bytes, two for each character. */
const longestKeyText = 450;

export interface PortableType {
  readonly name: string;
  readonly length?: number;
}

/** The type that `column.…` stands for; undefined for any other type. */
export function portableType(node: OperationNode): PortableType | undefined {
  if (!RawNode.is(node)) return undefined;
  const [, name, length] = columnTypePattern.exec(node.sqlFragments.join('')) ?? [];
  if (name === undefined) return undefined;
  return length === undefined ? { name } : { name, length: Number(length) };
}

const column = (find: (node: ColumnDefinitionNode) => string | false | undefined): Rule =>
  rule('ColumnDefinitionNode', ColumnDefinitionNode, find);

function nameOf(node: ColumnDefinitionNode): string {
  return node.column.column.name;
}

function typeProblem(node: ColumnDefinitionNode): string | undefined {
  const type = portableType(node.dataType);
  if (type === undefined) return `the type of "${nameOf(node)}": use one of column.…, which both servers have`;
  if (type.length !== undefined && (type.length < 1 || type.length > 4000)) return `text(${type.length}): from 1 to 4000 characters, or column.longText`;
  return isKey(node) ? keyProblem(node) : undefined;
}

function isKey(node: ColumnDefinitionNode): boolean {
  return node.primaryKey === true || node.unique === true;
}

function keyProblem(node: ColumnDefinitionNode): string | undefined {
  const type = portableType(node.dataType);
  if (type === undefined) return undefined;
  if (type.name === 'json' || (type.name === 'text' && (type.length ?? Infinity) > longestKeyText)) {
    return `"${nameOf(node)}" is too long for a key: at most column.text(${longestKeyText})`;
  }
  return undefined;
}

function keyColumns(node: { readonly columns: readonly OperationNode[] }, around: Around): readonly (ColumnDefinitionNode | undefined)[] {
  const table = around.findLast(CreateTableNode.is);
  if (table === undefined) return [];
  return node.columns.map((key) => table.columns.find((one) => nameOf(one) === columnOf(key)));
}

function constraintProblem(node: { readonly columns: readonly OperationNode[] }, around: Around): string | undefined {
  for (const key of keyColumns(node, around)) {
    if (key === undefined) continue;
    if (key.notNull !== true && key.primaryKey !== true) return nullableKey(nameOf(key));
    const problem = keyProblem(key);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function nullableKey(name: string): string {
  return `"${name}" in a key may be null, which SQL Server takes once only: notNull(), or a unique index with where`;
}

const onlyOneAlteration = 'two changes in one alter table: SQLite takes one at a time';
const movesData = 'create a new table and copy, or add a new column';

function alterationProblem(node: AlterTableNode): string | undefined {
  if (node.renameTo !== undefined) return `renaming a table: ${movesData}`;
  if (node.setSchema !== undefined) return 'a schema';
  if ((node.addConstraint ?? node.dropConstraint ?? node.renameConstraint) !== undefined) return `changing constraints, which SQLite cannot: ${movesData}`;
  if ((node.addIndex ?? node.dropIndex) !== undefined) return 'indexes of alter table: use createIndex and dropIndex';
  return (node.columnAlterations?.length ?? 0) > 1 ? onlyOneAlteration : undefined;
}

function isDeferrable(node: { readonly deferrable?: boolean; readonly initiallyDeferred?: boolean }): boolean {
  return node.deferrable !== undefined || node.initiallyDeferred !== undefined;
}

/** Tables, columns, indexes, constraints and views. */
export const schemaRules: readonly Rule[] = [
  rule('CreateTableNode', CreateTableNode, (node) => node.ifNotExists === true && 'create table if not exists: migrations run once'),
  rule('CreateTableNode', CreateTableNode, (node) => (node.temporary === true || node.onCommit !== undefined) && 'temporary tables'),
  rule('CreateTableNode', CreateTableNode, (node) => node.selectQuery !== undefined && 'create table as: create it, then insert … select'),
  rule('CreateTableNode', CreateTableNode, (node) => node.indexes !== undefined && 'indexes inside create table: use createIndex'),
  rule('CreateTableNode', CreateTableNode, (node) => [...(node.frontModifiers ?? []), ...(node.endModifiers ?? [])].length > 0 && 'modifiers of create table'),
  column(typeProblem),
  column((node) => node.unique === true && node.notNull !== true && node.primaryKey !== true && nullableKey(nameOf(node))),
  column((node) => node.autoIncrement === true && 'autoincrement: use column.sequence'),
  column((node) => (node.identity === true || node.generated !== undefined) && 'identity and generated columns: use column.sequence'),
  column((node) => node.unsigned === true && 'unsigned'),
  column((node) => node.nullsNotDistinct === true && 'nulls not distinct'),
  column((node) => node.ifNotExists === true && 'add column if not exists: migrations run once'),
  column((node) => [...(node.frontModifiers ?? []), ...(node.endModifiers ?? [])].length > 0 && 'modifiers of a column'),
  rule('ReferencesNode', ReferencesNode, (node) => actionProblem(node.onDelete, node.onUpdate)),
  rule('ForeignKeyConstraintNode', ForeignKeyConstraintNode, (node) => actionProblem(node.onDelete, node.onUpdate) ?? (isDeferrable(node) && deferred)),
  rule('UniqueConstraintNode', UniqueConstraintNode, (node, around) => constraintProblem(node, around) ?? (isDeferrable(node) && deferred)),
  rule('UniqueConstraintNode', UniqueConstraintNode, (node) => node.nullsNotDistinct === true && 'nulls not distinct'),
  rule('PrimaryKeyConstraintNode', PrimaryKeyConstraintNode, (node, around) => constraintProblem(node, around) ?? (isDeferrable(node) && deferred)),
  rule('AlterTableNode', AlterTableNode, alterationProblem),
  never('AlterColumnNode', `changing a column, which SQLite cannot: ${movesData}`),
  never('ModifyColumnNode', `changing a column, which SQLite cannot: ${movesData}`),
  never('RenameColumnNode', `renaming a column, which SQL Server cannot by alter table: ${movesData}`),
  rule('CreateIndexNode', CreateIndexNode, (node) => node.ifNotExists === true && 'create index if not exists: migrations run once'),
  rule('CreateIndexNode', CreateIndexNode, (node) => node.using !== undefined && 'the kind of an index'),
  rule('CreateIndexNode', CreateIndexNode, (node) => node.nullsNotDistinct === true && 'nulls not distinct'),
  rule('CreateIndexNode', CreateIndexNode, (node) => node.columns?.some((key) => !ColumnNode.is(key) && key.kind !== 'OrderByItemNode') === true && 'an index on an expression, which SQL Server has not'),
  rule('DropIndexNode', DropIndexNode, (node) => node.table === undefined && 'drop index without its table: dropIndex(name).on(table)'),
  rule('DropIndexNode', DropIndexNode, (node) => node.cascade === true && 'cascade'),
  rule('DropTableNode', DropTableNode, (node) => (node.cascade === true || node.temporary === true) && 'cascade, temporary'),
  rule('CreateViewNode', CreateViewNode, (node) => node.orReplace === true && 'create or replace view: drop it first'),
  rule('CreateViewNode', CreateViewNode, (node) => (node.temporary ?? node.materialized ?? node.ifNotExists) === true && 'temporary and materialized views, if not exists'),
  rule('DropViewNode', DropViewNode, (node) => (node.cascade ?? node.materialized) === true && 'cascade, materialized views'),
  ...(['CreateSchemaNode', 'DropSchemaNode', 'CreateTypeNode', 'DropTypeNode', 'AlterTypeNode', 'RefreshMaterializedViewNode'] as const).map((kind) =>
    never(kind, 'schemas, types and materialized views: tables, views and indexes are what both have'),
  ),
];

const deferred = 'deferred constraints';

function actionProblem(onDelete: string | undefined, onUpdate: string | undefined): string | undefined {
  return onDelete === 'restrict' || onUpdate === 'restrict' ? 'restrict: no action is the same here' : undefined;
}

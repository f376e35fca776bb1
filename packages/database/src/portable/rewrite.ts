import {
  ColumnNode,
  DefaultValueNode,
  LimitNode,
  OperationNodeTransformer,
  RawNode,
  ReferenceNode,
  ReturningNode,
  SelectAllNode,
  SelectionNode,
  ValueNode,
  AliasNode,
  type CastNode,
  type ColumnDefinitionNode,
  type DeleteQueryNode,
  type DropIndexNode,
  type InsertQueryNode,
  type OperationNode,
  type OperationNodeKind,
  type OutputNode,
  type SelectQueryNode,
  type UpdateQueryNode,
} from 'kysely';
import { anyOfMarker } from '../any-of.ts';
import { seamOf, type Seam } from '../seam.ts';
import { sqliteType, sqlServerType, type ServerType } from './column-checks.ts';
import { isWritten, markWritten } from './written.ts';
import { portableType, type PortableType } from './rules/schema.ts';

/**
 * The kinds of nodes that a rewriter writes in another way: a tree without any of them stays as it is. A type of
 * `column.…`, in a table or a cast, has a raw node, and a limit was there before only where it is written already.
 */
export const rewritten: ReadonlySet<OperationNodeKind> = new Set<OperationNodeKind>(['DropIndexNode', 'FetchNode', 'OutputNode', 'RawNode', 'TopNode']);

/** What both need: `column.…` replaced by the server's types, true and false as defaults by 1 and 0. */
abstract class PortableRewriter extends OperationNodeTransformer {
  protected abstract typeOf(type: PortableType, column: string): ServerType;

  protected override transformColumnDefinition(definition: ColumnDefinitionNode): ColumnDefinitionNode {
    const node = super.transformColumnDefinition(definition);
    const portable = portableType(node.dataType);
    if (portable === undefined) return node;
    const { type, check } = this.typeOf(portable, node.column.column.name);
    return {
      ...node,
      ...(node.defaultTo === undefined ? {} : { defaultTo: DefaultValueNode.create(literal(node.defaultTo.defaultValue)) }),
      // A primary key of SQLite may hold null unless it is told.
      ...(node.primaryKey === true ? { notNull: true } : {}),
      ...(portable.name === 'sequence' ? { primaryKey: true, notNull: true, ...this.sequence() } : {}),
      ...(check === undefined ? {} : { endModifiers: [RawNode.createWithSql(check)] }),
      dataType: RawNode.createWithSql(type),
    };
  }

  protected abstract sequence(): Partial<ColumnDefinitionNode>;
  protected abstract readonly seam: Seam;

  protected override transformRaw(raw: RawNode): RawNode {
    const node = super.transformRaw(raw);
    if (node.sqlFragments[0] === anyOfMarker) return markWritten(RawNode.create(this.seam.listFromJson, node.parameters));
    return isWritten(raw) ? markWritten(node) : node;
  }

  protected override transformCast(cast: CastNode): CastNode {
    const node = super.transformCast(cast);
    const portable = portableType(node.dataType);
    return portable === undefined ? node : { ...node, dataType: RawNode.createWithSql(this.typeOf(portable, '').type) };
  }
}

function literal(node: OperationNode): OperationNode {
  return ValueNode.is(node) && typeof node.value === 'boolean' ? ValueNode.createImmediate(node.value ? 1 : 0) : node;
}

/** What SQL Server writes differently. */
export class SqlServerRewriter extends PortableRewriter {
  protected override readonly seam = seamOf('sqlserver');

  protected override typeOf(type: PortableType, column: string): ServerType {
    return sqlServerType(type, column);
  }

  protected override sequence(): Partial<ColumnDefinitionNode> {
    return { identity: true };
  }
}

/** What SQLite writes differently: `limit` for `top` and `fetch`, `returning` for `output`. */
export class SqliteRewriter extends PortableRewriter {
  protected override readonly seam = seamOf('sqlite');

  protected override typeOf(type: PortableType, column: string): ServerType {
    return sqliteType(type, column);
  }

  protected override sequence(): Partial<ColumnDefinitionNode> {
    return { autoIncrement: true };
  }

  protected override transformSelectQuery(query: SelectQueryNode): SelectQueryNode {
    const { top, fetch, ...node } = super.transformSelectQuery(query);
    const most = top === undefined ? fetch?.rowCount : ValueNode.create(top.expression);
    return most === undefined ? node : { ...node, limit: markWritten(LimitNode.create(most)) };
  }

  protected override transformLimit(limit: LimitNode): LimitNode {
    return markWritten(super.transformLimit(limit));
  }

  protected override transformInsertQuery(query: InsertQueryNode): InsertQueryNode {
    return withReturning(super.transformInsertQuery(query));
  }

  protected override transformUpdateQuery(query: UpdateQueryNode): UpdateQueryNode {
    return withReturning(super.transformUpdateQuery(query));
  }

  protected override transformDeleteQuery(query: DeleteQueryNode): DeleteQueryNode {
    return withReturning(super.transformDeleteQuery(query));
  }

  protected override transformDropIndex(drop: DropIndexNode): DropIndexNode {
    const { table: _, ...node } = super.transformDropIndex(drop);
    return node;
  }
}

function withReturning<Q extends { readonly output?: OutputNode; readonly returning?: ReturningNode }>(query: Q): Q {
  if (query.output === undefined) return query;
  const { output, ...node } = query;
  const selections = output.selections.map(withoutTable);
  return asQuery<Q>({ ...node, returning: ReturningNode.create(selections) });
}

/** The same kind of query: `output` is optional in each. */
function asQuery<Q>(query: Omit<Q, 'output'>): Q {
  return query as Q;
}

/** `inserted.id` as `id`. */
function withoutTable(node: OperationNode): SelectionNode {
  if (SelectionNode.is(node)) return withoutTable(node.selection);
  if (AliasNode.is(node)) return SelectionNode.create(AliasNode.create(columnOnly(node.node), node.alias));
  return SelectionNode.create(columnOnly(node));
}

function columnOnly(node: OperationNode): ColumnNode | SelectAllNode {
  if (ReferenceNode.is(node)) return node.column;
  return ColumnNode.is(node) ? node : SelectAllNode.create();
}

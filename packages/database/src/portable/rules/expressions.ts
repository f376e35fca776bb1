import {
  AggregateFunctionNode,
  AliasNode,
  AndNode,
  BinaryOperationNode,
  CastNode,
  ColumnUpdateNode,
  DataTypeNode,
  FunctionNode,
  HavingNode,
  OnNode,
  OperatorNode,
  OrNode,
  ParensNode,
  PrimitiveValueListNode,
  RawNode,
  ReferenceNode,
  SelectionNode,
  TableNode,
  UnaryOperationNode,
  ValueListNode,
  ValueNode,
  WhereNode,
  type OperationNode,
} from 'kysely';
import { never, rule, type Around, type Rule } from '../rule.ts';
import { rawProblem } from './raw-words.ts';

/** Functions that mean the same on both, with the least and most arguments that both take. */
const functions: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['abs', [1, 1]],
  ['ceiling', [1, 1]],
  ['floor', [1, 1]],
  ['sign', [1, 1]],
  ['round', [2, 2]],
  ['coalesce', [2, 100]],
  ['nullif', [2, 2]],
  ['iif', [3, 3]],
  ['concat', [2, 100]],
  ['lower', [1, 1]],
  ['upper', [1, 1]],
  ['trim', [1, 1]],
  ['ltrim', [1, 1]],
  ['rtrim', [1, 1]],
  ['replace', [3, 3]],
  ['substring', [3, 3]],
  ['count', [1, 1]],
  ['sum', [1, 1]],
  ['min', [1, 1]],
  ['max', [1, 1]],
  ['row_number', [0, 0]],
  ['rank', [0, 0]],
  ['dense_rank', [0, 0]],
  ['lag', [1, 3]],
  ['lead', [1, 3]],
  ['first_value', [1, 1]],
]);

const needOrder: ReadonlySet<string> = new Set(['row_number', 'rank', 'dense_rank', 'lag', 'lead', 'first_value']);

function functionProblem(name: string, count: number): string | undefined {
  if (name.toLowerCase() === 'avg') return 'avg, which cuts averages of whole numbers on SQL Server: divide sum by count';
  const known = functions.get(name.toLowerCase());
  if (known === undefined) return `the function ${name}, which is not the same on both; there are ${[...functions.keys()].join(', ')}`;
  const [least, most] = known;
  return count < least || count > most ? `${name} with ${count} arguments` : undefined;
}

const portableOperators: ReadonlySet<string> = new Set([
  '=', '!=', '<>', '>', '>=', '<', '<=', 'in', 'not in', 'is', 'is not', 'like', 'not like',
  '+', '-', '*', '/', '%', '&', '|', 'exists', 'not exists', 'not', 'between', 'between symmetric',
]);

const instead: ReadonlyMap<string, string> = new Map([
  ['ilike', 'like on lower(…)'],
  ['not ilike', 'not like on lower(…)'],
  ['==', '='],
  ['||', 'concat(…)'],
  ['->', 'a column of its own'],
  ['->>', 'a column of its own'],
  ['is distinct from', 'a comparison that names null'],
  ['is not distinct from', 'a comparison that names null'],
]);

function operatorProblem(operator: string): string | undefined {
  if (operator === 'between symmetric') return 'between symmetric: use between with the smaller value first';
  if (portableOperators.has(operator)) return undefined;
  const better = instead.get(operator);
  return `the operator ${operator}${better === undefined ? '' : `: use ${better}`}`;
}

const conditionOperators: ReadonlySet<string> = new Set([
  '=', '!=', '<>', '>', '>=', '<', '<=', 'in', 'not in', 'is', 'is not', 'like', 'not like', 'exists', 'not exists', 'not', 'between',
]);

/** Conditions and values are different things to SQL Server; to SQLite a condition is 0 or 1. */
function isCondition(node: OperationNode): boolean {
  if (ParensNode.is(node)) return isCondition(node.node);
  if (AndNode.is(node) || OrNode.is(node)) return true;
  if (BinaryOperationNode.is(node) || UnaryOperationNode.is(node)) {
    return OperatorNode.is(node.operator) && conditionOperators.has(node.operator.operator);
  }
  return false;
}

function isPlainValue(node: OperationNode): boolean {
  if (ParensNode.is(node)) return isPlainValue(node.node);
  return ReferenceNode.is(node) || ValueNode.is(node);
}

const conditionAsValue = 'a condition as a value: use case().when(…).then(1).else(0).end()';
const valueAsCondition = 'a value as a condition: compare it, "active" = true for instance';

function operandProblem(node: BinaryOperationNode): string | undefined {
  if (!OperatorNode.is(node.operator)) return undefined;
  if (ValueListNode.is(node.leftOperand) || PrimitiveValueListNode.is(node.leftOperand)) return 'a row of values on the left side';
  const { operator } = node.operator;
  if ((operator === 'in' || operator === 'not in') && isEmptyList(node.rightOperand)) return 'in with an empty list: leave the query out';
  if (operator !== 'is' && operator !== 'is not') {
    return isCondition(node.leftOperand) || isCondition(node.rightOperand) ? conditionAsValue : undefined;
  }
  const isNull = ValueNode.is(node.rightOperand) && node.rightOperand.value === null;
  return isNull ? undefined : 'is with something else than null: use =';
}

function isEmptyList(node: OperationNode): boolean {
  return (PrimitiveValueListNode.is(node) || ValueListNode.is(node)) && node.values.length === 0;
}

function unorderedWindow(node: AggregateFunctionNode): boolean {
  return needOrder.has(node.func.toLowerCase()) && node.over?.orderBy === undefined;
}

/** Of Kysely's own type names these mean the same on both. */
const castTypes: ReadonlySet<string> = new Set(['integer', 'bigint', 'real']);

const immediateBoolean = (node: ValueNode, around: Around): boolean =>
  node.immediate === true && typeof node.value === 'boolean' && around.at(-1)?.kind !== 'DefaultValueNode';

/** Operators, functions, literals, and raw text. */
export const expressionRules: readonly Rule[] = [
  never('TupleNode', 'a row of values: compare column by column, joined by and'),
  never('CollateNode', 'a collation: text is compared exactly on both; compare lower(…) to ignore case'),
  never('JSONReferenceNode', 'reading inside JSON: give it a column of its own'),
  never('JSONPathNode', 'reading inside JSON: give it a column of its own'),
  never('JSONOperatorChainNode', 'reading inside JSON: give it a column of its own'),
  rule('OperatorNode', OperatorNode, ({ operator }) => operatorProblem(operator)),
  rule('BinaryOperationNode', BinaryOperationNode, operandProblem),
  rule('SelectionNode', SelectionNode, ({ selection }) => isCondition(AliasNode.is(selection) ? selection.node : selection) && conditionAsValue),
  rule('ColumnUpdateNode', ColumnUpdateNode, ({ value }) => isCondition(value) && conditionAsValue),
  rule('WhereNode', WhereNode, ({ where }) => isPlainValue(where) && valueAsCondition),
  rule('HavingNode', HavingNode, ({ having }) => isPlainValue(having) && valueAsCondition),
  rule('OnNode', OnNode, ({ on }) => isPlainValue(on) && valueAsCondition),
  rule('AndNode', AndNode, ({ left, right }) => (isPlainValue(left) || isPlainValue(right)) && valueAsCondition),
  rule('OrNode', OrNode, ({ left, right }) => (isPlainValue(left) || isPlainValue(right)) && valueAsCondition),
  rule('ValueNode', ValueNode, (node, around) => immediateBoolean(node, around) && 'true or false as a literal: give it as a value, eb.val(true), or "active" = true'),
  rule('FunctionNode', FunctionNode, (node) => functionProblem(node.func, node.arguments.length)),
  rule('AggregateFunctionNode', AggregateFunctionNode, (node) => functionProblem(node.func, node.aggregated.length)),
  rule('AggregateFunctionNode', AggregateFunctionNode, (node) => node.filter !== undefined && 'filter of an aggregate: use sum(case …)'),
  rule('AggregateFunctionNode', AggregateFunctionNode, (node) => (node.orderBy ?? node.withinGroup) !== undefined && 'an order inside an aggregate'),
  rule('AggregateFunctionNode', AggregateFunctionNode, (node) => unorderedWindow(node) && `${node.func} without an order: over((o) => o.orderBy(…))`),
  rule('AggregateFunctionNode', AggregateFunctionNode, (node) => node.distinct === true && node.over !== undefined && 'distinct in a window'),
  rule('CastNode', CastNode, ({ dataType }) => DataTypeNode.is(dataType) && !castTypes.has(dataType.dataType) && `cast to ${dataType.dataType}: integer, bigint and real are the same on both`),
  rule('TableNode', TableNode, ({ table }) => table.schema !== undefined && 'a schema before a table: each service has a database of its own'),
  rule('RawNode', RawNode, (node) => rawProblem(node.sqlFragments)),
];

import type { OperationNode, OperationNodeKind } from 'kysely';
import { NotPortableError } from '../errors.ts';
import type { Rule } from './rule.ts';
import { expressionRules } from './rules/expressions.ts';
import { schemaRules } from './rules/schema.ts';
import { selectRules } from './rules/select.ts';
import { mostParameters, writeRules } from './rules/write.ts';
import { isWritten } from './written.ts';
import { walk } from './walk.ts';

const rules: ReadonlyMap<OperationNodeKind, readonly Rule[]> = Map.groupBy(
  [...selectRules, ...writeRules, ...expressionRules, ...schemaRules],
  ({ kind }) => kind,
);

/**
 * Refuses what one of the servers cannot run or would answer differently. Gives whether a node is of one of the `sought`
 * kinds.
 *
 * @throws NotPortableError with all that is wrong
 */
export function checkPortable(root: OperationNode, sought: ReadonlySet<OperationNodeKind>): boolean {
  const problems = new Set<string>();
  let parameters = 0;
  let found = false;
  walk(root, (node, around) => {
    parameters += parametersOf(node);
    found ||= sought.has(node.kind);
    if (isWritten(node)) return;
    for (const rule of rules.get(node.kind) ?? []) {
      const problem = rule.find(node, around);
      if (problem !== undefined) problems.add(problem);
    }
  });
  if (parameters > mostParameters) problems.add(`${parameters} values in one query, SQL Server takes ${mostParameters}: send parts, or a list as one value with anyOf`);
  if (problems.size > 0) throw new NotPortableError([...problems]);
  return found;
}

function parametersOf(node: OperationNode): number {
  if (node.kind === 'ValueNode') return 'immediate' in node && node.immediate === true ? 0 : 1;
  if (node.kind === 'PrimitiveValueListNode' && 'values' in node && Array.isArray(node.values)) return node.values.length;
  return 0;
}

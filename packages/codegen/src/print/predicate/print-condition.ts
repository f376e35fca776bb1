import { timesNamed } from '../names.ts';
import { isConstant, isFlat, not } from './condition.ts';
import type { Condition } from './condition.ts';

/** A flat condition as an expression; `within` says between which operators it will stand. */
export function printExpression(condition: Condition, within: 'none' | 'and' | 'or' = 'none'): string {
  switch (condition.kind) {
    case 'constant':
      return String(condition.holds);
    case 'test':
      return condition.text;
    case 'all':
      return parenthesized(condition.of.map((one) => printExpression(one, 'and')).join(' && '), within === 'or');
    case 'any':
      return parenthesized(condition.of.map((one) => printExpression(one, 'or')).join(' || '), within === 'and');
    case 'choice':
      return printChoice(condition, within);
    default:
      throw new Error('a condition with statements is no expression');
  }
}

function printChoice(condition: Condition & { kind: 'choice' }, within: 'none' | 'and' | 'or'): string {
  const { if: test, then, else: otherwise } = condition;
  if (isConstant(otherwise, true)) return printExpression({ kind: 'any', of: [not(test), then] }, within);
  const parts = [test, then, otherwise].map((one) => printExpression(one, 'and'));
  return parenthesized(`${parts[0] ?? ''} ? ${parts[1] ?? ''} : ${parts[2] ?? ''}`, within !== 'none');
}

function parenthesized(text: string, wanted: boolean): string {
  return wanted ? `(${text})` : text;
}

const lineWidth = 110;

/** A condition as statements that return false where it does not hold, and go on where it does. */
function printStatements(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'all':
      return printAll(condition.of);
    case 'bind':
      return [`const ${condition.name} = ${condition.value};`, ...printStatements(condition.body)];
    case 'items':
      return block(
        `for (let ${condition.index} = ${String(condition.from)}; ${condition.index} < ${condition.array}.length; ${condition.index} += 1)`,
        [
          ...(condition.item === undefined ? [] : [`const ${condition.item}: unknown = ${condition.array}[${condition.index}];`]),
          ...printStatements(condition.body),
        ],
      );
    case 'keys':
      return printKeys(condition);
    case 'choice':
      return isFlat(condition) && printExpression(condition).length < lineWidth ? refuse([condition]) : printIf(condition);
    default:
      return isConstant(condition, true) ? [] : refuse([condition]);
  }
}

/** A loop over the keys of an object; one that refuses any key does not name it. */
function printKeys({ key, object, body }: Condition & { kind: 'keys' }): readonly string[] {
  const lines = printStatements(body);
  return block(`for (const ${timesNamed(lines.join('\n'), key) > 0 ? key : '_'} in ${object})`, lines);
}

/** Short tests that follow each other share an `if`. */
function printAll(conditions: readonly Condition[]): readonly string[] {
  const lines: string[] = [];
  let gathered: Condition[] = [];
  const flush = (): void => {
    if (gathered.length > 0) lines.push(...refuse(gathered));
    gathered = [];
  };
  for (const condition of conditions) {
    const sharing = isFlat(condition) && condition.kind !== 'choice';
    if (!sharing || printRefusal([...gathered, condition]).length > lineWidth) flush();
    if (sharing) gathered.push(condition);
    else lines.push(...printStatements(condition));
  }
  flush();
  return lines;
}

function refuse(conditions: readonly Condition[]): readonly string[] {
  const whole: Condition = { kind: 'all', of: conditions };
  return isConstant(not(whole), true) ? ['return false;'] : [printRefusal(conditions)];
}

function printRefusal(conditions: readonly Condition[]): string {
  return `if (${printExpression(not({ kind: 'all', of: conditions }))}) return false;`;
}

function printIf({ if: test, then, else: otherwise }: Condition & { kind: 'choice' }): readonly string[] {
  const thenLines = printStatements(then);
  const elseLines = printStatements(otherwise);
  if (thenLines.length === 0) return block(`if (${printExpression(not(test))})`, elseLines);
  const head = block(`if (${printExpression(test)})`, thenLines);
  if (elseLines.length === 0) return head;
  const chained = otherwise.kind === 'choice' && elseLines[0]?.startsWith('if (') === true && isOneStatement(elseLines);
  if (chained) return [...head.slice(0, -1), `} else ${elseLines[0] ?? ''}`, ...elseLines.slice(1)];
  return [...head.slice(0, -1), ...block('} else', elseLines)];
}

function isOneStatement(lines: readonly string[]): boolean {
  return lines.slice(1, -1).every((line) => line.startsWith('  ') || line.startsWith('} else'));
}

function block(head: string, lines: readonly string[]): readonly string[] {
  return [`${head} {`, ...lines.map((line) => `  ${line}`), '}'];
}

/** The body of a function that tells whether a condition holds. */
export function printBody(condition: Condition): readonly string[] {
  if (isFlat(condition)) {
    const expression = printExpression(condition);
    if (expression.length < lineWidth) return [`return ${expression};`];
  }
  const lines = printStatements(condition);
  return lines.at(-1) === 'return false;' ? lines : [...lines, 'return true;'];
}

import ts from 'typescript';

/** What stands in a service's code for an event that it does not react to yet. */
function firstReaction(routingKey: string): readonly string[] {
  return [`'${routingKey}': () => {`, '  // Nothing yet but the note in the inbox. A reaction is given the event and its transaction: ({ data }, { store, publish }).', '},'];
}

/**
 * A service's events.ts with a first reaction to one more event, where its reactions are returned or assigned as an object
 * of the type `ServiceReactions`.
 *
 * @throws Error where they are not
 */
export function withReaction(source: string, routingKey: string, file: string): string {
  const reactions = reactionsIn(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  if (reactions === undefined) throw new Error(`${file} has no object of the type ServiceReactions to add a reaction to`);
  const lineStart = source.lastIndexOf('\n', reactions.getStart()) + 1;
  const outer = /^ */.exec(source.slice(lineStart))?.[0] ?? '';
  const added = firstReaction(routingKey).map((line) => `${outer}  ${line}\n`).join('');
  const close = reactions.getEnd() - 1;
  if (reactions.properties.length === 0) return `${source.slice(0, reactions.getStart())}{\n${added}${outer}${source.slice(close)}`;
  const before = source.slice(0, close).trimEnd();
  return `${before}${before.endsWith(',') ? '' : ','}\n${added}${outer}${source.slice(close)}`;
}

function reactionsIn(file: ts.SourceFile): ts.ObjectLiteralExpression | undefined {
  const isReactions = (type: ts.TypeNode | undefined): boolean => type !== undefined && ts.isTypeReferenceNode(type) && type.typeName.getText() === 'ServiceReactions';
  const find = (node: ts.Node): ts.ObjectLiteralExpression | undefined => {
    if (ts.isVariableDeclaration(node) && isReactions(node.type) && node.initializer !== undefined && ts.isObjectLiteralExpression(node.initializer)) return node.initializer;
    if (ts.isFunctionDeclaration(node) && isReactions(node.type)) return node.body?.statements.flatMap(returnedObject)[0];
    return ts.forEachChild(node, find);
  };
  return find(file);
}

function returnedObject(statement: ts.Statement): ts.ObjectLiteralExpression[] {
  return ts.isReturnStatement(statement) && statement.expression !== undefined && ts.isObjectLiteralExpression(statement.expression) ? [statement.expression] : [];
}

/**
 * A service.ts that had no reactions, with those of events.ts.
 *
 * @throws Error where it does not say `reactions: {}`
 */
export function withReactionsFile(source: string, file: string): string {
  const silent = /^ *\/\/ It is told nothing\.\n/m;
  if (!/\breactions: \{\}/.test(source)) throw new Error(`${file} has no \`reactions: {}\` to put reactions in the place of`);
  return source
    .replace(silent, '')
    .replace(/\breactions: \{\}/, 'reactions')
    .replace(/^(import \{[^}]*\} from '\.\/http\.ts';)$/m, "import { reactions } from './events.ts';\n$1");
}

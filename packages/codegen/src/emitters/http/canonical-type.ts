import type ts from 'typescript';

/** A compiler, loaded by whoever calls. */
export type TypeScript = typeof ts;

/** What the types of a module are read with. */
export interface TypeReader {
  readonly compiler: TypeScript;
  readonly source: ts.SourceFile;
  /** The name of the type that `components['schemas'][…]` stands for. */
  readonly nameOf: (component: string) => string | undefined;
}

/**
 * A text that is the same for types that are the same, whatever their layout, quotes, comments, parentheses and the
 * order of properties and alternatives. Types that are the same for deeper reasons may have different texts.
 */
export function canonicalType(reader: TypeReader, node: ts.TypeNode): string {
  const { compiler } = reader;
  const inner = (part: ts.TypeNode): string => canonicalType(reader, part);
  if (compiler.isParenthesizedTypeNode(node)) return inner(node.type);
  if (compiler.isUnionTypeNode(node)) return `(${[...new Set(node.types.map(inner))].sort().join(' | ')})`;
  if (compiler.isIntersectionTypeNode(node)) return `(${node.types.map(inner).join(' & ')})`;
  if (compiler.isArrayTypeNode(node)) return `${inner(node.elementType)}[]`;
  if (compiler.isTupleTypeNode(node)) return `[${node.elements.map(inner).join(', ')}]`;
  if (compiler.isOptionalTypeNode(node)) return `${inner(node.type)}?`;
  if (compiler.isRestTypeNode(node)) return `...${inner(node.type)}`;
  if (compiler.isTypeLiteralNode(node)) return `{ ${node.members.map((one) => member(reader, one)).sort().join('; ')} }`;
  if (compiler.isLiteralTypeNode(node)) return literalText(reader, node);
  if (compiler.isIndexedAccessTypeNode(node)) return componentName(reader, node) ?? asWritten(reader, node);
  return compiler.tokenToString(node.kind) ?? asWritten(reader, node);
}

function member(reader: TypeReader, node: ts.TypeElement): string {
  const { compiler } = reader;
  if (compiler.isIndexSignatureDeclaration(node)) return `[]: ${canonicalType(reader, node.type)}`;
  if (!compiler.isPropertySignature(node) || node.type === undefined) return asWritten(reader, node);
  const readonly = node.modifiers === undefined ? '' : 'readonly ';
  const optional = node.questionToken === undefined ? '' : '?';
  return `${readonly}${JSON.stringify(keyText(compiler, node.name))}${optional}: ${canonicalType(reader, node.type)}`;
}

/** What a key says: `a`, `'a'` and `['a']` are the same. */
export function keyText(compiler: TypeScript, name: ts.PropertyName): string | undefined {
  const node = compiler.isComputedPropertyName(name) ? name.expression : name;
  const hasText = compiler.isIdentifier(node) || compiler.isStringLiteral(node) || compiler.isNumericLiteral(node);
  return hasText ? node.text : undefined;
}

function literalText(reader: TypeReader, { literal }: ts.LiteralTypeNode): string {
  return reader.compiler.isStringLiteral(literal) ? JSON.stringify(literal.text) : asWritten(reader, literal);
}

/** `components['schemas']['Order']` by the name that the type has elsewhere. */
function componentName({ compiler, nameOf }: TypeReader, node: ts.IndexedAccessTypeNode): string | undefined {
  const component = componentOf(compiler, node);
  return component === undefined ? undefined : nameOf(component);
}

/** The component schema that a type is: `Order` for `components['schemas']['Order']`. */
export function componentOf(compiler: TypeScript, node: ts.Node): string | undefined {
  if (!compiler.isIndexedAccessTypeNode(node)) return undefined;
  const [root, section, name, ...further] = steps(compiler, node);
  return root === 'components' && section === 'schemas' && further.length === 0 ? name : undefined;
}

function steps(compiler: TypeScript, node: ts.TypeNode): readonly (string | undefined)[] {
  if (compiler.isTypeReferenceNode(node)) return [compiler.isIdentifier(node.typeName) ? node.typeName.text : undefined];
  if (!compiler.isIndexedAccessTypeNode(node)) return [undefined];
  const { objectType, indexType } = node;
  const isText = compiler.isLiteralTypeNode(indexType) && compiler.isStringLiteral(indexType.literal);
  return [...steps(compiler, objectType), isText ? indexType.literal.text : undefined];
}

function asWritten({ source }: TypeReader, node: ts.Node): string {
  return node.getText(source).replace(/\s+/g, ' ');
}

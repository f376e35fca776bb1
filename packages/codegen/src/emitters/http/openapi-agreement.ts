import type ts from 'typescript';

import { canonicalType, componentOf, keyText } from './canonical-type.ts';
import type { TypeScript } from './canonical-type.ts';

/** A module's text with `types.<name>` for the component schemas that another derivation types differently. */
export interface Agreement {
  readonly text: string;
  /** The component schemas of which the two derivations differ. */
  readonly differing: readonly string[];
}

/**
 * Compares the component schemas that openapi-typescript prints with the types that follow from the validators
 * (`types.ts`). They differ where openapi-typescript approximates: additional properties beside declared ones,
 * `const: null`, `allOf`, `patternProperties`, open tuples, keywords beside a reference … There the validators' type
 * stands in. It does so too where a schema contains itself by arrays and alternatives alone: TypeScript takes that from
 * a type alias, but not from a property of an interface (TS2502).
 */
export function agreeOnSchemas(
  compiler: TypeScript,
  texts: { readonly openapi: string; readonly types: string },
  typeNames: ReadonlyMap<string, string>,
): Agreement {
  const nameOf = (component: string): string | undefined => typeNames.get(component);
  const openapi = { compiler, nameOf, source: parse(compiler, texts.openapi) };
  const types = { compiler, nameOf, source: parse(compiler, texts.types) };
  const declared = typeAliases(compiler, types.source);
  const components = componentSchemas(compiler, openapi.source);
  const circular = inCircles(new Map(components.map(({ name, node }) => [name, mentionedOutsideObjects(compiler, node)])));
  const differing = components.flatMap(({ name, node }) => {
    const typeName = nameOf(name);
    const type = typeName === undefined ? undefined : declared.get(typeName);
    if (typeName === undefined || type === undefined) return [];
    const agrees = !circular.has(name) && canonicalType(openapi, node) === canonicalType(types, type);
    return agrees ? [] : [{ name, node, typeName }];
  });
  const text = differing.toReversed().reduce((current, { node, typeName }) => {
    const [start, end] = [node.getStart(openapi.source), node.end];
    return `${current.slice(0, start)}types.${typeName}${current.slice(end)}`;
  }, texts.openapi);
  return { text, differing: differing.map(({ name }) => name) };
}

/** The component schemas that a type mentions other than as the type of a property. */
function mentionedOutsideObjects(compiler: TypeScript, node: ts.Node): readonly string[] {
  if (compiler.isTypeLiteralNode(node)) return [];
  const component = componentOf(compiler, node);
  if (component !== undefined) return [component];
  const found: string[] = [];
  compiler.forEachChild(node, (child) => void found.push(...mentionedOutsideObjects(compiler, child)));
  return found;
}

/** The names that lead to themselves. */
function inCircles(mentioned: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const leadsToItself = (name: string): boolean => {
    const reached = new Set(mentioned.get(name));
    // A set that grows while it is walked through is walked to its new end.
    for (const one of reached) for (const next of mentioned.get(one) ?? []) reached.add(next);
    return reached.has(name);
  };
  return new Set([...mentioned.keys()].filter(leadsToItself));
}

interface ComponentSchema {
  readonly name: string;
  readonly node: ts.TypeNode;
}

/** The members of `components['schemas']`, in the order of the text. */
function componentSchemas(compiler: TypeScript, source: ts.SourceFile): ComponentSchema[] {
  const components = source.statements.filter(compiler.isInterfaceDeclaration).find(({ name }) => name.text === 'components');
  const schemas = membersOf(compiler, components?.members ?? []).find(({ name }) => name === 'schemas')?.node;
  return schemas !== undefined && compiler.isTypeLiteralNode(schemas) ? membersOf(compiler, schemas.members) : [];
}

function membersOf(compiler: TypeScript, members: readonly ts.TypeElement[]): ComponentSchema[] {
  return members.flatMap((member) => {
    if (!compiler.isPropertySignature(member) || member.type === undefined) return [];
    const name = keyText(compiler, member.name);
    return name === undefined ? [] : [{ name, node: member.type }];
  });
}

function typeAliases(compiler: TypeScript, source: ts.SourceFile): ReadonlyMap<string, ts.TypeNode> {
  return new Map(source.statements.filter(compiler.isTypeAliasDeclaration).map(({ name, type }) => [name.text, type]));
}

function parse(compiler: TypeScript, text: string): ts.SourceFile {
  return compiler.createSourceFile('module.ts', text, compiler.ScriptTarget.ESNext);
}

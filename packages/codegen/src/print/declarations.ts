import type { SchemaId } from '../ir/schema.ts';
import { docComment } from './comment.ts';
import type { Code } from './code.ts';
import { createDecoderPrinter } from './decoder/build.ts';
import type { DecoderPrinter } from './decoder/build.ts';
import { createModulePrinter } from './module.ts';
import type { Kind, ModulePrinter } from './module.ts';
import { dependencyOrder } from './order.ts';
import { createPredicatePrinter, printPredicate } from './predicate/build.ts';
import type { PredicatePrinter } from './predicate/context.ts';
import { namedImports, needed } from './prune.ts';
import type { Declaration } from './prune.ts';
import { declaredNames } from './runtime/fragment.ts';
import { runtimeFragments } from './runtime/index.ts';
import type { PrintScope } from './scope.ts';
import { commentOf } from './type/remarks.ts';
import { typeOfForm } from './type/type-of.ts';
import { declared } from './type/type-text.ts';
import { createZodPrinter } from './zod/build.ts';

export type { Kind } from './module.ts';

/** `export type <name> = …` for each schema. */
export function printTypes(scope: PrintScope, ids: readonly SchemaId[]): Code {
  return printDeclarations(scope, ids, ['types']);
}

/** `export function is<Name>(value: unknown): value is <name>` for each schema and variant. */
export function printPredicates(scope: PrintScope, ids: readonly SchemaId[]): Code {
  return printDeclarations(scope, ids, ['predicates']);
}

/** `export const <name>Schema = …` for each schema and variant. */
export function printZodSchemas(scope: PrintScope, ids: readonly SchemaId[]): Code {
  return printDeclarations(scope, ids, ['zodSchemas']);
}

/** `export function decode<Name>(json: JsonCursor): <name> | undefined` for each schema; all of them must be decodable. */
export function printDecoders(scope: PrintScope, ids: readonly SchemaId[]): Code {
  return printDeclarations(scope, ids, ['decoders']);
}

/** Several kinds in one module, which share their local helpers. */
export function printDeclarations(scope: PrintScope, ids: readonly SchemaId[], kinds: readonly Kind[]): Code {
  const module = createModulePrinter(scope, ids, { localTypes: new Map() });
  for (const id of module.exports) for (const kind of kinds) module.use(kind, id);
  const predicatePrinter = createPredicatePrinter(module);
  const decoderPrinter = createDecoderPrinter(module, predicatePrinter);
  const zodSchemas = zodDeclarations(module, predicatePrinter);
  const decoders = mapGrowing(module.wanted.decoders, (id) => decoderDeclaration(module, decoderPrinter, id));
  const predicates = mapGrowing(module.wanted.predicates, (id) => predicateDeclaration(module, predicatePrinter, id));
  const types = mapGrowing(module.wanted.types, (id) => typeDeclaration(module, id));
  const helpers = scope.runtime === undefined ? runtimeFragments(module.usedRuntime) : [];
  const kept = needed([
    ...[...module.constants].map(([name, definition]) => local([name], `const ${name}${definition};`)),
    ...[...(module.localTypes ?? [])].map(([name, type]) => local([name], `type ${name} =${type};`)),
    ...types,
    ...zodSchemas,
    ...predicates,
    ...decoders,
    ...[...decoderPrinter.functions, ...predicatePrinter.functions].map(({ name, text }) => local([name], text)),
    ...helpers.map((helper) => local(declaredNames(helper), helper.text)),
  ]);
  const text = kept.map((one, index) => `${isConstantLine(one) && index > 0 ? '' : '\n'}${one.text}`).join('\n').trimStart();
  const zodTypes = helpers.some((helper) => helper.zodTypes === true) ? [{ from: 'zod', name: 'z', typeOnly: true }] : [];
  return { text, imports: namedImports([...module.imports, ...zodTypes], kept) };
}

function local(names: readonly string[], text: string): Declaration {
  return { names, text, exported: false };
}

/** Constants stand together. */
function isConstantLine({ text, exported }: Declaration): boolean {
  return !exported && /^const [^ :]+(?:: unknown)? = (?!z\.)/.test(text) && !text.includes('\n');
}

/** What a function makes of the members of a set, of those too that it adds. */
function mapGrowing<T, R>(members: ReadonlySet<T>, make: (member: T) => R): readonly R[] {
  const made: R[] = [];
  for (const member of members) made.push(make(member));
  return made;
}

function declaration(module: ModulePrinter, kind: Kind, id: SchemaId, text: string, comment = ''): Declaration {
  const exported = module.isExported(id);
  return { names: [module.nameOf(kind, id)], text: `${comment}${exported ? 'export ' : ''}${text}`, exported };
}

function typeDeclaration(module: ModulePrinter, id: SchemaId): Declaration {
  const form = module.normalizer.target(id);
  const text = `type ${module.nameOf('types', id)} =${declared(typeOfForm(module, form))};`;
  return declaration(module, 'types', id, text, commentOf(form));
}

function predicateDeclaration(module: ModulePrinter, printer: PredicatePrinter, id: SchemaId): Declaration {
  const name = module.nameOf('predicates', id);
  const type = module.isDeclaredType(id) ? module.use('types', id) : undefined;
  const text = printPredicate(printer, name, module.normalizer.target(id), name.replace(/^is/, ''), type);
  const isStrict = id.endsWith('~strict') && module.isExported(id);
  return declaration(module, 'predicates', id, text, isStrict ? docComment('Refuses undeclared properties too.') : '');
}

function decoderDeclaration(module: ModulePrinter, printer: DecoderPrinter, id: SchemaId): Declaration {
  return declaration(module, 'decoders', id, printer.print(module.nameOf('decoders', id), id));
}

/** Zod schemas in an order in which each finds those that it needs; those of a circle name their types and are lazy. */
function zodDeclarations(module: ModulePrinter, predicates: PredicatePrinter): readonly Declaration[] {
  const order = dependencyOrder(module.normalizer, module.exports);
  const isLazy = (owner: SchemaId, id: SchemaId): boolean => module.located(id)?.lazy === true || order.isCircle(owner, id);
  const printer = createZodPrinter(module, predicates, isLazy);
  const made = new Map<SchemaId, Declaration>();
  for (const id of module.wanted.zodSchemas) {
    const name = module.nameOf('zodSchemas', id);
    const place = { printer, owner: id, wish: module.nameOf('predicates', id).replace(/^is/, '') };
    const { text } = printer.zodOf(module.normalizer.target(id), place);
    const type = order.isCircle(id, id) ? `: ${module.z()}.ZodType<${module.use('types', id)}>` : '';
    made.set(id, declaration(module, 'zodSchemas', id, `const ${name}${type} = ${text};`));
  }
  return order.sorted([...made.keys()]).flatMap((id) => made.get(id) ?? []);
}

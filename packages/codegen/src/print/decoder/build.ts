import type { Schema, SchemaId } from '../../ir/schema.ts';
import { stringLiteral } from '../literal.ts';
import type { ModulePrinter } from '../module.ts';
import { camelCase, pascalCase } from '../names.ts';
import { printPredicate } from '../predicate/build.ts';
import type { PredicatePrinter } from '../predicate/context.ts';
import { stringPlan } from '../string-plan.ts';
import { typeOf } from '../type/type-of.ts';
import { arrayOf } from '../type/type-text.ts';
import { decodableForm } from './decodable.ts';
import type { DecodableForm } from './decodable.ts';
import { printItems } from './items.ts';
import { printMembers, printResult } from './members.ts';
import type { Member } from './members.ts';

/** Prints functions that read a value from JSON text and check it on the way. */
export interface DecoderPrinter {
  /** The function for a schema with an id, which must be decodable. */
  readonly print: (name: string, id: SchemaId) => string;
  /** The functions for parts without a name, which only this module knows. */
  readonly functions: readonly { readonly name: string; readonly text: string }[];
}

/** What a function reads. */
interface Part {
  readonly form: Schema;
  /** What the functions for its parts are called after. */
  readonly wish: string;
  readonly type: string;
  /** A predicate for it that tells its type. */
  readonly predicate?: string;
}

export function createDecoderPrinter(module: ModulePrinter, predicates: PredicatePrinter): DecoderPrinter {
  const functions: { readonly name: string; readonly text: string }[] = [];
  const { normalizer } = module;

  /** The name of the function for a part of a value. */
  const partOf = (schema: Schema, wish: string): string => {
    const form = normalizer.normal(schema);
    if (form.ref !== undefined) return module.use('decoders', form.ref);
    const name = module.fresh(`decode${wish}`);
    functions.push({ name, text: printFunction(name, { form, wish, type: typeOf(module, form).text }) });
    return name;
  };

  const printFunction = (name: string, part: Part): string => {
    const lines = bodyOf(part).map((line) => `  ${line}`);
    return [`function ${name}(json: ${module.cursor('JsonCursor')}): ${part.type} | undefined {`, ...lines, '}'].join('\n');
  };

  const bodyOf = (part: Part): readonly string[] => {
    const { form } = part;
    if (form.ref !== undefined) return [`return ${module.use('decoders', form.ref)}(json);`];
    const decodable = decodableForm(form);
    switch (decodable?.kind) {
      case 'scalar':
        return scalarBody(decodable, part);
      case 'array':
        return arrayBody(decodable, part);
      case 'object':
        return objectBody(decodable, part);
      default:
        throw new Error(`there is no decoder for a schema in ${form.origin.file}`);
    }
  };

  const scalarBody = ({ types }: DecodableForm & { kind: 'scalar' }, part: Part): readonly string[] => {
    const { form, predicate } = part;
    const uuid = uuidMethod(form, module.asserts);
    if (uuid !== undefined) return [`return json.${uuid}();`];
    const [only = 'null'] = types;
    const method = types.length > 1 ? 'scalar' : only === 'integer' ? 'number' : only;
    return [`const value = json.${method}();`, `return ${predicate ?? guardOf(part)}(value) ? value : undefined;`];
  };

  const guardOf = ({ form, wish, type }: Part): string => {
    const name = module.fresh(`is${wish}`);
    functions.push({ name, text: printPredicate(predicates, name, form, wish, type) });
    return name;
  };

  const arrayBody = ({ items }: DecodableForm & { kind: 'array' }, { form, wish }: Part): readonly string[] =>
    printItems({ ...form, type: arrayOf(typeOf(module, items)).text, decoder: partOf(items, `${wish}Item`) });

  const objectBody = ({ properties, required }: DecodableForm & { kind: 'object' }, { wish, type }: Part): readonly string[] => {
    const locals = module.locals();
    for (const taken of ['json', 'value']) locals.fresh(taken);
    const members = [...properties].map(([name, schema]): Member => ({
      name,
      isRequired: required.has(name),
      local: locals.fresh(camelCase(name)),
      type: typeOf(module, schema).text,
      decoder: partOf(schema, `${wish}${pascalCase(name)}`),
      key: module.constant(`${camelCase(name)}Key`, ` = ${module.cursor('jsonKey')}(${stringLiteral(name)})`),
    }));
    return [...printMembers(members), ...printResult(members, type)];
  };

  const print = (name: string, id: SchemaId): string => {
    const form = normalizer.target(id);
    const wish = name.replace(/^decode/, '');
    if (!module.isDeclaredType(id)) return printFunction(name, { form, wish, type: typeOf(module, form).text });
    const predicate = decodableForm(form)?.kind === 'scalar' ? { predicate: module.use('predicates', id) } : {};
    return printFunction(name, { form, wish, type: module.use('types', id), ...predicate });
  };

  return { print, functions };
}

/** The cursor's method for strings of which the schema asks nothing but that they are UUIDs. */
function uuidMethod(form: Schema, assertsFormats: boolean): 'uuid' | 'lowerCaseUuid' | undefined {
  if (form.enum !== undefined || form.types?.length !== 1 || form.types[0] !== 'string') return undefined;
  const { format, pattern, minLength, maxLength } = stringPlan(form, assertsFormats);
  if (pattern !== undefined || minLength !== undefined || maxLength !== undefined) return undefined;
  if (format === 'uuidFormat') return 'uuid';
  return format === 'lowerCaseUuidFormat' ? 'lowerCaseUuid' : undefined;
}

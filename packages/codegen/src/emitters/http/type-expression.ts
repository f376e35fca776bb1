import type { SchemaId } from '../../ir/schema.ts';
import type { Code } from '../../print/code.ts';
import type { PrintScope } from '../../print/index.ts';
import { createModulePrinter } from '../../print/module.ts';
import { typeOf } from '../../print/type/type-of.ts';

/** Prints types of schemas as expressions: the name where a schema has one, else what is written in place. */
export function typePrinter(scope: PrintScope): (id: SchemaId) => Code {
  const module = createModulePrinter(scope, []);
  return (id) => {
    const schema = scope.schemas.get(id);
    if (schema === undefined) return { text: 'unknown', imports: [] };
    const before = module.imports.length;
    const text = scope.locate(id) === undefined ? typeOf(module, schema).text : module.use('types', id);
    return { text, imports: module.imports.slice(before) };
  };
}

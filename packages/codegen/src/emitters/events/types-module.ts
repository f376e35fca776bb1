import type { Schema, SchemaId } from '../../ir/schema.ts';
import { code, join, printModule, typeFrom } from '../../print/code.ts';
import type { Code } from '../../print/code.ts';
import { stringLiteral } from '../../print/literal.ts';
import { printTypes } from '../../print/index.ts';
import { createNormalizer } from '../../print/normal/normalizer.ts';
import { commentOf } from '../../print/type/remarks.ts';
import { envelopeForm, isEnvelopeBase } from './envelope-form.ts';
import type { EnvelopeForm } from './envelope-form.ts';
import { printScope } from './folder-scope.ts';
import type { FolderSource } from './folder-scope.ts';
import { isModelinaSubset } from './modelina-subset.ts';
import type { SchemaContext } from './modelina-subset.ts';
import { loadModelina } from './modelina-load.ts';
import { modelinaPrinter } from './modelina-types.ts';

/** `types.ts` of a folder: the type of each named schema. */
export async function printTypesModule(source: FolderSource): Promise<string> {
  const normalizer = createNormalizer(source.schemas);
  const context: SchemaContext = {
    normal: (schema) => normalizer.normal(schema),
    nameOf: (id) => source.places.get(id)?.name,
  };
  const schemas = source.own.flatMap((id) => {
    const schema = source.schemas.get(id);
    return schema === undefined ? [] : [{ id, schema, way: wayOf(source, id, schema, context) }];
  });
  const needsModelina = schemas.some(({ way }) => way === 'modelina' || way === 'envelope');
  const modelina = needsModelina ? modelinaPrinter(await loadModelina()) : undefined;
  const parts: Code[] = [];
  for (const { id, schema, way } of schemas) {
    if (typeof way === 'object') parts.push(eventType(source, id, schema, way));
    if (modelina === undefined || (way !== 'modelina' && way !== 'envelope')) continue;
    const print = way === 'envelope' ? modelina.envelope : modelina.type;
    const text = await print(schema, nameIn(source, id), context);
    parts.push({ text, imports: referencedTypes(source, schema, context) });
  }
  const printed = schemas.filter(({ way }) => way === 'printer').map(({ id }) => id);
  if (printed.length > 0) parts.push(printOthers(source, printed));
  return printModule(join(parts, '\n\n'));
}

/** The types that the printer of `print/` has to say, beside those that stand in the module already. */
function printOthers(source: FolderSource, ids: readonly SchemaId[]): Code {
  const scope = printScope(source, 'types');
  const here = './types.ts';
  const present = new Set(source.own.filter((id) => !ids.includes(id)));
  const { text, imports } = printTypes(
    {
      ...scope,
      locate: (id) => {
        const located = scope.locate(id);
        return located !== undefined && present.has(id) ? { ...located, types: here } : located;
      },
      reserved: new Set([...present].map((id) => nameIn(source, id))),
    },
    ids,
  );
  return { text, imports: imports.filter(({ from }) => from !== here) };
}

/** By whom a type is printed: an event from the generic envelope, what Modelina can say by it, the rest by `print/`. */
function wayOf(source: FolderSource, id: SchemaId, schema: Schema, context: SchemaContext): 'envelope' | 'modelina' | 'printer' | EnvelopeForm {
  const { schemas, envelope } = source;
  const base = envelope === undefined ? undefined : schemas.get(envelope);
  if (base !== undefined && isEnvelopeBase(base, context)) {
    if (id === envelope) return 'envelope';
    const form = envelopeForm(schema, base, context);
    if (form !== undefined) return form;
  }
  return isModelinaSubset(schema, context) ? 'modelina' : 'printer';
}

/** `export type OrderCreatedV1 = Envelope<'order.created', 1, OrderCreatedV1Data>;` */
function eventType(source: FolderSource, id: SchemaId, schema: Schema, { eventType: key, version, data }: EnvelopeForm): Code {
  const { envelope } = source;
  if (envelope === undefined) return code``;
  const generic = reference(source, envelope);
  return code`${commentOf(schema)}export type ${nameIn(source, id)} = ${generic}<${stringLiteral(key)}, ${version}, ${reference(source, data)}>;`;
}

/** The imports of the types that a schema's type mentions. */
function referencedTypes(source: FolderSource, schema: Schema, context: SchemaContext): Code['imports'] {
  const form = context.normal(schema);
  if (form.ref !== undefined) return reference(source, form.ref).imports;
  const parts = [...(form.properties?.values() ?? []), form.items, form.additionalProperties].filter((part) => part !== undefined);
  return parts.flatMap((part) => referencedTypes(source, part, context));
}

function reference(source: FolderSource, id: SchemaId): Code {
  const name = nameIn(source, id);
  const folder = source.places.get(id)?.folder;
  return folder === undefined || folder === source.folder ? code`${name}` : typeFrom(`../${folder}/types.ts`, name);
}

function nameIn({ places }: FolderSource, id: SchemaId): string {
  const place = places.get(id);
  if (place === undefined) throw new Error(`no name for the schema ${id}`);
  return place.name;
}

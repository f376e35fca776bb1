import type { Schema } from '../../ir/schema.ts';
import { envelopeParameters } from './envelope-form.ts';
import type { ConstrainedModel, MetaModel, Modelina, ModelinaOptions } from './modelina-load.ts';
import { toMetaModel } from './modelina-models.ts';
import type { SchemaContext } from './modelina-subset.ts';
import { modelinaOptions, propertyText, remarksOf } from './modelina-options.ts';

/** Prints a schema of the subset (`isModelinaSubset`) under a name: documented, and exported. */
export type PrintType = (schema: Schema, name: string, context: SchemaContext) => Promise<string>;

/** Modelina as a printer of single types, set up once. */
export function modelinaPrinter(modelina: Modelina): { readonly type: PrintType; readonly envelope: PrintType } {
  const options = modelinaOptions(modelina);
  const dependencies = new modelina.TypeScriptDependencyManager(options);
  const constrain = (metaModel: MetaModel): ConstrainedModel =>
    modelina.constrainMetaModel(
      options.typeMapping,
      options.constraints,
      { metaModel, constrainedName: '', options, dependencyManager: dependencies },
      [],
    );
  const render = renderer(modelina, options, dependencies);
  return {
    type: (schema, name, context) => render(constrain(toMetaModel(modelina, schema, context, name)), name),
    envelope: (schema, name, context) => {
      const data = constrain(toMetaModel(modelina, context.normal(schema).properties?.get('data') ?? schema, context));
      const model = constrain(toMetaModel(modelina, schema, context, name));
      if (model instanceof modelina.ConstrainedObjectModel) makeGeneric(model);
      return render(model, `${name}<EventType extends string = string, Version extends number = number, Data = ${data.type}>`);
    },
  };
}

/** Gives the members that each event says for itself the types `EventType`, `Version` and `Data`. */
function makeGeneric({ properties }: InstanceType<Modelina['ConstrainedObjectModel']>): void {
  for (const name of envelopeParameters) {
    const member = properties[name];
    if (member !== undefined) member.property.type = name.charAt(0).toUpperCase() + name.slice(1);
  }
}

type Renderer = (model: ConstrainedModel, name: string) => Promise<string>;
type Presets = ConstructorParameters<Modelina['InterfaceRenderer']>[2];

/** An interface for an object with properties, else a type alias. */
function renderer(
  modelina: Modelina,
  options: ModelinaOptions,
  dependencies: InstanceType<Modelina['TypeScriptDependencyManager']>,
): Renderer {
  const documented = {
    self: ({ content, model }: { content: string; model: { originalInput: unknown } }) =>
      `${remarksOf(model.originalInput)}export ${content}`,
  };
  const members = { property: ({ property }: { property: Parameters<typeof propertyText>[0] }) => propertyText(property) };
  return async (model, name) => {
    const named = Object.assign(model, { name });
    if (named instanceof modelina.ConstrainedObjectModel) {
      const presets: Presets = [[modelina.TS_DEFAULT_INTERFACE_PRESET, options], [{ ...documented, ...members }, {}]];
      return new modelina.InterfaceRenderer(options, undefined, presets, named, undefined, dependencies).runSelfPreset();
    }
    const presets: Presets = [[modelina.TS_DEFAULT_TYPE_PRESET, options], [documented, {}]];
    return new modelina.TypeRenderer(options, undefined, presets, named, undefined, dependencies).runSelfPreset();
  };
}

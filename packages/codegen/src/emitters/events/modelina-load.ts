import type * as constrainer from '@asyncapi/modelina/lib/cjs/generators/typescript/TypeScriptConstrainer.js';
import type * as dependencyManager from '@asyncapi/modelina/lib/cjs/generators/typescript/TypeScriptDependencyManager.js';
import type * as interfaceRenderer from '@asyncapi/modelina/lib/cjs/generators/typescript/renderers/InterfaceRenderer.js';
import type * as typeRenderer from '@asyncapi/modelina/lib/cjs/generators/typescript/renderers/TypeRenderer.js';
import type * as constraining from '@asyncapi/modelina/lib/cjs/helpers/ConstrainHelpers.js';
import type * as formatting from '@asyncapi/modelina/lib/cjs/helpers/FormatHelpers.js';
import type * as constrainedModels from '@asyncapi/modelina/lib/cjs/models/ConstrainedMetaModel.js';
import type * as metaModels from '@asyncapi/modelina/lib/cjs/models/MetaModel.js';

/**
 * Loads the parts of Modelina that print types, when the first type is printed and not before: 0.03 s, where the
 * package's entry costs 0.7 s, since it also loads the readers of seven input formats.
 */
export async function loadModelina(): Promise<Modelina> {
  const [models, constrained, helpers, format, dependencies, constrainer, interfaces, types] = await Promise.all([
    import('@asyncapi/modelina/lib/cjs/models/MetaModel.js'),
    import('@asyncapi/modelina/lib/cjs/models/ConstrainedMetaModel.js'),
    import('@asyncapi/modelina/lib/cjs/helpers/ConstrainHelpers.js'),
    import('@asyncapi/modelina/lib/cjs/helpers/FormatHelpers.js'),
    import('@asyncapi/modelina/lib/cjs/generators/typescript/TypeScriptDependencyManager.js'),
    import('@asyncapi/modelina/lib/cjs/generators/typescript/TypeScriptConstrainer.js'),
    import('@asyncapi/modelina/lib/cjs/generators/typescript/renderers/InterfaceRenderer.js'),
    import('@asyncapi/modelina/lib/cjs/generators/typescript/renderers/TypeRenderer.js'),
  ]);
  return { ...models, ...constrained, ...helpers, ...format, ...dependencies, ...constrainer, ...interfaces, ...types };
}

/** What this program uses of Modelina. */
export type Modelina = typeof metaModels &
  typeof constrainedModels &
  typeof constraining &
  typeof formatting &
  typeof dependencyManager &
  typeof constrainer &
  typeof interfaceRenderer &
  typeof typeRenderer;

export type ModelinaOptions = ConstructorParameters<Modelina['InterfaceRenderer']>[0];
export type MetaModel = InstanceType<Modelina['MetaModel']>;
export type ConstrainedModel = InstanceType<Modelina['ConstrainedMetaModel']>;

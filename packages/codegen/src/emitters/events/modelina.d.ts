/*
 * The parts of Modelina that print types, by their own modules: the package's entry also loads the readers of seven
 * input formats, which cost twenty times as much (0.7 s against 0.03 s). The version is pinned exactly in package.json.
 */

declare module '@asyncapi/modelina/lib/cjs/models/MetaModel.js' {
  export * from '@asyncapi/modelina/lib/types/models/MetaModel.js';
}

declare module '@asyncapi/modelina/lib/cjs/models/ConstrainedMetaModel.js' {
  export * from '@asyncapi/modelina/lib/types/models/ConstrainedMetaModel.js';
}

declare module '@asyncapi/modelina/lib/cjs/helpers/ConstrainHelpers.js' {
  export * from '@asyncapi/modelina/lib/types/helpers/ConstrainHelpers.js';
}

declare module '@asyncapi/modelina/lib/cjs/helpers/FormatHelpers.js' {
  export * from '@asyncapi/modelina/lib/types/helpers/FormatHelpers.js';
}

declare module '@asyncapi/modelina/lib/cjs/generators/typescript/TypeScriptDependencyManager.js' {
  export * from '@asyncapi/modelina/lib/types/generators/typescript/TypeScriptDependencyManager.js';
}

declare module '@asyncapi/modelina/lib/cjs/generators/typescript/TypeScriptConstrainer.js' {
  export * from '@asyncapi/modelina/lib/types/generators/typescript/TypeScriptConstrainer.js';
}

declare module '@asyncapi/modelina/lib/cjs/generators/typescript/renderers/InterfaceRenderer.js' {
  import type { InterfaceRenderer as Renderer } from '@asyncapi/modelina/lib/types/generators/typescript/renderers/InterfaceRenderer.js';

  export { TS_DEFAULT_INTERFACE_PRESET } from '@asyncapi/modelina/lib/types/generators/typescript/renderers/InterfaceRenderer.js';
  /** As declared by Modelina, but for the generator, which it does not use. */
  export const InterfaceRenderer: new (
    options: Renderer['options'],
    generator: undefined,
    presets: Renderer['presets'],
    model: Renderer['model'],
    inputModel: undefined,
    dependencyManager: Renderer['dependencyManager'],
  ) => Renderer;
}

declare module '@asyncapi/modelina/lib/cjs/generators/typescript/renderers/TypeRenderer.js' {
  import type { TypeRenderer as Renderer } from '@asyncapi/modelina/lib/types/generators/typescript/renderers/TypeRenderer.js';

  export { TS_DEFAULT_TYPE_PRESET } from '@asyncapi/modelina/lib/types/generators/typescript/renderers/TypeRenderer.js';
  /** As declared by Modelina, but for the generator, which it does not use. */
  export const TypeRenderer: new (
    options: Renderer['options'],
    generator: undefined,
    presets: Renderer['presets'],
    model: Renderer['model'],
    inputModel: undefined,
    dependencyManager: Renderer['dependencyManager'],
  ) => Renderer;
}

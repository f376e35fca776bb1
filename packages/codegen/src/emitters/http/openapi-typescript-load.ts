import type * as openapiTypescript from 'openapi-typescript';
import type { TypeScript } from './canonical-type.ts';

/** What this program uses of openapi-typescript, and the TypeScript compiler that it prints with. */
export interface OpenapiTypescript {
  readonly transformSchema: typeof openapiTypescript.transformSchema;
  readonly astToString: typeof openapiTypescript.astToString;
  readonly resolveRef: typeof openapiTypescript.resolveRef;
  readonly compiler: TypeScript;
}

/** Loads the parts of openapi-typescript that print types, when the first type is printed and not before: 0.1 s. */
export async function loadOpenapiTypescript(): Promise<OpenapiTypescript> {
  const { compiler } = await import('./typescript.cjs');
  const [{ default: transformSchema }, { astToString }, { resolveRef }] = await Promise.all([
    import('openapi-typescript/dist/transform/index.cjs'),
    import('openapi-typescript/dist/lib/ts.cjs'),
    import('openapi-typescript/dist/lib/utils.cjs'),
  ]);
  return { transformSchema, astToString, resolveRef, compiler };
}

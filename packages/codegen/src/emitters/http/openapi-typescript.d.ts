/*
 * The parts of openapi-typescript that print types, by their own modules: the package's entry also loads Redocly's
 * linter and bundler, which this program does not use and which cost more than the rest (0.1 s). The version is pinned
 * exactly in package.json.
 */

declare module 'openapi-typescript/dist/transform/index.cjs' {
  export { transformSchema as default } from 'openapi-typescript';
}

declare module 'openapi-typescript/dist/lib/ts.cjs' {
  export { astToString } from 'openapi-typescript';
}

declare module 'openapi-typescript/dist/lib/utils.cjs' {
  export { resolveRef } from 'openapi-typescript';
}

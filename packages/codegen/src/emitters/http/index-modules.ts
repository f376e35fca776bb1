import { generatedBanner } from '../../print/code.ts';
import { constantPrefix } from './api-layout.ts';
import type { ApiLayout } from './api-layout.ts';

/** `<api>/index.ts`: all of an API but its client, which brings openapi-fetch with it. */
export function printApiIndex(hasSchemas: boolean): string {
  const schemaModules = ["export * from './predicates.ts';", "export * from './schemas.ts';", "export type * from './types.ts';"];
  return printLines(["export * from './operations.ts';", ...(hasSchemas ? schemaModules : [])]);
}

/** `index.ts` of the package: each API under its name. */
export function printPackageIndex(layouts: readonly ApiLayout[], hasPublicApi: boolean): string {
  return printLines([
    ...(hasPublicApi ? ["export * from './public-api/client.ts';"] : []),
    ...layouts.map((layout) => `export * as ${constantPrefix(layout)} from './${layout.folder}/index.ts';`),
  ]);
}

function printLines(lines: readonly string[]): string {
  return `${generatedBanner}\n\n${lines.toSorted().join('\n')}\n`;
}

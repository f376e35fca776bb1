import type { GlobalContext, OpenAPI3 } from 'openapi-typescript';

import { isJsonObject, own } from '../../ir/json.ts';
import type { JsonObject } from '../../ir/json.ts';
import { generatedBanner } from '../../print/code.ts';
import { agreeOnSchemas } from './openapi-agreement.ts';
import { loadOpenapiTypescript } from './openapi-typescript-load.ts';
import type { OpenapiTypescript } from './openapi-typescript-load.ts';
import { prepareDocument } from './openapi-document.ts';
import { withPlainNames } from './openapi-names.ts';

/** The types that the validators of the component schemas have. */
export interface ValidatorTypes {
  /** The text of `types.ts`. */
  readonly text: string;
  /** The name of each component schema's type there. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * `openapi.ts`: `paths`, `components` and `operations` of a document whose references are all local, as
 * openapi-typescript 7 prints them, but for component schemas that it would type otherwise than the validators do.
 */
export async function printOpenapiTypes(bundled: JsonObject, validators?: ValidatorTypes): Promise<string> {
  const library = await loadOpenapiTypescript();
  const openapi = runOpenapiTypescript(library, bundled);
  if (validators === undefined) return `${generatedBanner}\n\n${openapi}`;
  const { text, differing } = agreeOnSchemas(library.compiler, { openapi, types: validators.text }, validators.names);
  const imports = differing.length === 0 ? '' : `import type * as types from './types.ts';\n\n`;
  return `${generatedBanner}\n\n${imports}${text}`;
}

function runOpenapiTypescript({ transformSchema, astToString, resolveRef }: OpenapiTypescript, bundled: JsonObject): string {
  const { document, restore } = withPlainNames(prepareDocument(bundled));
  if (!isOpenapi(document)) throw new TypeError('not an OpenAPI document');
  const context: Omit<GlobalContext, 'redoc'> = {
    ...settings,
    discriminators: { objects: {}, refsHandled: [] },
    injectFooter: [],
    resolve: (reference) => resolveRef(document, reference, { silent: true }),
  };
  // `redoc` tells how to read files, and there is nothing to read.
  const statements = transformSchema(document, context as GlobalContext);
  return restore(astToString(statements));
}

function isOpenapi(value: JsonObject): value is JsonObject & OpenAPI3 {
  return typeof own(value, 'openapi') === 'string' && isJsonObject(own(value, 'info'));
}

/** All off, so that types are exact: with `defaultNonNullable`, for one, what has a default would always be there. */
const settings = {
  additionalProperties: false,
  alphabetize: false,
  arrayLength: false,
  defaultNonNullable: false,
  emptyObjectsUnknown: true,
  enum: false,
  enumValues: false,
  conditionalEnums: false,
  dedupeEnums: false,
  excludeDeprecated: false,
  exportType: false,
  immutable: false,
  pathParamsAsTypes: false,
  postTransform: undefined,
  propertiesRequiredByDefault: false,
  rootTypes: false,
  rootTypesNoSchemaPrefix: false,
  rootTypesKeepCasing: false,
  silent: true,
  transform: undefined,
  transformProperty: undefined,
  makePathsEnum: false,
  generatePathParams: false,
  readWriteMarkers: false,
};

import type { RequestHandler } from 'express';
import { middleware } from 'express-openapi-validator';
import { compileMetaSchemaWhenUsed } from './lazy-meta-schema.ts';

/** The middleware of express-openapi-validator. */
export interface ValidatorSteps {
  readonly all: readonly RequestHandler[];
  /** The one that validates, once the operation is known. */
  readonly last: RequestHandler;
}

/** What express-openapi-validator does with a request of this document. */
export function validatorSteps(document: object): ValidatorSteps {
  // Its own copy: the validator changes the document. Without base paths, whatever its servers say.
  const apiSpec: unknown = { ...structuredClone(document), servers: [{ url: '/' }] };
  if (!isDocument(apiSpec)) throw new Error('the OpenAPI document has no paths');
  takeReservedCharacters(apiSpec);
  compileMetaSchemaWhenUsed();
  const steps: readonly unknown[] = middleware({
    apiSpec,
    validateApiSpec: false,
    validateRequests: { allErrors: true, allowUnknownQueryParameters: false },
    validateResponses: false,
    validateSecurity: false,
    validateFormats: true,
    ajvFormats: { mode: 'full' },
    fileUploader: false,
  });
  const all = steps.filter(isHandler);
  const last = all.at(-1);
  if (last === undefined) throw new Error('express-openapi-validator has no middleware');
  return { all, last };
}

/**
 * The validator would refuse them in query strings: the `+` that stands for a space in what forms and `URLSearchParams`
 * write, and the `'` that `encodeURIComponent` leaves. What they mean is decoded, and valid or not, without it.
 */
function takeReservedCharacters(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if ('in' in node && node.in === 'query') Reflect.set(node, 'allowReserved', true);
  for (const child of Object.values(node)) takeReservedCharacters(child);
}

type ApiDocument = Exclude<Parameters<typeof middleware>[0]['apiSpec'], string>;

function isDocument(value: unknown): value is ApiDocument {
  return typeof value === 'object' && value !== null && 'openapi' in value && 'paths' in value;
}

function isHandler(value: unknown): value is RequestHandler {
  return typeof value === 'function';
}

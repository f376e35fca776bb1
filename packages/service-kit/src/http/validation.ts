import type { Request, RequestHandler, Response } from 'express';
import type { middleware } from 'express-openapi-validator';
import { compileMetaSchemaWhenUsed } from './lazy-meta-schema.ts';

/** What express-openapi-validator leaves at the request: which operation of its document it is. */
interface MatchedOperation {
  readonly expressRoute: string;
  readonly openApiRoute: string;
  readonly schema: object;
}

/** The validation of a service's requests, of which nothing is loaded yet. */
export interface RequestValidation {
  /** The middleware of one operation; to be called once for each. */
  middleware(): RequestHandler;
  /** Loads the validator and reads the document. The first request does it too, and waits for it. */
  load(): Promise<unknown>;
}

/**
 * Validates requests by the service's own document: formats are asserted, parameters get the types of their schemas.
 *
 * The validator and what it needs are a fifth of the modules of a service: they are loaded after the service is ready, or
 * by its first request. No request passes without it.
 *
 * The validator finds the operation of a request by compiling every path of the document again, for every request. Here
 * Express has found it already: the validator looks once for each operation, and its answer is kept.
 */
export function requestValidation(document: object): RequestValidation {
  let loading: Promise<ValidatorSteps> | undefined;
  let loaded: ValidatorSteps | undefined;
  const load = async (): Promise<ValidatorSteps> => (loaded = await (loading ??= stepsFor(document)));
  return {
    load,
    middleware: () => {
      const find = operationOf();
      return (request, response, next) => {
        if (loaded === undefined) load().then((steps) => find(steps, request, response, next), next);
        else find(loaded, request, response, next);
      };
    },
  };
}

interface ValidatorSteps {
  readonly all: readonly RequestHandler[];
  /** The one that validates, once the operation is known. */
  readonly last: RequestHandler;
}

async function stepsFor(document: object): Promise<ValidatorSteps> {
  // Its own copy: the validator changes the document. Without base paths, whatever its servers say.
  const apiSpec: unknown = { ...structuredClone(document), servers: [{ url: '/' }] };
  if (!isDocument(apiSpec)) throw new Error('the OpenAPI document has no paths');
  takeReservedCharacters(apiSpec);
  const { middleware } = await import('express-openapi-validator');
  await compileMetaSchemaWhenUsed();
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

type Validates = (steps: ValidatorSteps, ...of: Parameters<RequestHandler>) => void;

/** Validates the requests of one operation. */
function operationOf(): Validates {
  let matched: MatchedOperation | undefined;
  return ({ all, last }, request, response, next) => {
    const { method } = request;
    // What GET declares holds for HEAD too (RFC 9110, section 9.3.2).
    if (method === 'HEAD') request.method = 'GET';
    const done = (error?: unknown): void => {
      request.method = method;
      if (error === undefined) matched ??= matchedBy(request);
      next(error);
    };
    if (matched === undefined) runAll(all, request, response, done);
    else {
      Object.assign(request, { openapi: { ...matched, pathParams: { ...request.params } } });
      void last(request, response, done);
    }
  };
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

function runAll([step, ...rest]: readonly RequestHandler[], request: Request, response: Response, done: (error?: unknown) => void): void {
  if (step === undefined) {
    done();
    return;
  }
  void step(request, response, (error?: unknown) => {
    if (error === undefined) runAll(rest, request, response, done);
    else done(error);
  });
}

function matchedBy(request: Request): MatchedOperation | undefined {
  const found: unknown = Reflect.get(request, 'openapi');
  return isMatched(found) ? found : undefined;
}

function isMatched(value: unknown): value is MatchedOperation {
  return typeof value === 'object' && value !== null && 'expressRoute' in value && 'openApiRoute' in value && 'schema' in value;
}

type ApiDocument = Exclude<Parameters<typeof middleware>[0]['apiSpec'], string>;

function isDocument(value: unknown): value is ApiDocument {
  return typeof value === 'object' && value !== null && 'openapi' in value && 'paths' in value;
}

function isHandler(value: unknown): value is RequestHandler {
  return typeof value === 'function';
}

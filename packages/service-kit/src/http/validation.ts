import type { Request, RequestHandler, Response } from 'express';
import type { ValidatorSteps } from './validator-steps.ts';

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
        if (loaded === undefined) load().then((steps) => find(steps, request, response, next)).catch(next);
        else find(loaded, request, response, next);
      };
    },
  };
}

async function stepsFor(document: object): Promise<ValidatorSteps> {
  const { validatorSteps } = await import('./validator-steps.ts');
  return validatorSteps(document);
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

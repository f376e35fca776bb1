import { RequestRefused, ServiceFault, type ProblemFault } from './problem.ts';

const roots = ['/body', '/query', '/headers', '/params', '/cookies'];

/**
 * What an error on the way to the handler means for the client: the refusals of the kit, of Express, of body-parser and
 * of express-openapi-validator. `undefined` where the fault is ours.
 */
export function refusalOf(error: unknown, maxBodyBytes: number): RequestRefused | undefined {
  if (error instanceof RequestRefused) return error;
  if (error instanceof ServiceFault) return undefined;
  const status = fieldOf(error, 'status');
  const type = fieldOf(error, 'type');
  if (type === 'entity.parse.failed') return invalidRequest([{ pointer: '/body', message: 'is not JSON' }]);
  if (status === 413) return new RequestRefused({ status: 413, detail: `The body may have ${maxBodyBytes} bytes.` });
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return new RequestRefused({ status: 415, detail: 'The encoding of the body is not known here: send UTF-8, plain or gzip.' });
  }
  if (status === 404) return notFound();
  if (status === 400) return invalidRequest(faultsOf(error));
  // Express, of a file: 412 and 416.
  return typeof status === 'number' && status > 400 && status < 500 ? new RequestRefused({ status }) : undefined;
}

export function invalidRequest(errors: readonly ProblemFault[]): RequestRefused {
  return new RequestRefused({ status: 400, code: 'request-invalid', detail: 'The request does not match its contract.', errors });
}

export function notFound(): RequestRefused {
  return new RequestRefused({ status: 404, code: 'not-found', detail: 'There is nothing at this address.' });
}

/** express-openapi-validator lists `{ path, message }`; where its path is not within the request, its message still says what is wrong. */
function faultsOf(error: unknown): ProblemFault[] {
  const errors = fieldOf(error, 'errors');
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((fault: unknown) => {
    const [path, message] = [fieldOf(fault, 'path'), fieldOf(fault, 'message')];
    if (typeof path !== 'string' || typeof message !== 'string') return [];
    const pointer = path.startsWith('/') ? path : `/${path}`;
    return roots.some((root) => pointer === root || pointer.startsWith(`${root}/`)) ? [{ pointer, message }] : [];
  });
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

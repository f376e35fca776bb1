import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { invalidRequest } from './refusals.ts';

/** Whether a request has `Host` once, as it must (RFC 9112, section 3.2). HTTP/1.0 knew none. Of several Node tells the first. */
export function hasOneHost({ rawHeaders, httpVersion }: Pick<IncomingMessage, 'rawHeaders' | 'httpVersion'>): boolean {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host').length;
  return hosts === 1 || (hosts === 0 && httpVersion === '1.0');
}

/** Refuses a request without `Host`, or with several. */
export const oneHost: RequestHandler = (request, _response, next) => {
  if (hasOneHost(request)) next();
  else throw invalidRequest([{ pointer: '/headers/host', message: request.headers.host === undefined ? 'is missing' : 'must NOT be there twice' }]);
};

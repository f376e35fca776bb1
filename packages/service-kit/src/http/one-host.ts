import type { RequestHandler } from 'express';
import { invalidRequest } from './refusals.ts';

/** A request without `Host`, or with several, is refused (RFC 9112, section 3.2). HTTP/1.0 knew none. */
export const oneHost: RequestHandler = ({ rawHeaders, httpVersion }, _response, next) => {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host').length;
  if (hosts === 1 || (hosts === 0 && httpVersion === '1.0')) next();
  else throw invalidRequest([{ pointer: '/headers/host', message: hosts === 0 ? 'is missing' : 'must NOT be there twice' }]);
};

import type { RequestHandler } from 'express';
import { RequestRefused } from './problem.ts';

/** What an address takes that only GET is served at. */
export const reads: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** For what no handler of an address has taken (RFC 9110, sections 9.3.7 and 15.5.6). */
export function otherMethod(methods: readonly string[]): RequestHandler {
  const allow = methods.join(', ');
  return (request, response) => {
    if (request.method !== 'OPTIONS') throw new RequestRefused({ status: 405, detail: `This address takes ${allow}.` }, { allow });
    response.setHeader('allow', allow);
    response.status(204).end();
  };
}

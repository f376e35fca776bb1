import { hasOneHost } from '@kada-mandiya/service-kit';
import type { IncomingMessage } from 'node:http';
import { malformed, type Refusal } from './refusal.ts';

/** Where the next request would begin, nobody can say. */
const last = { connection: 'close' };

/** RFC 3986, section 3.2.2 and 3.2.3, without user information. */
const host = /^(?:\[[\da-f:.]+\]|[\w\-.~!$&'()*+,;=%]*)(?::\d*)?$/i;

/**
 * Why a request cannot be read in one way only, whatever it asks for; `undefined` where it can. Node has refused most such
 * requests already.
 */
export function formRefusal(request: IncomingMessage): Refusal | undefined {
  const { headers, httpVersion, httpVersionMajor } = request;
  // Node also reads what calls itself HTTP/0.9 or HTTP/2.0, in the form of HTTP/1.1.
  if (httpVersionMajor !== 1) return { status: 505, detail: 'Send HTTP/1.1.', headers: last };
  if (!hasGoodHost(request)) return malformed('A request has one Host header (RFC 9112, section 3.2).');
  // RFC 9112, section 6.1.
  if (httpVersion === '1.0' && headers['transfer-encoding'] !== undefined) return { ...malformed('HTTP/1.0 has no transfer codings.'), headers: last };
  // RFC 9110, section 10.1.1.
  if (headers.expect !== undefined && headers.expect.toLowerCase() !== '100-continue') {
    return { status: 417, detail: 'The only expectation known here is 100-continue.', headers: last };
  }
  return undefined;
}

function hasGoodHost(request: IncomingMessage): boolean {
  return hasOneHost(request) && host.test(request.headers.host ?? '');
}

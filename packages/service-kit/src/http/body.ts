import express, { type Request, type RequestHandler } from 'express';
import type { OperationPlan } from './document.ts';
import { RequestRefused } from './problem.ts';
import { invalidRequest } from './refusals.ts';

/** The bytes of the bodies that `x-raw-body` operations check a signature over. */
const rawBodies = new WeakMap<object, Uint8Array>();

/** The body's bytes as they were sent (after content decoding); empty where none were kept. */
export function rawBodyOf(request: Request): Uint8Array {
  return rawBodies.get(request) ?? new Uint8Array();
}

/**
 * Reads a body of one of the declared media types: JSON is parsed, anything else stays bytes. Another media type is 415,
 * before any of it is read. What stands behind it sees the declared media type alone, without parameters:
 * express-openapi-validator compiles and keeps a validator for each content type that a client thinks up.
 */
export function readBody({ bodyTypes, needsBody, rawBody, operation }: OperationPlan, maxBodyBytes: number): RequestHandler[] {
  if (bodyTypes === undefined) {
    return [
      (request, _response, next) => {
        delete request.headers['content-type'];
        next();
      },
    ];
  }
  const accept = { [operation.method === 'patch' ? 'accept-patch' : 'accept']: bodyTypes.join(', ') };
  const json: RequestHandler = express.json({
    limit: maxBodyBytes,
    strict: false,
    type: () => true,
    verify: (request: object, _response, bytes) => {
      if (rawBody) rawBodies.set(request, bytes);
    },
  });
  const bytes: RequestHandler = express.raw({ limit: maxBodyBytes, type: () => true });
  return [
    (request, response, next) => {
      if (!hasBody(request)) {
        // express-openapi-validator lets it pass where the schema itself requires no property.
        if (needsBody) throw invalidRequest([{ pointer: '/body', message: 'is missing' }]);
        delete request.headers['content-type'];
        if (bodyTypes[0] !== undefined) request.headers['content-type'] = bodyTypes[0];
        next();
        return;
      }
      const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
      if (!bodyTypes.includes(type)) throw new RequestRefused({ status: 415, detail: `Send ${bodyTypes.join(' or ')}.` }, accept);
      const read = isJson(type) ? json : bytes;
      void read(request, response, (error?: unknown) => {
        request.headers['content-type'] = type;
        // Not thrown: nobody would catch it here.
        next(error ?? prototypeKeyRefusal(request));
      });
    },
  ];
}

/** RFC 6839, section 3.1. */
export function isJson(type: string): boolean {
  return type === 'application/json' || type.endsWith('+json');
}

/** RFC 9112, section 6.3. */
function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && headers['content-length'] !== '0');
}

/** `JSON.parse` makes `__proto__` a property like any other; whoever assigns it on changes a prototype. */
function prototypeKeyRefusal(request: Request): RequestRefused | undefined {
  const pointer = prototypeKeyIn(request.body, '/body');
  return pointer === undefined ? undefined : invalidRequest([{ pointer, message: 'must NOT be there' }]);
}

function prototypeKeyIn(body: unknown, root: string): string | undefined {
  const open: [value: unknown, pointer: string][] = [[body, root]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, pointer] = next;
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (key === '__proto__') return `${pointer}/${key}`;
      if (typeof inner === 'object') open.push([inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`]);
    }
  }
  return undefined;
}

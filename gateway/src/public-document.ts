import { createHash } from 'node:crypto';
import { isKnown } from './entity-tag.ts';
import type { Exchange } from './refusal.ts';

/** Serves the public API document: `GET /openapi.json`, with an entity tag, so that it is fetched once. */
export function publicDocument(document: object): (exchange: Exchange) => void {
  const body = Buffer.from(JSON.stringify(document));
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return ({ request, response }) => {
    response.setHeader('etag', etag);
    response.setHeader('cache-control', 'public, max-age=300');
    if (isKnown(request.headers['if-none-match'], etag)) {
      response.writeHead(304).end();
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.setHeader('content-length', body.length);
    response.writeHead(200).end(body);
  };
}

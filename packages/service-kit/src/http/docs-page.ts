import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Router, type RequestHandler, type Response } from 'express';
import { otherMethod, reads } from './methods.ts';

const assets = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;

/** Nothing from anywhere else; Swagger UI sets styles on elements and draws its icons from `data:`. */
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const script = `window.addEventListener('load', () => {
  SwaggerUIBundle({ url: 'openapi.json', dom_id: '#swagger-ui', deepLinking: true, displayRequestDuration: true, validatorUrl: null });
});
`;

/**
 * Swagger UI of one document below `/docs`, from this machine alone. Requests that it sends go to the service that shows
 * it, whatever servers the document names.
 */
export function docsPage(document: object): Router {
  const title = titleOf(document);
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const here = JSON.stringify({ ...document, servers: [{ url: '/' }] });
  const router = Router({ strict: true, caseSensitive: true });
  const serve = (path: string, handler: RequestHandler): void => void router.route(path).get(handler).all(otherMethod(reads));
  serve('/docs', (_request, response) => response.redirect(308, '/docs/'));
  serve('/docs/', text('text/html', pageOf(title)));
  serve('/docs/start.js', text('text/javascript', script));
  serve('/docs/openapi.json', text('application/json', here));
  for (const name of assets) {
    serve(`/docs/${name}`, (_request, response) => {
      secured(response).sendFile(join(folder, name), { maxAge: 86_400_000 });
    });
  }
  return router;
}

function text(type: string, content: string): RequestHandler {
  return (_request, response) => {
    secured(response).type(type).send(content);
  };
}

function secured(response: Response): Response {
  return response.set({ 'content-security-policy': policy, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
}

function pageOf(title: string): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escaped(title)}</title>
  <link rel="icon" type="image/png" href="favicon-32x32.png">
  <link rel="stylesheet" href="swagger-ui.css">
</head>
<body>
  <div id="swagger-ui"></div>
  <noscript>This page needs JavaScript; the document itself is <a href="openapi.json">openapi.json</a>.</noscript>
  <script src="swagger-ui-bundle.js"></script>
  <script src="start.js"></script>
</body>
</html>
`;
}

function titleOf(document: object): string {
  const info: unknown = Reflect.get(document, 'info');
  const title: unknown = typeof info === 'object' && info !== null ? Reflect.get(info, 'title') : undefined;
  return typeof title === 'string' ? title : 'API';
}

function escaped(plain: string): string {
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

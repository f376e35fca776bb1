import { z } from 'zod';

type Route = z.output<typeof route>;
const route = z.object({ url: z.string(), handler: z.custom<(request: unknown, reply: Reply) => unknown>((value) => typeof value === 'function') });

interface Reply {
  header(name: string, value: string): Reply;
  send(body: unknown): unknown;
}

const plugin = z.object({ default: z.custom<(server: object, options: object, done: () => void) => void>((value) => typeof value === 'function') });

/**
 * Scalar's bundle for browsers. It comes with the package for Fastify, which serves it at `<prefix>/js/scalar.js`: 24 MB on
 * the disk, where the package that it is made from brings 311.
 *
 * @throws Error where a newer version no longer serves it
 */
export async function scalarBundle(): Promise<string> {
  const { default: register } = plugin.parse(await import('@scalar/fastify-api-reference'));
  const routes: Route[] = [];
  const server = { initialConfig: {}, hasPlugin: () => false, log: console, route: (one: unknown) => routes.push(route.parse(one)) };
  await new Promise<void>((done) => register(server, { routePrefix: '/', configuration: { content: {} } }, done));
  const bundle = routes.find(({ url }) => url.endsWith('/js/scalar.js'));
  let script: unknown;
  const reply: Reply = { header: () => reply, send: (body) => (script = body) };
  await bundle?.handler({}, reply);
  if (typeof script !== 'string') throw new Error('@scalar/fastify-api-reference serves no js/scalar.js any more');
  return script.replace(/\n\/\/# sourceMappingURL=\S*\s*$/, '\n');
}

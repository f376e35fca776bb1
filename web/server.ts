/**
 * The storefront's process: Next's own request handler behind a server of ours, which passes on who is asking (the gateway's
 * limits are for browsers, not for this server), answers health checks, and stops when it is told to.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import next from 'next';
import { readSettings } from './src/settings.ts';

const { values } = parseArgs({ options: { dev: { type: 'boolean', default: false } } });
const { PORT = '3000', HOST = '127.0.0.1' } = process.env;

try {
  readSettings(process.env);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

type Handle = ReturnType<ReturnType<typeof next>['getRequestHandler']>;
const { promise: opened, resolve: open } = Promise.withResolvers<Handle>();

const server = createServer((request, response) => {
  if (request.url === '/health/live') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
    return;
  }
  passOnAddress(request);
  void opened.then((handle) => handle(request, response));
});
server.once('error', (error) => {
  console.error(`The storefront did not start: ${error.message}`);
  process.exit(1);
});
server.listen(Number(PORT), HOST);
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

// Next asks itself for the page that a server action redirects to: it has to know the port that it was given.
const app = next({ dev: values.dev, dir: import.meta.dirname, hostname: HOST, port, quiet: true });
await app.prepare();
if (values.dev) server.on('upgrade', (request, socket, head) => void app.getUpgradeHandler()(request, socket, head));
open(app.getRequestHandler());
console.log(`The storefront is open at http://${HOST}:${port}`);
process.send?.({ port });

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());

/** As every proxy does: to what was forwarded already, the address that this one sees. */
function passOnAddress(request: IncomingMessage): void {
  const before = request.headers['x-forwarded-for'];
  const own = request.socket.remoteAddress ?? '';
  request.headers['x-forwarded-for'] = before === undefined ? own : `${String(before)}, ${own}`;
}

async function stop(): Promise<void> {
  server.close();
  server.closeIdleConnections();
  await app.close();
  process.exit(0);
}

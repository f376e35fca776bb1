/** What the gateway is measured against: Node's HTTP server and undici's pool, nothing looked at but where it goes, nothing logged. */
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { serveParent } from './process.ts';

const [, , rest = '', notifications = ''] = process.argv;
const [pool, notificationPool] = [rest, notifications].map((url) => new Pool(url, { connections: 256, pipelining: 1 }));
const connectionHeaders = new Set(['connection', 'host', 'keep-alive', 'transfer-encoding']);

const server = createServer((request, response) => {
  const { method = 'GET', url = '/' } = request;
  const headers = request.rawHeaders.flatMap((name, index, all) => (index % 2 === 1 || connectionHeaders.has(name.toLowerCase()) ? [] : [name, all[index + 1] ?? '']));
  const body = method === 'GET' ? null : request;
  const receive = ({ statusCode, headers: received }: { statusCode: number; headers: NodeJS.Dict<string | string[]> }): typeof response => {
    const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...kept } = received;
    return response.writeHead(statusCode, kept);
  };
  const upstream = url.startsWith('/notifications') ? notificationPool : pool;
  upstream?.stream({ path: url, method, headers, body }, receive).catch(() => response.destroy());
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') serveParent(`http://127.0.0.1:${address.port}`);
});

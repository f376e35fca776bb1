import { connect, type Socket } from 'node:net';

export interface LoadOptions {
  readonly url: string;
  /** The bytes of one request. */
  readonly request: Buffer;
  readonly connections: number;
  readonly requests: number;
}

/**
 * Sends a number of requests, each connection its next one when it has its answer, and gives the milliseconds that all of
 * them took. The client does next to nothing itself. Rejects where an answer is neither 200 nor 201.
 */
export async function load({ url, request, connections, requests }: LoadOptions): Promise<number> {
  const { hostname, port } = new URL(url);
  const sockets = await Promise.all(Array.from({ length: connections }, () => opened(hostname, Number(port))));
  let left = requests;
  const started = performance.now();
  const next = (): boolean => left-- > 0;
  await Promise.all(sockets.map((socket) => sendAll(socket, request, next)));
  const milliseconds = performance.now() - started;
  for (const socket of sockets) socket.destroy();
  return milliseconds;
}

function opened(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

function sendAll(socket: Socket, request: Buffer, next: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let pending = '';
    const send = (): void => {
      if (next()) socket.write(request);
      else resolve();
    };
    socket.once('close', () => reject(new Error('the server closed a connection')));
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1');
      const end = endOf(pending);
      if (end === undefined) return;
      if (!pending.startsWith('HTTP/1.1 20')) reject(new Error(pending));
      pending = pending.slice(end);
      send();
    });
    send();
  });
}

function endOf(text: string): number | undefined {
  const head = text.indexOf('\r\n\r\n');
  if (head === -1) return undefined;
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head)) ?? [];
  if (length === undefined) throw new Error('an answer has no length');
  const end = head + 4 + Number(length);
  return text.length < end ? undefined : end;
}

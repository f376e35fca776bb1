import type { Logger } from '@kada-mandiya/logger';
import { randomUUID } from 'node:crypto';
import type { RequestListener, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer, STATUS_CODES } from './node-http.ts';
import { createSlots, type Slots } from './slots.ts';

export interface ListenOptions {
  readonly app: RequestListener;
  readonly logger: Logger;
  /** 0: any free one. */
  readonly port: number;
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  /** How long a client may take to send a request; 30,000 ms unless given. */
  readonly requestTimeoutMs?: number;
  /** Of the answer to what is no HTTP, and so reaches no app. */
  readonly refusalHeaders?: Readonly<Record<string, string>>;
  /** What else Node's server is to be told. */
  readonly server?: Pick<ServerOptions, 'keepAliveTimeout' | 'maxHeaderSize'>;
}

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  /**
   * Takes no new connections, closes idle ones, and lets every request that runs finish with `Connection: close`. What
   * has not answered within `withinMs` (10,000 unless given) is cut off, and half a second is what a connection gets on
   * which nothing has come yet. Calling it again waits for the same end.
   */
  stop(options?: { readonly withinMs?: number }): Promise<void>;
}

/** A connection is opened ahead of its request, by browsers and probes, and a request may be on its way at the stop. */
const silenceMs = 500;

/**
 * Serves HTTP until it is stopped. Rejects where the port is taken. A request without `Host` comes to the app too: Node
 * would refuse it with an empty answer.
 */
export async function listen({ app, logger, port, host = '127.0.0.1', requestTimeoutMs = 30_000, refusalHeaders = {}, server: more = {} }: ListenOptions): Promise<HttpServer> {
  const active = createSlots<ServerResponse>();
  const sockets = createSlots<Socket>();
  let stopped: Promise<void> | undefined;
  const answer: RequestListener = (request, response) => {
    const slot = active.put(response);
    response.on('close', () => {
      active.free(slot);
      if (stopped !== undefined) server.closeIdleConnections();
    });
    if (stopped !== undefined) closeAfter(response);
    app(request, response);
  };
  const server = createServer({ ...more, requireHostHeader: false, requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs }, answer);
  // Node itself answers an expectation that it does not know with an empty 417.
  server.on('checkExpectation', answer);
  server.on('connection', (socket: Socket) => {
    const slot = sockets.put(socket);
    socket.once('close', () => sockets.free(slot));
  });
  server.on('connect', (_request, socket) => refuse(501, socket, refusalHeaders));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // A second answer in the middle of a first one would be taken for a part of it.
    if (active.values().some((response) => response.socket === socket && response.headersSent)) socket.destroy();
    else refuseBrokenRequest(error, socket, refusalHeaders);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const bound = portOf(server);
  return {
    port: bound,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    stop: ({ withinMs = 10_000 } = {}) => {
      stopped ??= closing({ server, active, sockets, logger }, withinMs);
      for (const response of active.values()) closeAfter(response);
      return stopped;
    },
  };
}

interface Closing {
  readonly server: Server;
  readonly active: Slots<ServerResponse>;
  readonly sockets: Slots<Socket>;
  readonly logger: Logger;
}

async function closing({ server, active, sockets, logger }: Closing, withinMs: number): Promise<void> {
  // To Node these are not idle: they would hold up the stop until all of its time is over.
  const silence = setTimeout(() => {
    for (const socket of sockets.values()) if (socket.bytesRead === 0) socket.destroy();
  }, Math.min(silenceMs, withinMs));
  const timer = setTimeout(() => {
    logger.warn({ requests: active.values().length, withinMs }, 'requests that had not answered were cut off');
    server.closeAllConnections();
  }, withinMs);
  const { promise, resolve } = Promise.withResolvers<undefined>();
  // It also closes the connections that are idle now.
  server.close(() => resolve(undefined));
  await promise;
  clearTimeout(silence);
  clearTimeout(timer);
}

function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

const statusByCode: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** What is not HTTP reaches no app; it is answered all the same. */
function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex, headers: Readonly<Record<string, string>>): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  refuse(statusByCode[error.code ?? ''] ?? 400, socket, headers);
}

function refuse(status: number, socket: Duplex, headers: Readonly<Record<string, string>>): void {
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const correlationId = randomUUID();
  const body = JSON.stringify({ type: 'about:blank', title, status, correlationId });
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Correlation-Id: ${correlationId}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

import type { Logger } from '@kada-mandiya/logger';
import { randomUUID } from 'node:crypto';
import type { RequestListener, Server, ServerOptions, ServerResponse } from 'node:http';
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
  readonly server?: Pick<ServerOptions, 'keepAliveTimeout' | 'maxHeaderSize' | 'requireHostHeader'>;
}

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  /**
   * Takes no new connections, closes idle ones, and lets every request that runs finish with `Connection: close`. What
   * has not answered within `withinMs` (10,000 unless given) is cut off. Calling it again waits for the same end.
   */
  stop(options?: { readonly withinMs?: number }): Promise<void>;
}

/** Serves HTTP until it is stopped. Rejects where the port is taken. */
export async function listen({ app, logger, port, host = '127.0.0.1', requestTimeoutMs = 30_000, refusalHeaders = {}, server: more = {} }: ListenOptions): Promise<HttpServer> {
  const active = createSlots<ServerResponse>();
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
  const server = createServer({ ...more, requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs }, answer);
  // Node itself answers an expectation that it does not know with an empty 417.
  server.on('checkExpectation', answer);
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
      stopped ??= closing(server, active, { withinMs, logger });
      for (const response of active.values()) closeAfter(response);
      return stopped;
    },
  };
}

async function closing(server: Server, active: Slots<ServerResponse>, { withinMs, logger }: { withinMs: number; logger: Logger }): Promise<void> {
  const timer = setTimeout(() => {
    logger.warn({ requests: active.values().length, withinMs }, 'requests that had not answered were cut off');
    server.closeAllConnections();
  }, withinMs);
  const { promise, resolve } = Promise.withResolvers<undefined>();
  // It also closes the connections that are idle now.
  server.close(() => resolve(undefined));
  await promise;
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
  const status = statusByCode[error.code ?? ''] ?? 400;
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

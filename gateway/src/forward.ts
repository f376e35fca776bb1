import { runInContext, type Logger } from '@kada-mandiya/logger';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { copyResponseHeaders } from './message-headers.ts';
import { refuse, tooLarge, type Exchange, type Refusal } from './refusal.ts';

/** A request on its way to a service. */
export interface Forwarding {
  readonly exchange: Exchange;
  readonly service: string;
  readonly dispatcher: Dispatcher;
  /** With its query. */
  readonly path: string;
  readonly headers: string[];
  /** Absent where the request has none. */
  readonly body?: Readable;
  readonly maxBodyBytes: number;
  readonly totalMs: number;
  readonly logger: Logger;
}

/** The time for all of a request and its answer is over. */
class TotalTimeoutError extends Error {
  readonly code = 'TOTAL_TIMEOUT';
}

/**
 * Sends a request on and streams the answer back, each side only as fast as the other takes it. A client that goes away
 * ends the request to the service. What goes wrong before the answer began is a problem (502, 504, 413, 408); after that the
 * connection is reset, so that half an answer is not taken for a whole one.
 *
 * A GET or HEAD is sent a second time where its connection broke before the answer: a service closes idle connections just
 * when they are used. Nothing else is ever sent twice.
 */
export function forward(forwarding: Forwarding): void {
  new Passage(forwarding).send();
}

/** One request and its answer on their way: a handler of undici's, and what has to end with it. */
class Passage implements Dispatcher.DispatchHandler {
  readonly #forwarding: Forwarding;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #repeatable: boolean;
  #answered = false;
  /** Whether the client has got any of the body. */
  #begun = false;
  #over = false;

  constructor(forwarding: Forwarding) {
    const { exchange, totalMs } = forwarding;
    this.#forwarding = forwarding;
    // They have no body: see `createAdmission`.
    this.#repeatable = exchange.request.method === 'GET' || exchange.request.method === 'HEAD';
    this.#timer = setTimeout(() => this.#fail(new TotalTimeoutError(`no whole answer within ${totalMs} ms`)), totalMs);
    exchange.response.on('close', () => {
      if (!this.#over) this.#giveUp(new Error('the client went away'));
    });
  }

  send(): void {
    const { exchange, dispatcher, path, headers, body } = this.#forwarding;
    if (!this.#over) dispatcher.dispatch({ path, method: exchange.request.method ?? 'GET', headers, body: body ?? null }, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over) controller.abort(new Error('nobody waits for it'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // 1xx: the answer is still to come (RFC 9110, section 15.2).
    if (this.#over || status < 200) return;
    const { response } = this.#forwarding.exchange;
    this.#answered = true;
    requireKnownCoding(headers);
    copyResponseHeaders(headers, response);
    // RFC 9110, section 8.6.
    if (status === 204) response.removeHeader('content-length');
    response.writeHead(status);
    process.nextTick(flush, response);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { response } = this.#forwarding.exchange;
    if (this.#over) return;
    const more = this.#begun ? response.write(chunk) : writeFirst(response, chunk);
    this.#begun = true;
    if (more) return;
    controller.pause();
    response.once('drain', () => controller.resume());
  }

  onResponseEnd(): void {
    if (this.#over) return;
    this.#end();
    this.#forwarding.exchange.response.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#over || !this.#repeatable || this.#answered || !broken.has(codeOf(error))) {
      this.#fail(error);
      return;
    }
    this.#repeatable = false;
    this.#controller = undefined;
    setImmediate(() => this.send());
  }

  #end(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  #giveUp(error: Error): void {
    this.#end();
    this.#controller?.abort(error);
    this.#forwarding.body?.destroy();
  }

  #fail(error: Error): void {
    if (this.#over) return;
    this.#giveUp(error);
    const { exchange } = this.#forwarding;
    const { response } = exchange;
    report(this.#forwarding, error);
    if (response.headersSent) response.socket?.resetAndDestroy();
    else refuse(exchange, refusalFor(error, this.#forwarding));
  }
}

/** @throws where the body is coded for the connection in another way than in chunks: it would arrive as if it were plain */
function requireKnownCoding({ 'transfer-encoding': coding }: IncomingHttpHeaders): void {
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') throw new Error('the answer has a transfer coding that is not known here');
}

/** Longer text is copied once more on its way out. */
const shortText = 16_384;

/**
 * The first part of a body, with the head that waits for it. Where both are short they go out as one piece of text, by one
 * call and without a vector of buffers: most answers are no longer. False where the client takes no more for now.
 */
function writeFirst(response: ServerResponse, chunk: Buffer): boolean {
  const { socket } = response;
  if (socket === null || chunk.length > shortText) return response.write(chunk);
  socket.cork();
  // Latin-1 has a character for each byte.
  const more = response.write(chunk.toString('latin1'), 'latin1');
  socket.uncork();
  return more;
}

/** A service may take long from the head of its answer to the first byte of its body. */
function flush(response: ServerResponse): void {
  if (!response.writableEnded) response.flushHeaders();
}

const broken: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
const late: ReadonlySet<string> = new Set(['ETIMEDOUT', 'TOTAL_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT']);

function refusalFor(error: Error, { exchange, maxBodyBytes }: Forwarding): Refusal {
  const code = codeOf(error);
  if (code === 'BODY_TOO_LARGE') return tooLarge(maxBodyBytes);
  if (code === 'TOTAL_TIMEOUT' && !exchange.request.complete) {
    return { status: 408, detail: 'The request did not arrive in time.', headers: { connection: 'close' } };
  }
  if (late.has(code)) return { status: 504, detail: 'The service behind this address did not answer in time.' };
  return { status: 502, detail: 'The service behind this address cannot be reached, or broke off its answer.' };
}

function report({ exchange, service, logger }: Forwarding, error: Error): void {
  const code = codeOf(error);
  runInContext(exchange.context, () => {
    if (code === 'BODY_TOO_LARGE') logger.info({ upstream: service }, 'a body was too large');
    else logger.warn({ upstream: service, error }, 'a service did not answer as it should');
  });
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

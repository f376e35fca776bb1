import { Agent, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A request, with all of its body. */
export interface Question {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Of one connection (RFC 9110, section 7.6.1), or counted anew. */
const ofOneHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'content-length']);

export async function readQuestion(incoming: IncomingMessage): Promise<Question> {
  return { method: incoming.method ?? 'GET', path: incoming.url ?? '/', headers: incoming.headers, body: await buffer(incoming) };
}

/** Asks over HTTP, on connections that are kept. */
export class Line {
  readonly #base: URL;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(url: string) {
    this.#base = new URL(url);
  }

  async ask({ method, path, headers, body }: Question): Promise<Answer> {
    const length = body.length > 0 || headers['content-length'] !== undefined ? { 'content-length': body.length } : {};
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request({ host: this.#base.hostname, port: this.#base.port, method, path, headers: { ...endToEnd(headers), ...length }, agent: this.#agent });
      outgoing.once('response', resolve).once('error', reject).end(body);
    });
    return { status: incoming.statusCode ?? 0, headers: endToEnd(incoming.headers), body: await buffer(incoming) };
  }

  close(): void {
    this.#agent.destroy();
  }
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofOneHop.has(name)));
}

export function writeAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, status === 204 ? headers : { ...headers, 'content-length': body.length }).end(body);
}

/** JSON in the place of what Prism said. */
export function withBody(answer: Answer, body: unknown, changes: { readonly status?: number; readonly headers?: IncomingHttpHeaders } = {}): Answer {
  return { status: changes.status ?? answer.status, headers: { ...answer.headers, ...changes.headers }, body: Buffer.from(JSON.stringify(body)) };
}

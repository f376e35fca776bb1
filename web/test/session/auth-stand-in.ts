import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Session as Tokens } from '@kada-mandiya/http-contracts/auth-service';

/** What came in. */
export interface Asked {
  readonly path: string;
  readonly body: unknown;
  readonly headers: IncomingMessage['headers'];
}

export interface StandInAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A public API that answers what a test says; it listens on a free port of this machine. */
export class AuthStandIn {
  readonly asked: Asked[] = [];
  /** `cut`: no answer, the connection ends. */
  answer: (asked: Asked) => StandInAnswer | Promise<StandInAnswer> | 'cut' = () => ({ status: 500 });
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void (async () => {
        const body: unknown = request.method === 'POST' ? await json(request).catch(() => undefined) : undefined;
        const asked = { path: request.url ?? '', body, headers: request.headers };
        this.asked.push(asked);
        const answer = await this.answer(asked);
        if (answer === 'cut') {
          response.destroy();
          return;
        }
        const { status, body: answered, headers } = answer;
        const type = status < 400 ? 'application/json' : 'application/problem+json';
        response.writeHead(status, { 'content-type': type, ...headers }).end(answered === undefined ? undefined : JSON.stringify(answered));
      })();
    });
  }

  static async open(): Promise<AuthStandIn> {
    const standIn = new AuthStandIn();
    await new Promise<void>((done) => standIn.#server.listen(0, '127.0.0.1', done));
    return standIn;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

/** Tokens as auth-service gives them; `name` tells one pair from another. */
export function tokens(name: string): Tokens {
  return {
    accessToken: `${name}.access.token`,
    tokenType: 'Bearer',
    expiresIn: 900,
    refreshToken: `${name}-`.padEnd(43, 'r'),
    account: { userId: '88ac19b5-d8f5-431f-b2a2-058e41c73065', email: 'nimali.perera@example.com', roles: ['customer'], createdAt: '2026-03-14T08:02:11.482Z' },
  };
}

/** A problem document. */
export function problem(status: number, code: string, more: object = {}): StandInAnswer {
  return { status, body: { type: `https://kada-mandiya.example/problems/${code}`, title: code, status, code, correlationId: 'ef09d1d3-ebf5-4bd7-bd75-2b6e7ab95b0e', ...more } };
}

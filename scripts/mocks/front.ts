import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { Line, readQuestion, writeAnswer, type Question } from './ask-prism.ts';
import { mockAnswer, type MockAnswer, type Served } from './mock-answer.ts';
import type { Operation, Prism } from './prism.ts';

export interface Backend {
  readonly operations: readonly Operation[];
  readonly prism: Prism;
}

/** One of the mocks: an address that stays, before a Prism that may be replaced. */
export interface Front {
  readonly url: string;
  /** Requests from now on go to another Prism; the old one is closed when those on their way are answered. */
  replace(next: Backend): void;
  close(): Promise<void>;
}

export interface FrontOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Prism makes its answers up; there are no examples to choose from. */
  readonly dynamic: boolean;
  readonly onAnswer: (question: Question, answer: MockAnswer, milliseconds: number) => void;
}

/** @throws where the port is taken (`EADDRINUSE`) */
export async function startFront(first: Backend, { port, dynamic, onAnswer }: FrontOptions): Promise<Front> {
  let current = new Desk(first);
  const retired = new Set<Promise<void>>();
  const server = createServer((incoming, response) => {
    const desk = current;
    const started = performance.now();
    desk
      .serve(async (served) => {
        const question = await readQuestion(incoming);
        const answer = await mockAnswer(question, { ...served, dynamic });
        writeAnswer(response, answer);
        onAnswer(question, answer, performance.now() - started);
      })
      .catch((error: unknown) => failed(response, error));
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the mock listens at no port');
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    replace(next) {
      const closing: Promise<void> = current.close().finally(() => void retired.delete(closing));
      retired.add(closing);
      current = new Desk(next);
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await Promise.all([current.close(), ...retired]);
    },
  };
}

/** A Prism at work, and how many requests it has. */
class Desk {
  readonly #backend: Backend;
  readonly #line: Line;
  readonly #busy = new Set<Promise<void>>();

  constructor(backend: Backend) {
    this.#backend = backend;
    this.#line = new Line(backend.prism.url);
  }

  async serve(work: (served: Omit<Served, 'dynamic'>) => Promise<void>): Promise<void> {
    const running = work({ operations: this.#backend.operations, line: this.#line });
    const settled = running.catch(() => undefined).then(() => void this.#busy.delete(settled));
    this.#busy.add(settled);
    await running;
  }

  async close(): Promise<void> {
    await Promise.all(this.#busy);
    this.#line.close();
    await this.#backend.prism.close();
  }
}

function failed(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(502, { 'content-type': 'text/plain' }).end(`Prism gave no answer: ${String(error)}\n`);
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Line, readQuestion, writeAnswer, type Answer } from '../mocks/ask-prism.ts';
import { readOperations, startPrismProxy } from '../mocks/prism.ts';
import { judgedExchange, type Verdict } from './exchange.ts';
import { conformanceOf, type Conformance } from './report.ts';

export interface ConformanceProxyOptions {
  /** The gateway: `http://127.0.0.1:4000`. */
  readonly upstream: string;
  /** 0, unless given: any that is free. */
  readonly port?: number;
  /** The OpenAPI document that it has to keep; that of the public API. */
  readonly document?: string;
}

export interface ConformanceProxy {
  /** To be asked in the place of `upstream`. */
  readonly url: string;
  /** What was seen up to now. */
  report(): Conformance;
  stop(): Promise<void>;
}

const publicDocument = join(import.meta.dirname, '../../generated/gateway/openapi.json');

/**
 * Puts Prism between a client and the gateway: every request and every answer is validated against the public API, and noted.
 * An exchange with a fault is answered by 500, so that it is also seen where it happens.
 */
export async function startConformanceProxy({ upstream, port = 0, document = publicDocument }: ConformanceProxyOptions): Promise<ConformanceProxy> {
  const operations = await readOperations(document);
  const prism = await startPrismProxy(operations, { upstream: new URL(upstream) });
  const lines = { prism: new Line(prism.url), upstream: new Line(upstream) };
  const seen: Verdict[] = [];
  const server = createServer((incoming, response) => {
    readQuestion(incoming)
      .then((question) => judgedExchange(question, operations, lines))
      .then(({ answer, verdict }) => {
        seen.push(verdict);
        writeAnswer(response, verdict.faults.length === 0 ? answer : violated(answer, verdict));
      })
      .catch((error: unknown) => {
        seen.push({ operation: `${incoming.method ?? ''} ${incoming.url ?? ''}`, status: 0, faults: [`was not answered: ${String(error)}`], refused: false });
        response.destroy();
      });
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? String(address?.port) : ''}`,
    report: () => conformanceOf(seen, operations.length),
    async stop() {
      server.close();
      server.closeAllConnections();
      lines.prism.close();
      lines.upstream.close();
      await prism.close();
    },
  };
}

function violated({ headers }: Answer, { operation, status, faults }: Verdict): Answer {
  const problem = { type: 'about:blank', title: 'Contract violated', status: 500, detail: `${operation} ${String(status)}: ${faults.join('; ')}` };
  return { status: 500, headers: { ...headers, 'content-type': 'application/problem+json' }, body: Buffer.from(JSON.stringify(problem)) };
}

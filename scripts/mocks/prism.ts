import { createLogger } from '@stoplight/prism-core';
import { getHttpOperationsFromSpec, type IHttpConfig } from '@stoplight/prism-http';
import { createServer } from '@stoplight/prism-http-server';

/** An operation as Prism reads it from an OpenAPI document. */
export type Operation = Awaited<ReturnType<typeof getHttpOperationsFromSpec>>[number];

/** A Prism that listens, at a port of its own choice. */
export interface Prism {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * The operations of an OpenAPI document, of any file that Prism takes.
 *
 * @throws where the document cannot be read
 */
export function readOperations(document: string): Promise<Operation[]> {
  return getHttpOperationsFromSpec(document);
}

/** Answers from the examples of the operations, or with what it makes up from their schemas (`dynamic`). */
export function startPrism(operations: Operation[], { dynamic }: { readonly dynamic: boolean }): Promise<Prism> {
  return listen(operations, { ...checked, isProxy: false, mock: { dynamic, ignoreExamples: false } });
}

/** Hands requests on to `upstream`. What breaks the contract, on the way there or back, is named in the header `sl-violations`. */
export function startPrismProxy(operations: Operation[], { upstream }: { readonly upstream: URL }): Promise<Prism> {
  return listen(operations, { ...checked, isProxy: true, upstream, mock: { dynamic: false } });
}

/** With `errors`, Prism would answer an invalid request itself, and what the service makes of it would never be seen. */
const checked = { validateRequest: true, validateResponse: true, checkSecurity: true, errors: false, upstreamProxy: undefined } as const;

async function listen(operations: Operation[], config: IHttpConfig): Promise<Prism> {
  const server = createServer(operations, { cors: true, config, components: { logger: createLogger('prism', { level: 'silent' }) } });
  const url = await server.listen(0, '127.0.0.1');
  return { url, close: () => server.close() };
}

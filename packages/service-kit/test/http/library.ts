import type { Caller, Handlers, OperationTable, ServiceContract } from '@kada-mandiya/contract';
import { request as send, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type LibraryServiceOperations, libraryServiceOperations } from '../../fixtures/library/generated/http-contracts/src/library-service/operations.ts';
import { libraryServiceDocument } from '../../fixtures/library/generated/service-contracts/src/library-service.openapi.ts';
import { createHttpApp, listen, problem, type Authenticate, type Health, type HttpServer } from '../../src/index.ts';
import { createContractClient, keptLog, type ContractClient, type LogLine } from '../../src/testing/index.ts';

export interface LibraryContract {
  readonly name: 'library-service';
  readonly openapi: object;
  readonly operations: OperationTable<LibraryServiceOperations>;
  readonly publishes: ServiceContract['publishes'];
  readonly consumes: ServiceContract['consumes'];
}

export const library: LibraryContract = {
  name: 'library-service',
  openapi: libraryServiceDocument,
  operations: libraryServiceOperations,
  publishes: {},
  consumes: {},
};

export interface Tools {
  readonly seen: unknown[];
}

export type LibraryHandlers = Handlers<LibraryContract, Tools>;

export const bookId = '184dbcf9-ccb1-4e87-af87-4d1807b2031b';
export const key = '6baff168-e56f-4c21-ac73-9537fb409545';
const book = { bookId, title: 'The Village in the Jungle', copies: 2 };

/** Each notes the request as it got it. */
export const handlers: LibraryHandlers = {
  listBooks: (request, { seen }) => {
    seen.push(request);
    return { status: 200, body: { items: [], limit: request.query.limit } };
  },
  getFeaturedBook: (request, { seen }) => {
    seen.push(request);
    return { status: 200, body: { ...book, title: 'Featured' } };
  },
  getBook: (request, { seen }) => {
    seen.push(request);
    if (request.params.bookId !== bookId) return problem(404, 'not-found', { detail: 'There is no book with this id.' });
    return { status: 200, headers: { etag: '"2"' }, body: book };
  },
  changeBook: (request, { seen }) => {
    seen.push(request);
    if (request.headers['if-match'] !== '"2"') return problem(412, 'revision-stale');
    return { status: 200, headers: { etag: '"3"' }, body: { ...book, ...request.body } };
  },
  removeBook: (request, { seen }) => {
    seen.push(request);
    return { status: 204 };
  },
  getLabel: ({ params }, { seen }) => {
    seen.push(params);
    return { status: 200, contentType: 'text/plain', body: 'ගම්පෙරළිය' };
  },
  lendBook: (request, { seen }) => {
    seen.push(request);
    return { status: 201, headers: { location: '/loans/1' }, body: { loanId: bookId, userId: request.caller.id, items: request.body.items.length } };
  },
  getShelf: (request, { seen }) => {
    seen.push(request);
    return { status: 200, body: { text: request.cookies.shelf } };
  },
  receivePrinterEvent: (request, { seen }) => {
    seen.push(request);
    return { status: 200, body: { text: 'ok' } };
  },
};

const callers: Readonly<Record<string, Caller>> = {
  'Bearer reader': { id: 'nimali', roles: [] },
  'Bearer librarian': { id: 'kamal', roles: ['librarian'] },
};

export const authenticate: Authenticate = ({ headers }) => callers[headers.authorization ?? ''];

export interface RunningLibrary {
  readonly url: string;
  readonly server: HttpServer;
  readonly client: ContractClient<LibraryContract>;
  readonly seen: unknown[];
  readonly lines: LogLine[];
}

export interface LibraryOptions {
  readonly handlers?: Partial<LibraryHandlers>;
  readonly authenticate?: Authenticate;
  readonly health?: Health;
  readonly maxBodyBytes?: number;
}

export async function startLibrary(options: LibraryOptions = {}): Promise<RunningLibrary> {
  const { logger, lines } = keptLog();
  const seen: unknown[] = [];
  const app = createHttpApp({ contract: library, authenticate, ...options, handlers: { ...handlers, ...options.handlers }, tools: { seen }, logger });
  const server = await listen({ app, logger, port: 0 });
  return { url: server.url, server, client: createContractClient({ contract: library, url: server.url }), seen, lines };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array;
}

/** Sends what no contract knows. */
export function raw(url: string, path: string, { method = 'GET', headers = {}, body }: RawRequest = {}): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    send({ hostname, port, path, method, headers: { ...headers }, agent: false }, (incoming) => {
      text(incoming).then((body_) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text: body_ }), reject);
    })
      .once('error', reject)
      .end(body);
  });
}

/** Writes bytes to a socket and reads until the server closes it. */
export function rawSocket(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  return text(socket);
}

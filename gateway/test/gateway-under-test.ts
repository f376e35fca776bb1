import { createTokenSigner, generateSigningKey } from '@kada-mandiya/auth';
import type { OperationTable, Route, ServiceContract } from '@kada-mandiya/contract';
import { publicApi, routes } from '@kada-mandiya/gateway-contract';
import { createContractClient, keptLog, type ContractClient, type LogLine } from '@kada-mandiya/service-kit/testing';
import { createServer, request as send, type IncomingHttpHeaders, type IncomingMessage, type RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { startGateway, type Gateway, type GatewaySettings } from '../src/index.ts';

const parties = { issuer: 'test', audience: 'test' };
export const signingKey = generateSigningKey({ kid: 'test' });
export const customerId = '88ac19b5-d8f5-431f-b2a2-058e41c73065';
export const otherId = '4af57ddc-99b1-4473-9460-e9a48cd87155';

/** An access token as auth-service would give it. */
export function tokenFor(id: string = customerId, ...roles: readonly string[]): string {
  return createTokenSigner({ key: signingKey, ...parties, lifetimeSeconds: 900 }).sign({ id, roles }).token;
}

/** What a service was sent. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export interface Service {
  readonly url: string;
  readonly received: Received[];
}

const cleanups: (() => Promise<void> | void)[] = [];

/** For `afterEach`: stops what the test has started, the last one first. */
export async function stopAll(): Promise<void> {
  for (let cleanup = cleanups.pop(); cleanup !== undefined; cleanup = cleanups.pop()) await cleanup();
}

/** A service that reads a request to its end, keeps it, and answers as it is told; with 200 and `{}` unless given. */
export async function startService(answer: RequestListener = sendJson): Promise<Service> {
  const received: Received[] = [];
  const url = await startServer((request, response) => {
    void buffer(request).then(
      (body) => {
        const { method = '', url: target = '', headers, rawHeaders } = request;
        received.push({ method, url: target, headers, rawHeaders, body });
        answer(request, response);
      },
      () => response.destroy(),
    );
  });
  return { url, received };
}

/** A server of one's own. */
export async function startServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  const { promise, resolve } = Promise.withResolvers<string>();
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    resolve(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
  });
  cleanups.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return await promise;
}

export const sendJson: RequestListener = (_request, response) => {
  response.setHeader('content-type', 'application/json').end('{}');
};

export interface GatewayUnderTest extends Gateway {
  readonly lines: LogLine[];
  readonly client: ContractClient<ServiceContract>;
}

export interface Setup {
  /** Where all services are. */
  readonly service: string;
  /** Where some are instead. */
  readonly others?: Readonly<Record<string, string>>;
  readonly settings?: Partial<GatewaySettings>;
  readonly routes?: readonly Route[];
  readonly docsDir?: string;
}

export async function startUnderTest({ service, others = {}, settings = {}, routes: table = routes, ...more }: Setup): Promise<GatewayUnderTest> {
  const { logger, lines } = keptLog();
  const upstreams = { ...Object.fromEntries(table.map((route) => [route.service, service])), ...others };
  const gateway = await startGateway({ ...parties, upstreams, keys: { keys: [signingKey.publicJwk] }, logger, port: 0, settings, routes: table, ...more });
  cleanups.push(() => gateway.stop({ withinMs: 50 }));
  return { ...gateway, lines, client: createContractClient({ contract: publicContract, url: gateway.url }) };
}

/** The public API document as a contract, for the client that checks answers. */
const publicContract: ServiceContract = { name: 'public-api', openapi: publicApi, operations: publicOperations(), publishes: {}, consumes: {} };

function publicOperations(): OperationTable<object> & ServiceContract['operations'] {
  return Object.fromEntries(
    routes.map(({ operationId, method, path, secured, roles }) => {
      const statuses = Object.keys(own(own(own(own(publicApi, 'paths'), path), method), 'responses')).map(Number);
      return [operationId, { id: operationId, method, path, secured, roles, internal: false, statuses }];
    }),
  );
}

function own(node: unknown, key: string): object {
  const value: unknown = typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined;
  return typeof value === 'object' && value !== null ? value : {};
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array;
}

/** Sends a request as it is written: `fetch` would tidy its path and leave headers out. */
export async function call(url: string, path: string, options: Call = {}): Promise<Answer> {
  const incoming = await open(url, path, options);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, text: await text(incoming) };
}

/** As `call`, but the answer's body is still to be read. */
export function open(url: string, path: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<IncomingMessage> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    send({ hostname, port, path, method, headers: { ...headers }, agent: false }, resolve).once('error', reject).end(body);
  });
}

/** The problem document in an answer. */
export function problemIn(answer: Answer): Readonly<Record<string, unknown>> {
  const problem: unknown = JSON.parse(answer.text);
  if (typeof problem !== 'object' || problem === null) throw new Error('no problem document');
  return { ...problem };
}

export function openSocket(url: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  cleanups.push(() => void socket.destroy());
  return socket.on('error', () => undefined);
}

/** Writes bytes to a socket and reads until the other side closes it. */
export async function rawSocket(url: string, ...lines: readonly string[]): Promise<string> {
  const socket = openSocket(url);
  socket.write(lines.join('\r\n'));
  return await text(socket);
}

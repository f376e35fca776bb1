import { createServer, type Server } from 'node:net';
import { Connection } from './connection.ts';
import type { Terms } from './handshake.ts';
import { lockFolder } from './journal-lock.ts';
import { openJournal } from './journal.ts';
import { managementServer } from './management.ts';
import type { Users } from './users.ts';
import { VirtualHost } from './vhost.ts';

export interface BrokerOptions {
  /** The address to listen on. Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: 0, any free port. */
  readonly port?: number;
  /** Names with their passwords. Default: guest with the password guest. */
  readonly users?: Users;
  /** The virtual hosts. Default: `/` alone. */
  readonly vhosts?: readonly string[];
  /** A folder that keeps durable declarations and persistent messages; made when it is not there. Default: none is kept. */
  readonly journal?: string;
  /** What is offered to clients, in seconds; 0 turns heartbeats off. Default: 60. */
  readonly heartbeatSeconds?: number;
  /** Where the management API listens; 0 for any free port. Default: nowhere. */
  readonly managementPort?: number;
  readonly logger?: BrokerLogger;
}

/** What the broker needs of a logger. */
export interface BrokerLogger {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Broker {
  /** Where to connect, with the first user's credentials. */
  readonly url: string;
  readonly port: number;
  /** Base address of the management API, without credentials. */
  readonly managementUrl?: string;
  /** Closes all connections, writes what is left of the journal and stops listening. */
  close(): Promise<void>;
}

/** How long clients have to agree to the closing, in milliseconds. */
const CLOSING_MS = 2000;

/** Starts a broker. @throws Error when it cannot listen, or cannot open the journal. */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const { host = '127.0.0.1', users = { guest: 'guest' }, heartbeatSeconds = 60, logger } = options;
  const vhosts = new Map((options.vhosts ?? ['/']).map((name) => [name, new VirtualHost(name)]));
  const terms: Terms = { users, heartbeatSeconds, vhosts };
  const connections = new Set<Connection>();
  const closeJournals = await openJournals(options, vhosts, connections);
  const server = amqpServer(terms, connections);
  const management = options.managementPort === undefined ? undefined : managementServer(users, vhosts);
  const close = async (): Promise<void> => {
    await Promise.all([closeServer(server, connections), closeManagement(management)]);
    for (const vhost of vhosts.values()) vhost.close();
    await closeJournals();
  };
  try {
    const port = await listen(server, host, options.port ?? 0);
    const managementPort = management && (await listen(management, host, options.managementPort ?? 0));
    logger?.info({ host, port, managementPort }, 'broker is listening');
    return {
      url: `amqp://${credentialsOf(users)}@${inUrl(host)}:${port}`,
      port,
      ...(managementPort !== undefined && { managementUrl: `http://${inUrl(host)}:${managementPort}` }),
      close,
    };
  } catch (failure) {
    await close();
    throw failure;
  }
}

async function openJournals(
  { journal: folder, logger }: BrokerOptions,
  vhosts: ReadonlyMap<string, VirtualHost>,
  connections: ReadonlySet<Connection>,
): Promise<() => Promise<void>> {
  if (folder === undefined) return () => Promise.resolve();
  const unlock = await lockFolder(folder);
  const flushed = (): void => {
    for (const connection of connections) connection.flushConfirms();
  };
  const failed = (error: Error): void => {
    logger?.error({ err: error, folder }, 'the journal cannot be written: publishers get a refusal and no confirm from now on');
  };
  const cut = (bytes: number): void => {
    logger?.info({ folder, bytes }, 'the end of the journal was damaged or not completely written, and was cut off');
  };
  try {
    const journals = await Promise.all([...vhosts.values()].map((vhost) => openJournal(folder, vhost, { flushed, failed, cut })));
    return async () => {
      for (const journal of journals) await journal.close();
      await unlock();
    };
  } catch (failure) {
    await unlock();
    throw failure;
  }
}

function amqpServer(terms: Terms, connections: Set<Connection>): Server {
  return createServer((socket) => {
    const connection = new Connection(socket, terms);
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  });
}

/** Resolves with the port. */
async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      // A connection that could not be accepted, for want of files, is the client's to try again.
      server.on('error', () => undefined);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the broker does not listen on a port');
  return address.port;
}

async function closeServer(server: Server, connections: ReadonlySet<Connection>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const connection of connections) connection.shutDown();
  const impatience = setTimeout(() => {
    for (const connection of connections) connection.destroy();
  }, CLOSING_MS);
  await closed;
  clearTimeout(impatience);
}

async function closeManagement(management: ReturnType<typeof managementServer> | undefined): Promise<void> {
  if (management === undefined) return;
  const closed = new Promise<void>((resolve) => management.close(() => resolve()));
  management.closeAllConnections();
  await closed;
}

function credentialsOf(users: Users): string {
  const [[user, password] = ['', '']] = Object.entries(users);
  return `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
}

function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

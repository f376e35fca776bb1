import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP proxy in front of a broker, for faults: it can cut connections, refuse new ones, and swallow bytes. */
export interface CuttableProxy {
  readonly url: string;
  /** Ends all connections at once, without a goodbye. */
  cut(): void;
  /** New connections end at once, until `accept`. */
  refuse(): void;
  accept(): void;
  /** Nothing comes through any more on the connections that there are, and they stay open. */
  stall(): void;
  /** How many connections were made. */
  readonly connections: number;
  close(): Promise<void>;
}

/** On `port`, or any that is free. */
export async function proxyTo(brokerUrl: string, port = 0): Promise<CuttableProxy> {
  const target = new URL(brokerUrl);
  const sockets = new Set<Socket>();
  let refusing = false;
  let connections = 0;

  const server = createServer((client) => {
    connections += 1;
    if (refusing) {
      client.on('error', () => undefined);
      client.destroy();
      return;
    }
    const upstream = connect({ host: target.hostname, port: Number(target.port || 5672) });
    for (const [socket, other] of [[client, upstream], [upstream, client]] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const url = new URL(brokerUrl);
  url.hostname = '127.0.0.1';
  url.port = String(portOf(server.address()));
  return {
    url: url.href,
    cut,
    refuse: () => void (refusing = true),
    accept: () => void (refusing = false),
    stall: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    get connections() {
      return connections;
    },
    close: () => {
      // Not by a reset: a socket that is shutting down would keep its process alive (Node 24).
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return address.port;
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { Socket as UdpSocket } from 'node:dgram';
import { Socket } from 'node:net';

/** Where a service may connect to. Without a port: to any port of that host. */
export interface Destination {
  readonly host: string;
  readonly port?: number;
}

/** A connection that was not declared; what tried to open it gets this error. */
export class UndeclaredConnectionError extends Error {
  readonly code = 'UNDECLARED_CONNECTION';

  constructor(where: string) {
    super(`an outgoing connection to ${where} was refused: it is not declared`);
    this.name = 'UndeclaredConnectionError';
  }
}

export interface OutgoingGuardOptions {
  /** Addresses with a host (`amqp://…`, `https://api.stripe.com`), or hosts and ports. */
  readonly allow: readonly (Destination | string)[];
}

/** What the running work may connect to: by every guard that it is inside of. Outside of all guards, anything. */
const guards = new AsyncLocalStorage<readonly (readonly Destination[])[]>();
let installed = false;

const schemePorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'amqp:': 5672, 'amqps:': 5671, 'smtp:': 25, 'smtps:': 465 };

/**
 * Runs `work`, and everything asynchronous that it starts, requests to its servers included, so that outgoing TCP
 * connections (HTTP, `fetch`, TLS, anything on `node:net`) to hosts that were not declared are refused, and all UDP but
 * DNS by the system: the plan's rule that services do not call each other over HTTP, at run time. Local sockets and pipes
 * stay allowed. Several services in one process are guarded each by its own. Names are compared, not addresses:
 * `localhost` does not allow `127.0.0.1`.
 *
 * It is a guard against mistakes: a connection that someone else has opened can be used (a shared agent), and code that
 * is out to get around it can (a child process, a worker thread).
 */
export function guardOutgoing<T>({ allow }: OutgoingGuardOptions, work: () => T): T {
  const destinations = allow.map(destinationOf);
  if (!installed) install();
  installed = true;
  return guards.run([...(guards.getStore() ?? []), destinations], work);
}

function destinationOf(allowed: Destination | string): Destination {
  if (typeof allowed !== 'string') return { ...allowed, host: plainHost(allowed.host) };
  if (!URL.canParse(allowed)) throw new TypeError('an allowed destination is neither a URL nor a host with a port');
  const { hostname, port, protocol } = new URL(allowed);
  const number = port === '' ? schemePorts[protocol] : Number(port);
  if (hostname === '') throw new TypeError(`an allowed destination of ${protocol} has no host`);
  return { host: plainHost(hostname), ...(number === undefined ? {} : { port: number }) };
}

function install(): void {
  replaceMethod(Socket.prototype, 'connect', (original) =>
    function guardedConnect(this: Socket, ...words: unknown[]): unknown {
      const target = targetOf(words);
      if (target === undefined || isAllowed(target)) return Reflect.apply(original, this, words);
      return this.destroy(new UndeclaredConnectionError(`${target.host}:${target.port}`));
    },
  );
  for (const name of ['send', 'connect']) {
    replaceMethod(UdpSocket.prototype, name, (original) =>
      function guardedDatagram(this: UdpSocket, ...words: unknown[]): unknown {
        if (guards.getStore() === undefined) return Reflect.apply(original, this, words);
        throw new UndeclaredConnectionError('somewhere over UDP');
      },
    );
  }
}

function replaceMethod<S extends object>(prototype: S, name: string, make: (original: CallableFunction) => (this: S, ...words: unknown[]) => unknown): void {
  const original: unknown = Reflect.get(prototype, name);
  if (typeof original !== 'function') throw new Error(`there is no ${name} to guard`);
  Object.defineProperty(prototype, name, { value: make(original), configurable: true, writable: true });
}

interface Target {
  readonly host: string;
  readonly port: number;
}

/** The arguments of `socket.connect`; `undefined` for a local socket. Node hands its own calls on as one array. */
function targetOf(words: readonly unknown[]): Target | undefined {
  const [first, second] = words;
  if (Array.isArray(first)) return targetOf(first);
  if (typeof first === 'object' && first !== null) {
    // Node takes an empty path for none.
    if ('path' in first && typeof first.path === 'string' && first.path !== '') return undefined;
    return { host: 'host' in first ? hostOf(first.host) : 'localhost', port: 'port' in first ? Number(first.port) : Number.NaN };
  }
  // As Node tells a port from the path of a pipe: "0x50" and " 80" are ports.
  if (typeof first === 'string' && !(Number(first) >= 0)) return undefined;
  return { host: hostOf(second), port: Number(first) };
}

function hostOf(value: unknown): string {
  return typeof value === 'string' && value !== '' ? plainHost(value) : 'localhost';
}

/** Names have no case; `[::1]` is how URLs write `::1`, and a dot at the end is the same name (RFC 1034, section 3.1). */
function plainHost(host: string): string {
  return host.toLowerCase().replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

function isAllowed({ host, port }: Target): boolean {
  return (guards.getStore() ?? []).every((allowed) => allowed.some((one) => one.host === host && (one.port === undefined || one.port === port)));
}

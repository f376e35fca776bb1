import { connect, type Socket } from 'node:net';

export interface ClientsOptions {
  readonly url: string;
  readonly connections: number;
}

export interface LoadOptions extends ClientsOptions {
  /** The bytes of one request. */
  readonly request: Buffer;
  readonly requests: number;
}

/** Open connections to one server. */
export interface Clients {
  /**
   * Sends a number of requests, each connection its next one when it has its answer, and gives the milliseconds that all of
   * them took. Rejects where an answer is neither 200 nor 201.
   */
  send(request: Buffer, requests: number): Promise<number>;
  close(): void;
}

/** Opens connections, sends requests over them as `Clients.send` does, and closes them. */
export async function load({ request, requests, ...options }: LoadOptions): Promise<number> {
  const clients = await openClients(options);
  const milliseconds = await clients.send(request, requests);
  clients.close();
  return milliseconds;
}

/** The clients do next to nothing themselves. */
export async function openClients({ url, connections }: ClientsOptions): Promise<Clients> {
  const { hostname, port } = new URL(url);
  const clients = await Promise.all(Array.from({ length: connections }, async () => new Client(await opened(hostname, Number(port)))));
  return {
    send: async (request, requests) => {
      let left = requests;
      const started = performance.now();
      await Promise.all(clients.map((client) => client.sendWhile(() => left-- > 0, request)));
      return performance.now() - started;
    },
    close: () => clients.forEach((client) => client.close()),
  };
}

function opened(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

class Client {
  readonly #socket: Socket;
  #pending = '';
  #take = (_answer: string): void => undefined;
  readonly #closed = Promise.withResolvers<never>();

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#receive(chunk.toString('latin1')));
    socket.on('close', () => this.#closed.reject(new Error('the server closed a connection')));
    this.#closed.promise.catch(() => undefined);
  }

  /** Rejects where the connection is closed, now or before. */
  async sendWhile(isLeft: () => boolean, request: Buffer): Promise<void> {
    const sent = new Promise<void>((resolve, reject) => {
      const next = (): void => {
        if (isLeft()) this.#socket.write(request);
        else resolve();
      };
      this.#take = (answer) => {
        if (answer.startsWith('HTTP/1.1 20')) next();
        else reject(new Error(answer));
      };
      next();
    });
    await Promise.race([sent, this.#closed.promise]);
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(text: string): void {
    this.#pending += text;
    const end = endOf(this.#pending);
    if (end === undefined) return;
    const answer = this.#pending.slice(0, end);
    this.#pending = this.#pending.slice(end);
    this.#take(answer);
  }
}

function endOf(text: string): number | undefined {
  const head = text.indexOf('\r\n\r\n');
  if (head === -1) return undefined;
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head)) ?? [];
  if (length === undefined) throw new Error('an answer has no length');
  const end = head + 4 + Number(length);
  return text.length < end ? undefined : end;
}

import { connect, type Socket } from 'node:net';
import { fieldOf, messageOf } from '../errors.ts';

interface Place {
  readonly host: string;
  readonly port: number;
}

/**
 * How the driver gets its socket. Its own way is to resolve the name and connect to the addresses; where a process lets
 * connections out by the names of their hosts, as the service kit does, none would get through. All addresses of a name
 * are tried, by Node itself.
 */
export function connectByName({ host, port }: Place, _lookup: unknown, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const giveUp = (): void => {
      socket.destroy();
      reject(signal.reason as Error);
    };
    const fail = (error: Error): void => {
      signal.removeEventListener('abort', giveUp);
      reject(told(error));
    };
    signal.addEventListener('abort', giveUp, { once: true });
    socket.once('error', fail);
    socket.once('connect', () => {
      signal.removeEventListener('abort', giveUp);
      socket.removeListener('error', fail);
      resolve(socket);
    });
  });
}

/** Where several addresses were tried, Node's error says nothing itself. */
function told(error: Error): Error {
  const tried = fieldOf(error, 'errors');
  if (!Array.isArray(tried)) return error;
  return Object.assign(new Error(tried.map(messageOf).join('; '), { cause: error }), { code: fieldOf(error, 'code') });
}

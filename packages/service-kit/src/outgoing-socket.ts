import { connect, type Socket } from 'node:net';
import type { Destination } from './outgoing-guard.ts';

/**
 * A TCP connection to a host by its name, for libraries that would resolve the name themselves and connect to an address
 * that no service declares. Rejects with the connection's error: UndeclaredConnectionError where it is not declared.
 */
export function connectByName({ host, port }: Required<Destination>, { withinMs }: { readonly withinMs: number }): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => socket.destroy(new Error(`no connection to ${host}:${port} within ${withinMs} ms`)), withinMs);
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

import { Socket } from 'node:net';
import type { ChannelModel } from 'amqplib';

/**
 * Lets what a connection writes in one turn of the event loop leave in one system call: amqplib makes one for each
 * message, which is half of what publishing costs. A connection without the socket where it is expected stays as it is.
 */
export function joinWrites(model: ChannelModel): void {
  const socket: unknown = Reflect.get(model.connection, 'stream');
  if (!(socket instanceof Socket)) return;
  const write = socket.write.bind(socket);
  let corked = false;
  const uncork = (): void => {
    corked = false;
    socket.uncork();
  };
  const joined = (...data: Parameters<typeof write>): boolean => {
    if (!corked) {
      corked = true;
      socket.cork();
      process.nextTick(uncork);
    }
    return write(...data);
  };
  Object.defineProperty(socket, 'write', { configurable: true, writable: true, value: joined });
}

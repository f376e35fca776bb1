import { connect } from 'amqplib';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';

/** A broker to measure on. */
export interface Broker {
  readonly name: string;
  readonly url: string;
  /** What its process holds after a garbage collection; only of one that we started. */
  readonly memory?: () => Promise<Memory>;
  close(): Promise<void>;
}

/** In bytes. */
export interface Memory {
  readonly heapUsed: number;
  /** Outside of the heap, buffers above all: the contents of messages. */
  readonly external: number;
}

const Started = z.object({ url: z.string() });
const Measured = z.object({ heapUsed: z.number(), external: z.number() });

/** The embedded broker in a process of its own, as it would not be alone in the one that is measured. */
export async function startEmbedded(): Promise<Broker> {
  const child = fork(join(import.meta.dirname, 'embedded-process.ts'));
  const { url } = Started.parse(await messageFrom(child));
  return {
    name: 'embedded',
    url,
    memory: async () => {
      child.send('memory');
      return Measured.parse(await messageFrom(child));
    },
    close: async () => {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

function messageFrom(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error('the process of the embedded broker ended'));
    child.once('exit', onExit);
    child.once('message', (message: unknown) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}

/** The RabbitMQ at AMQP_URL, or else on this machine; `undefined` where none answers. */
export async function findRabbitMq(): Promise<Broker | undefined> {
  const { AMQP_URL: given } = process.env;
  const url = given === undefined || given === '' ? 'amqp://guest:guest@127.0.0.1:5672' : given;
  try {
    const connection = await connect(url, { timeout: 3000 });
    await connection.close();
    return { name: 'RabbitMQ', url, close: () => Promise.resolve() };
  } catch {
    return undefined;
  }
}

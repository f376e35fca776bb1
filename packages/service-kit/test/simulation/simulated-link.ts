import type { OutgoingMessage } from '@kada-mandiya/rabbitmq-client';
import { latencyOf } from './random.ts';
import type { SimulatedBroker } from './simulated-broker.ts';
import type { ProcessTools, SimulatedProcess } from './simulated-process.ts';

/** Told of each message that a process has on its way, until it is confirmed, refused or given up. */
export interface SendObserver {
  begins(process: SimulatedProcess, message: OutgoingMessage): void;
  ends(process: SimulatedProcess, message: OutgoingMessage): void;
  arrives(message: OutgoingMessage): void;
}

export interface MessagingTools extends ProcessTools {
  readonly broker: SimulatedBroker;
  readonly process: SimulatedProcess;
  readonly observer: SendObserver;
  readonly nameOf: (message: OutgoingMessage) => string;
}

/** What ends and begins with a connection. */
export interface Link {
  /** Counts connections; a number that is not the current one names a lost one. */
  readonly generation: number;
  readonly isUp: boolean;
  whenUp(run: () => void): void;
  whenDown(run: () => void): void;
  cut(): void;
  close(): void;
}

const reconnectMs = { least: 5, most: 400 };

export function linkOf({ world, broker, process }: MessagingTools): Link {
  const random = world.random(`link of ${process.name}`);
  const ups: (() => void)[] = [];
  const downs: (() => void)[] = [];
  let generation = 0;
  let isUp = false;
  let closed = false;

  const connect = (): void => {
    if (closed || isUp || !process.alive) return;
    if (!broker.up) {
      world.after(random.between(reconnectMs.least, reconnectMs.most), connect);
      return;
    }
    isUp = true;
    generation += 1;
    for (const run of ups) run();
  };
  const down = (): void => {
    isUp = false;
    generation += 1;
    for (const run of downs) run();
  };
  const cut = (): void => {
    if (isUp) down();
    world.after(random.between(reconnectMs.least, reconnectMs.most), connect);
  };
  world.after(latencyOf(random), connect);
  return {
    get generation() {
      return generation;
    },
    get isUp() {
      return isUp;
    },
    whenUp(run) {
      ups.push(run);
      if (isUp) run();
    },
    whenDown: (run) => void downs.push(run),
    cut,
    close() {
      closed = true;
      if (isUp) down();
    },
  };
}

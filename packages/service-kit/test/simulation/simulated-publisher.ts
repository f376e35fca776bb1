import { ClosedError, PublishRejectedError, UnroutableEventError, type OutgoingMessage, type Publisher } from '@kada-mandiya/rabbitmq-client';
import { latencyOf } from './random.ts';
import type { Link, MessagingTools } from './simulated-link.ts';
import { never } from './simulated-process.ts';

interface Entry {
  readonly message: OutgoingMessage;
  readonly settle: (error?: Error) => void;
}

/** Sends again, on the next connection, what was not confirmed; so the same message may arrive twice. */
export function publisherOn(tools: MessagingTools, link: Link): Pick<Publisher, 'send'> {
  const { process, observer } = tools;
  const unconfirmed = new Set<Entry>();
  link.whenUp(() => {
    for (const entry of unconfirmed) transmit(tools, link, { entry, isOpen: () => unconfirmed.has(entry) });
  });
  return {
    send(message, { signal } = {}) {
      if (!process.alive) return never();
      if (signal?.aborted === true) return Promise.reject(new ClosedError('send'));
      observer.begins(process, message);
      return new Promise((resolve, reject) => {
        const abort = (): void => entry.settle(new Error('given up'));
        const entry: Entry = {
          message,
          settle(error) {
            if (!unconfirmed.delete(entry)) return;
            signal?.removeEventListener('abort', abort);
            observer.ends(process, message);
            if (error === undefined) resolve();
            else reject(error);
          },
        };
        unconfirmed.add(entry);
        signal?.addEventListener('abort', abort, { once: true });
        if (link.isUp) transmit(tools, link, { entry, isOpen: () => unconfirmed.has(entry) });
      });
    },
  };
}

interface OnItsWay {
  readonly entry: Entry;
  readonly isOpen: () => boolean;
}

function transmit(tools: MessagingTools, link: Link, { entry, isOpen }: OnItsWay): void {
  const { world, broker, process, faults, observer, nameOf } = tools;
  const { generation } = link;
  const random = world.random(`link of ${process.name}`);
  const { message } = entry;
  const confirm = (refusal?: Error): void =>
    void world.after(latencyOf(random), () => {
      if (link.generation !== generation || !isOpen() || process.crashesAt(`a confirm of ${nameOf(message)}`)) return;
      world.tell(process.name, refusal === undefined ? `has a confirm of ${nameOf(message)}` : `has a refusal of ${nameOf(message)}`);
      entry.settle(refusal);
    });
  world.tell(process.name, `sends ${nameOf(message)}`);
  world.after(latencyOf(random), () => {
    // What was written before the connection broke, or the process ended, may be there or not.
    if (!broker.up || (link.generation !== generation && random.chance(0.5))) return;
    observer.arrives(message);
    const refusal = refusalOf(tools, message);
    if (process.crashesAt(`${nameOf(message)} has arrived`)) return;
    if (faults.happens('connection cut', process.name)) link.cut();
    else if (!faults.happens('confirm lost', process.name, nameOf(message))) confirm(refusal);
  });
}

/** Puts the message into its queues, or some of them and says why not all. */
function refusalOf({ world, broker, process, faults, nameOf }: MessagingTools, message: OutgoingMessage): Error | undefined {
  const name = nameOf(message);
  if (faults.happens('unroutable', process.name, name)) return new UnroutableEventError(message, name, 'no route');
  if (faults.happens('refused', process.name, name)) {
    broker.publish(message, world.random(`refusals of ${process.name}`).below(2));
    return new PublishRejectedError(message, name, 'full');
  }
  const isTaken = broker.publish(message) > 0 || message.mandatory !== true;
  return isTaken ? undefined : new UnroutableEventError(message, name, 'no route');
}

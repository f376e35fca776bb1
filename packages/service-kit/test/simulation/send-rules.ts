import { nameOfEvent } from './replica.ts';
import type { SendObserver } from './simulated-link.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** What must hold for each message on its way. */
export interface SendRules extends SendObserver {
  /** An event is in an outbox, for good. */
  readonly committed: (eventId: string) => void;
  /** Nothing is on its way. */
  readonly isIdle: boolean;
}

export function sendRules(world: World): SendRules {
  const committed = new Set<string>();
  const sending = new Map<string, Set<SimulatedProcess>>();
  const sendersOf = (eventId: string): Set<SimulatedProcess> => {
    const senders = sending.get(eventId) ?? new Set();
    sending.set(eventId, senders);
    return senders;
  };
  return {
    committed: (eventId) => void committed.add(eventId),
    get isIdle() {
      return [...sending.values()].every((senders) => [...senders].every(({ alive }) => !alive));
    },
    begins(process, { messageId = '' }) {
      const senders = sendersOf(messageId);
      for (const other of senders) {
        if (other.alive && other !== process) world.violate('no two relays send the same row at the same time', `${process.name} sends ${nameOfEvent(messageId)} while ${other.name} does`);
      }
      senders.add(process);
    },
    ends: (process, { messageId = '' }) => void sendersOf(messageId).delete(process),
    arrives({ messageId = '' }) {
      if (!committed.has(messageId)) world.violate('nothing that is not committed is seen', `${nameOfEvent(messageId)} is at the broker`);
    },
  };
}

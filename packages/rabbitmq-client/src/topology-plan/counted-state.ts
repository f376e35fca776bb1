import { managementAt } from './broker-access.ts';
import type { BrokerLocation } from './broker-access.ts';
import { openSession } from './broker-session.ts';
import type { BrokerSession } from './broker-session.ts';
import type { ActualQueue, BrokerState } from './broker-state.ts';

/**
 * What exists on a broker, with the queues' ready messages and consumers counted now over AMQP: the management API
 * counts every few seconds, and consumers not at all in a plain listing.
 *
 * @throws ConnectError, ManagementError: one line each
 */
export async function readCountedState(location: BrokerLocation): Promise<BrokerState> {
  const state = await managementAt(location).readState();
  const session = await openSession(location.amqpUrl);
  try {
    const queues: ActualQueue[] = [];
    for (const queue of state.queues) queues.push(await counted(session, queue));
    return { ...state, queues };
  } finally {
    await session.close();
  }
}

async function counted(session: BrokerSession, queue: ActualQueue): Promise<ActualQueue> {
  // Another connection's own queue cannot be asked (405), and one that went meanwhile not either.
  const counts = queue.exclusive ? undefined : await session.count(queue.name).catch(() => undefined);
  if (counts === undefined) return queue;
  return { ...queue, messages: counts.ready + queue.unacknowledged, consumers: counts.consumers };
}

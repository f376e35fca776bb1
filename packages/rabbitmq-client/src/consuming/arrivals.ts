import type { ConsumeMessage } from 'amqplib';
import type { DeliverySession } from './delivery-session.ts';

/** A message that waits to be looked at. */
export interface Arrival {
  readonly message: ConsumeMessage;
  /** On the clock of `performance.now()`; 0 where nobody observes. */
  readonly receivedAt: number;
}

export interface ArrivalsOptions {
  readonly atMost: number;
  readonly handle: (arrival: Arrival) => void;
  /** So many came and will not be handled here: the session is over, and the broker delivers them again. */
  readonly lost: (count: number) => void;
}

/** Takes what a session's channel delivers. */
export type Arrivals = (arrival: Arrival) => void;

/**
 * Handles what arrives in its order, at most `atMost` messages in each turn of the event loop, and acknowledges at the
 * end of a turn what is settled by then. However much arrives at once, other work gets its turn between; and the broker
 * sends the next messages while these are handled, instead of waiting for the acknowledgement of all that it may send.
 */
export function arrivalsOf(session: DeliverySession, { atMost, handle, lost }: ArrivalsOptions): Arrivals {
  let waiting: Arrival[] = [];
  let scheduled = false;

  const schedule = (): void => {
    if (scheduled || waiting.length === 0) return;
    scheduled = true;
    setImmediate(run);
  };
  const run = (): void => {
    const arrived = waiting.splice(0, atMost);
    let handled = 0;
    session.turn(() => {
      for (const arrival of arrived) {
        if (session.isOver) break;
        handle(arrival);
        handled += 1;
      }
    });
    if (handled < arrived.length) lost(arrived.length - handled);
    scheduled = false;
    // The turn in which amqplib writes is asked for in a tick that is queued by now, so that it comes before the next.
    process.nextTick(schedule);
  };
  session.ended.addEventListener('abort', () => {
    const left = waiting.length;
    waiting = [];
    if (left > 0) lost(left);
  });

  return (arrival) => {
    session.deliver(arrival.message.fields.deliveryTag);
    waiting.push(arrival);
    schedule();
  };
}

/**
 * At most this many messages are handled in one turn, so that none is long, and so that the broker hears early enough of
 * what is done to have sent more before the rest is: of a prefetch of 200, 100 at a time leave it no slack.
 */
const mostInTurn = 50;

/** Half of what a consumer may hold: while it handles one half, the broker sends the other. */
export function halfOf(prefetch: number): number {
  return prefetch === 0 ? mostInTurn : Math.min(mostInTurn, Math.ceil(prefetch / 2));
}

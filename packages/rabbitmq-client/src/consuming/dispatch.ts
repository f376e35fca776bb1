import type { ConsumeMessage } from 'amqplib';
import type { EventEnvelope } from '@kada-mandiya/contract';
import { runInContext } from '@kada-mandiya/logger';
import type { DeliverySession } from './delivery-session.ts';
import type { Delivery, GroupHandler, Handler, Outcome, Received } from './delivery.ts';

/** A message that is not acknowledged. */
export interface Unsettled {
  readonly delivery: Delivery;
  readonly message: ConsumeMessage;
  readonly session: DeliverySession;
  /** On the clock of `performance.now()`; 0 where nobody observes. */
  readonly receivedAt: number;
}

/** A valid one that waits for its outcome. */
export interface Held<E extends EventEnvelope> extends Unsettled, Received<E> {}

/** Hands valid messages to the service's code. */
export type Dispatch<E extends EventEnvelope> = (held: Held<E>) => void;

/** `lost`: it was not handled and comes again. */
export type Fate = Outcome | 'lost';

type Finish<E extends EventEnvelope> = (held: Held<E>, fate: Fate) => void;

/** The context of an event: log lines and events that come from `work` carry its ids. */
export function inContextOf<T>({ correlationId, eventId }: EventEnvelope, work: () => T): T {
  return runInContext({ correlationId, eventId }, work);
}

/** Each message by itself, as soon as it is there. */
export function oneByOne<E extends EventEnvelope>(handle: Handler<E>, finish: Finish<E>): Dispatch<E> {
  return (held) => {
    let handling;
    try {
      handling = inContextOf(held.event, () => handle(held.event, held.delivery));
    } catch (failed) {
      finish(held, { failed });
      return;
    }
    if (handling === undefined) finish(held, 'done');
    else {
      handling.then(
        () => finish(held, 'done'),
        (failed: unknown) => finish(held, { failed }),
      );
    }
  };
}

/** What has arrived in one turn of the event loop, and what came while the group before was handled. */
export function inGroups<E extends EventEnvelope>(handle: GroupHandler<E>, finish: Finish<E>): Dispatch<E> {
  let waiting: Held<E>[] = [];
  let scheduled = false;

  const run = async (): Promise<void> => {
    // What a lost channel delivered comes again.
    const [group, lost] = partition(waiting, ({ session }) => !session.ended.aborted);
    waiting = [];
    for (const held of lost) finish(held, 'lost');
    if (group.length > 0) {
      const outcomes = await outcomesOf(handle, group);
      group.forEach((held, index) => finish(held, outcomes[index] ?? missingOutcome));
    }
    scheduled = false;
    schedule();
  };
  const schedule = (): void => {
    if (scheduled || waiting.length === 0) return;
    scheduled = true;
    setImmediate(() => void run());
  };

  return (held) => {
    waiting.push(held);
    schedule();
  };
}

const missingOutcome: Outcome = { failed: new Error('the group handler gave no outcome for this event') };

async function outcomesOf<E extends EventEnvelope>(
  handle: GroupHandler<E>,
  group: readonly Held<E>[],
): Promise<readonly Outcome[]> {
  try {
    return await handle(group);
  } catch (failed) {
    return group.map(() => ({ failed }));
  }
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

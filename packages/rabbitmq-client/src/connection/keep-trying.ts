import { setTimeout as delay } from 'node:timers/promises';
import type { ChannelModel } from 'amqplib';
import { reasonOf } from '../errors.ts';
import { backoffDelay } from './backoff.ts';
import type { Link } from './link.ts';

/**
 * Opens something on a connection, with growing pauses until that succeeds. Ends early when the connection is lost (what
 * is opened on the next one is another matter) or `signal` is aborted.
 */
export async function keepTrying(
  link: Link,
  model: ChannelModel,
  {
    open,
    failed,
    signal,
  }: {
    /** @param attempt from 1 */
    readonly open: (attempt: number) => Promise<void>;
    readonly failed: (reason: string) => void;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  for (let attempt = 1; link.model === model && !signal.aborted; attempt += 1) {
    try {
      await open(attempt);
      return;
    } catch (thrown) {
      if (link.model !== model) return;
      failed(reasonOf(thrown));
    }
    await delay(backoffDelay(attempt, link.backoff), undefined, { signal }).catch(() => undefined);
  }
}

/** Calls back where a channel was lost, and not its connection with it: amqplib says that a moment later. */
export function ifStillConnected(link: Link, model: ChannelModel, then: () => void): void {
  queueMicrotask(() => {
    if (link.model === model) then();
  });
}

import type { EventEnvelope } from '@kada-mandiya/contract';

/** What has become of an event, once: see `EventEnded`. */
export type Ended = 'applied' | 'duplicate' | 'failed';

/** What has become of the events that a service took. */
export interface Endings {
  /**
   * Resolves when the service has been done with that event so often, with how each time ended.
   *
   * @throws Error after 10 seconds
   */
  endingsOf: (eventId: string, times?: number) => Promise<readonly Ended[]>;
}

interface Waiting {
  readonly times: number;
  readonly resolve: (endings: readonly Ended[]) => void;
}

export function createEndings(): Endings & { readonly note: (event: EventEnvelope, ended: Ended) => void } {
  const endings = new Map<string, Ended[]>();
  const waiting = new Map<string, Set<Waiting>>();
  return {
    note({ eventId }, ended) {
      const known = endings.get(eventId) ?? [];
      endings.set(eventId, [...known, ended]);
      for (const { times, resolve } of waiting.get(eventId) ?? []) if (known.length + 1 >= times) resolve([...known, ended]);
    },
    async endingsOf(eventId, times = 1) {
      const known = endings.get(eventId) ?? [];
      if (known.length >= times) return known.slice(0, times);
      const { promise, resolve, reject } = Promise.withResolvers<readonly Ended[]>();
      const timer = setTimeout(() => reject(new Error(`the event ${eventId} ended ${endings.get(eventId)?.length ?? 0} of ${times} times within 10 s`)), 10_000);
      const one = { times, resolve };
      const others = waiting.get(eventId) ?? new Set();
      waiting.set(eventId, others.add(one));
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        others.delete(one);
      }
    },
  };
}

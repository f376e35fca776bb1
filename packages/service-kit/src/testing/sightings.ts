import type { EventEnvelope } from '@kada-mandiya/contract';
import { noteExercised } from './exercised.ts';

/** Which of the events with a routing key are meant. */
type Match = (event: EventEnvelope) => boolean;

/** What was published, and who waits for it. */
export interface Sightings {
  /**
   * The first event of that key that matches, seen before or still to come.
   *
   * @throws Error with what was seen instead, after `withinMs` (10,000)
   */
  seen: (routingKey: string, match?: Match, options?: { readonly withinMs?: number }) => Promise<EventEnvelope>;
  /** All events of that key up to now, in the order of their arrival. */
  published: (routingKey: string) => readonly EventEnvelope[];
  arrived(text: string): void;
  marker(id: string): Promise<void>;
  markerArrived(id: string): void;
}

interface Waiting {
  readonly routingKey: string;
  readonly match: Match;
  readonly found: (event: EventEnvelope) => void;
}

export function createSightings(onEvent?: (event: EventEnvelope) => void): Sightings {
  const events: EventEnvelope[] = [];
  const waiting = new Set<Waiting>();
  const markers = new Map<string, () => void>();
  const ofKey = (routingKey: string): readonly EventEnvelope[] => events.filter(({ eventType }) => eventType === routingKey);
  return {
    published: ofKey,
    seen(routingKey, match = () => true, { withinMs = 10_000 } = {}) {
      const before = ofKey(routingKey).find(match);
      if (before !== undefined) return Promise.resolve(before);
      const { promise, resolve, reject } = Promise.withResolvers<EventEnvelope>();
      const timer = setTimeout(() => {
        waiting.delete(one);
        reject(new Error(`no ${routingKey} that matches within ${withinMs} ms; seen: ${events.map(({ eventType }) => eventType).join(', ') || 'nothing'}`));
      }, withinMs);
      const found = (event: EventEnvelope): void => {
        clearTimeout(timer);
        waiting.delete(one);
        resolve(event);
      };
      const one = { routingKey, match, found };
      waiting.add(one);
      return promise;
    },
    arrived(text) {
      const event = envelopeIn(text);
      if (event === undefined) return;
      events.push(event);
      noteExercised({ kind: 'event', routingKey: event.eventType, version: event.version });
      onEvent?.(event);
      for (const one of waiting) if (one.routingKey === event.eventType && one.match(event)) one.found(event);
    },
    marker: (id) => new Promise((resolve) => markers.set(id, resolve)),
    markerArrived(id) {
      markers.get(id)?.();
      markers.delete(id);
    },
  };
}

/** Tests publish garbage too; that is no event. */
function envelopeIn(text: string): EventEnvelope | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isEnvelope(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEnvelope(value: unknown): value is EventEnvelope {
  return typeof value === 'object' && value !== null && 'eventId' in value && 'eventType' in value && 'data' in value;
}

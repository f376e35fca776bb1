import type { EventEnvelope } from '@kada-mandiya/contract';
import { noteExercised } from './exercised.ts';

/** Which of the events with a routing key are meant. */
type Match = (event: EventEnvelope) => boolean;

/** What was published, and who waits for it. */
export interface Sightings {
  /**
   * The first event of that key that matches, seen before or still to come.
   *
   * @throws Error with what was seen instead, after `withinMs` (10,000); what `match` throws
   */
  seen: (routingKey: string, match?: Match, options?: { readonly withinMs?: number }) => Promise<EventEnvelope>;
  /** All events of that key up to now, in the order of their arrival. */
  published: (routingKey: string) => readonly EventEnvelope[];
  readonly arrived: (text: string) => void;
  marker(id: string): Promise<void>;
  markerArrived(id: string): void;
}

interface Waiting {
  readonly routingKey: string;
  /** Whether this event is the one, or its match has thrown. */
  readonly isEndedBy: (event: EventEnvelope) => boolean;
  readonly timer: NodeJS.Timeout;
}

export function createSightings(onEvent?: (event: EventEnvelope) => void): Sightings {
  const events: EventEnvelope[] = [];
  const waiting = new Set<Waiting>();
  const markers = new Map<string, () => void>();
  const ofKey = (routingKey: string): readonly EventEnvelope[] => events.filter(({ eventType }) => eventType === routingKey);
  return {
    published: ofKey,
    seen(routingKey, match = () => true, { withinMs = 10_000 } = {}) {
      const { promise, resolve, reject } = Promise.withResolvers<EventEnvelope>();
      // What a match throws is for who waits, and not for the broker's connection, from which events come.
      const isEndedBy = (event: EventEnvelope): boolean => {
        try {
          if (!match(event)) return false;
          resolve(event);
        } catch (error) {
          reject(error);
        }
        return true;
      };
      if (ofKey(routingKey).some(isEndedBy)) return promise;
      const timer = setTimeout(() => {
        waiting.delete(one);
        reject(new Error(`no ${routingKey} that matches within ${withinMs} ms; ${seenInstead(routingKey, events)}`));
      }, withinMs);
      const one = { routingKey, isEndedBy, timer };
      waiting.add(one);
      return promise;
    },
    arrived(text) {
      const event = envelopeIn(text);
      if (event === undefined) return;
      events.push(event);
      noteExercised({ kind: 'event', routingKey: event.eventType, version: event.version });
      onEvent?.(event);
      for (const one of waiting) {
        if (one.routingKey !== event.eventType || !one.isEndedBy(event)) continue;
        clearTimeout(one.timer);
        waiting.delete(one);
      }
    },
    marker: (id) => new Promise((resolve) => markers.set(id, resolve)),
    markerArrived(id) {
      markers.get(id)?.();
      markers.delete(id);
    },
  };
}

/** The last few of that key with their data, since one of them may be the one that was meant, and the keys of the others. */
function seenInstead(routingKey: string, events: readonly EventEnvelope[]): string {
  const data = events.filter(({ eventType }) => eventType === routingKey).map((event) => JSON.stringify(event.data).slice(0, 300));
  const others = events.filter(({ eventType }) => eventType !== routingKey).map(({ eventType }) => eventType);
  const parts = [...(data.length === 0 ? [] : [`${data.length} do not: ${data.slice(-5).join(' ')}`]), ...(others.length === 0 ? [] : [`seen beside it: ${others.join(', ')}`])];
  return parts.length === 0 ? 'nothing was seen' : parts.join('; ');
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

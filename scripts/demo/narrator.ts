import type { EventEnvelope } from '@kada-mandiya/contract';
import type { EventWatch } from '@kada-mandiya/service-kit/testing';
import { routeOf } from './routes.ts';

/** Tells what happens, and waits for the events that have to. */
export interface Narrator {
  /** Something that somebody did, under which correlation id, and when: now unless given. */
  did(what: string, who: string, more?: { readonly correlationId?: string; readonly at?: string }): void;
  /** Waits for an event, and tells of it. Rejects where it does not come. */
  saw(routingKey: string, match: (data: object) => boolean, what: (data: object) => string): Promise<EventEnvelope>;
  readonly steps: number;
}

interface Line {
  /** RFC 3339: of an event, when it was written. */
  readonly at: string;
  readonly step: string;
  readonly route: string;
  readonly correlationId: string;
  readonly what: string;
}

export function createNarrator(watch: EventWatch, log: (line: string) => void): Narrator {
  let steps = 0;
  const line = ({ at, step, route, correlationId, what }: Line): void => {
    steps += 1;
    log(`   ${at.slice(11, 23)}  ${step.padEnd(23)} ${route.padEnd(27)} ${correlationId.slice(0, 8).padEnd(8)}  ${what}`.trimEnd());
  };
  return {
    get steps() {
      return steps;
    },
    did: (what, who, { correlationId = '', at = new Date().toISOString() } = {}) => line({ at, step: '·', route: who, correlationId, what }),
    async saw(routingKey, match, what) {
      const event = await watch.seen(routingKey, ({ data }) => typeof data === 'object' && data !== null && match(data));
      line({ at: event.occurredAt, step: routingKey, route: routeOf(routingKey), correlationId: event.correlationId, what: what(dataOf(event)) });
      return event;
    },
  };
}

function dataOf({ data }: EventEnvelope): object {
  return typeof data === 'object' && data !== null ? data : {};
}

/** A field of an event's data, as text. */
export function field(data: object, name: string): string {
  const value: unknown = Reflect.get(data, name);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

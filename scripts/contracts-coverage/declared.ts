import type { ServiceContract } from '@kada-mandiya/contract';
import { allEvents } from '@kada-mandiya/event-contracts';
import * as contracts from '@kada-mandiya/service-contracts';
import { answerName, eventName } from './exercised.ts';

/** What a part of the system declares, as names. */
export interface Declared {
  readonly part: string;
  readonly names: readonly string[];
}

/** Each answer of each operation of each service, and each version of each event. */
export function declared(): readonly Declared[] {
  const services: readonly ServiceContract[] = Object.values(contracts);
  const answers = services.map(({ name, operations }) => ({
    part: name,
    names: Object.values(operations).flatMap(({ id, statuses }) => statuses.map((status) => answerName(id, status))),
  }));
  return [...answers, { part: 'events', names: allEvents.map(({ routingKey, version }) => eventName(routingKey, version)) }];
}

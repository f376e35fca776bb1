import type { ServiceContract } from '@kada-mandiya/contract';
import { allEvents } from '@kada-mandiya/event-contracts';
import * as contracts from '@kada-mandiya/service-contracts';
import { answerName, eventName, operationName, partyName } from './exercised.ts';

/** What the contracts declare, as names that `exercisedIn` gives too. */
export interface Declared {
  readonly services: readonly DeclaredService[];
  readonly events: readonly DeclaredEvent[];
}

/** One service, and each of its operations, answers and sides of an event. */
export interface DeclaredService {
  readonly service: string;
  readonly operations: readonly string[];
  readonly answers: readonly string[];
  readonly publishes: readonly string[];
  readonly consumes: readonly string[];
}

/** One version of an event, and the services on both sides of it. */
export interface DeclaredEvent {
  readonly name: string;
  readonly producers: readonly DeclaredParty[];
  readonly consumers: readonly DeclaredParty[];
}

export interface DeclaredParty {
  readonly service: string;
  readonly name: string;
}

export function declared(services: readonly ServiceContract[] = Object.values(contracts), events: readonly { readonly routingKey: string; readonly version: number }[] = allEvents): Declared {
  return {
    services: services.map((contract) => ({
      service: contract.name,
      operations: Object.values(contract.operations).map(({ id }) => operationName(id)),
      answers: Object.values(contract.operations).flatMap(({ id, statuses }) => statuses.map((status) => answerName(id, status))),
      publishes: published(contract).map((party) => partyName(party, 'published')),
      consumes: consumed(contract).map((party) => partyName(party, 'consumed')),
    })),
    events: events.map(({ routingKey, version }) => {
      const partiesOf = (sides: (contract: ServiceContract) => readonly PartyOf[], side: 'published' | 'consumed'): readonly DeclaredParty[] =>
        services.flatMap(sides).filter((party) => party.routingKey === routingKey && party.version === version).map((party) => ({ service: party.service, name: partyName(party, side) }));
      return { name: eventName(routingKey, version), producers: partiesOf(published, 'published'), consumers: partiesOf(consumed, 'consumed') };
    }),
  };
}

type PartyOf = Parameters<typeof partyName>[0];

function published({ name, publishes }: ServiceContract): readonly PartyOf[] {
  return Object.entries(publishes).flatMap(([routingKey, versions]) => Object.values(versions).map(({ version }) => ({ service: name, routingKey, version })));
}

function consumed({ name, consumes }: ServiceContract): readonly PartyOf[] {
  return Object.entries(consumes).map(([routingKey, { event }]) => ({ service: name, routingKey, version: event.version }));
}

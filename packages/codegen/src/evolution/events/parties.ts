import type { Channel, Contract, EventOperation, Message } from '../../ir/contract.ts';
import { versionedName } from './versions.ts';
import type { Party } from '../finding.ts';

/** A channel by its routing key; where the document leaves that to run time, by its name. */
function routingKeyOf(channel: Channel): string {
  return channel.address ?? channel.id;
}

/** Every channel of a contract, by routing key. */
export function channelsOf(contract: Contract): ReadonlyMap<string, Channel> {
  const channels = contract.eventDocuments.flatMap((document) => document.channels);
  return new Map(channels.map((channel) => [routingKeyOf(channel), channel]));
}

/** Who an operation is of; without the house profile the operation itself is all that is known. */
export function partyOf({ service, id }: EventOperation): string {
  return service ?? id;
}

/** The operations of a channel that send or receive a message. */
export function operationsOn(channel: Channel | undefined, action: EventOperation['action'], message?: string): readonly EventOperation[] {
  return (channel?.operations ?? []).filter((operation) => operation.action === action && (message === undefined || operation.messages.includes(message)));
}

/** Who consumes a message of a channel. */
export function consumersOf(channel: Channel | undefined, message: Message | undefined): readonly Party[] {
  if (channel === undefined || message === undefined) return [];
  return named(operationsOn(channel, 'receive', message.name), `consumes ${versionedName(channel, message)}`);
}

/** Who publishes a message of a channel. */
export function producersOf(channel: Channel | undefined, message: Message | undefined): readonly Party[] {
  if (channel === undefined || message === undefined) return [];
  return named(operationsOn(channel, 'send', message.name), `publishes ${versionedName(channel, message)}`);
}

function named(operations: readonly EventOperation[], role: string): readonly Party[] {
  return [...new Set(operations.map(partyOf))].sort().map((name) => ({ name, role }));
}

/** Parties, each once by name and role. */
export function distinctParties(parties: readonly Party[]): readonly Party[] {
  return [...new Map(parties.map((party) => [`${party.name}\n${party.role}`, party])).values()];
}

export function namesOf(parties: readonly Party[]): readonly string[] {
  return [...new Set(parties.map(({ name }) => name))];
}

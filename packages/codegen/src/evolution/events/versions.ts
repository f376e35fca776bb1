import type { Channel, Message } from '../../ir/contract.ts';

/** What tells a message of a channel from the others: the version of its envelope, or else its name. */
export function versionKey({ envelope, name }: Message): string {
  return envelope === undefined ? name : `version ${String(envelope.version)}`;
}

/** `order.created version 1`. */
export function versionedName(channel: Channel, message: Message): string {
  return `${channel.address ?? channel.id} ${versionKey(message)}`;
}

/** The messages of a channel by their versions. */
export function messagesOf(channel: Channel | undefined): ReadonlyMap<string, Message> {
  return new Map((channel?.messages ?? []).map((message) => [versionKey(message), message]));
}

/** What to do instead of editing a version: `add version 2 as a message of the channel order.created …`. */
export function nextVersionAdvice(channel: Channel): string {
  const versions = channel.messages.flatMap(({ envelope }) => envelope?.version ?? []);
  const next = versions.length === 0 ? 'a new version' : `version ${String(Math.max(...versions) + 1)}`;
  return `leave this version as it was and add ${next} as a message of the channel ${channel.address ?? channel.id}; publish both until every consumer has moved`;
}

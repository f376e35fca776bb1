import type { Channel, Contract, Message } from '../../ir/contract.ts';
import { keyOf } from '../../ir/origin.ts';
import type { Finding, Party } from '../finding.ts';
import { viewsOf, type Views } from '../views/views.ts';
import { compareEnvelopes, compareMessages, type MessageSide } from './compare-messages.ts';
import { compareExchanges } from './compare-exchanges.ts';
import { compareConsumers, compareProducers } from './compare-parties.ts';
import { channelsOf, consumersOf, distinctParties, namesOf, producersOf } from './parties.ts';
import { messagesOf, nextVersionAdvice, versionedName } from './versions.ts';

/** What has changed in the events of a contract. */
export function compareEvents(before: Contract, after: Contract): readonly Finding[] {
  const [from, to] = [channelsOf(before), channelsOf(after)];
  const views = { before: viewsOf(before.schemas), after: viewsOf(after.schemas) };
  const removed = [...from].filter(([key]) => !to.has(key)).map(([key, channel]) => removedChannel(key, channel));
  const added = [...to].filter(([key]) => !from.has(key)).map(([key, channel]) => addedChannel(key, channel));
  const changed = [...from].flatMap(([key, channel]) => {
    const other = to.get(key);
    return other === undefined ? [] : compareChannels(key, channel, other, views);
  });
  return [...removed, ...added, ...changed, ...envelopeFindings(from, to, views)];
}

interface BothViews {
  readonly before: Views;
  readonly after: Views;
}

function removedChannel(key: string, channel: Channel): Finding {
  const affected = distinctParties(channel.messages.flatMap((message) => consumersOf(channel, message)));
  return {
    rule: 'event-channel',
    verdict: affected.length === 0 ? 'dangerous' : 'breaking',
    subject: key,
    message: `nothing is published under ${key} any more`,
    before: keyOf(channel.origin),
    affected,
    advice: affected.length === 0 ? 'make sure that nobody outside of the contracts reads it' : 'let every consumer go first, one release before',
    owners: ownersOf(channel),
  };
}

function addedChannel(key: string, channel: Channel): Finding {
  return { rule: 'event-channel', verdict: 'safe', subject: key, message: `${key} is a new event`, after: keyOf(channel.origin), affected: [], owners: ownersOf(channel) };
}

function ownersOf(channel: Channel): readonly string[] {
  return namesOf(channel.messages.flatMap((message) => producersOf(channel, message)));
}

function compareChannels(key: string, before: Channel, after: Channel, views: BothViews): readonly Finding[] {
  const [from, to] = [messagesOf(before), messagesOf(after)];
  const removed = [...from].filter(([version]) => !to.has(version)).map(([, message]) => removedVersion(before, message));
  const added = [...to].filter(([version]) => !from.has(version)).map(([, message]) => addedVersion(after, message));
  const changed = [...from].flatMap(([version, message]) => {
    const other = to.get(version);
    if (other === undefined) return [];
    const sides = [
      { views: views.before, channel: before, message },
      { views: views.after, channel: after, message: other },
    ] as const;
    return [...compareMessages(...sides), ...contentTypeFindings(...sides), ...nameFindings(...sides)];
  });
  return [...removed, ...added, ...changed, ...compareProducers(before, after), ...compareConsumers(before, after), ...compareExchanges(key, before, after)];
}

function removedVersion(channel: Channel, message: Message): Finding {
  const affected = consumersOf(channel, message);
  return {
    rule: 'event-version',
    verdict: affected.length === 0 ? 'dangerous' : 'breaking',
    subject: versionedName(channel, message),
    message: `${versionedName(channel, message)} is gone`,
    before: keyOf(message.entry),
    affected,
    advice: affected.length === 0 ? 'make sure that none of it waits in a dead-letter queue' : 'go on publishing it until every consumer has moved',
    owners: namesOf(producersOf(channel, message)),
  };
}

function addedVersion(channel: Channel, message: Message): Finding {
  return {
    rule: 'event-version',
    verdict: 'safe',
    subject: versionedName(channel, message),
    message: `${versionedName(channel, message)} is new; consumers of other versions skip and count it`,
    after: keyOf(message.entry),
    affected: [],
    owners: namesOf(producersOf(channel, message)),
  };
}

const json = 'application/json';

function contentTypeFindings(before: MessageSide, after: MessageSide): readonly Finding[] {
  const [from, to] = [before.message.contentType ?? json, after.message.contentType ?? json];
  if (before.message.contentType === after.message.contentType) return [];
  const affected = consumersOf(before.channel, before.message);
  const isSame = essenceOf(from) === essenceOf(to);
  return [
    {
      rule: 'event-content-type',
      verdict: isSame ? 'safe' : affected.length === 0 ? 'dangerous' : 'breaking',
      subject: versionedName(before.channel, before.message),
      message: `the media type is ${to}, and was ${from}`,
      before: before.message.contentTypeOrigin ?? before.message.origin,
      after: after.message.contentTypeOrigin ?? after.message.origin,
      affected: isSame ? [] : affected,
      ...(isSame ? {} : { advice: nextVersionAdvice(before.channel) }),
      owners: namesOf(producersOf(before.channel, before.message)),
    },
  ];
}

/** A media type without its parameters (RFC 9110, section 8.3.1). */
function essenceOf(mediaType: string): string {
  return mediaType.replace(/;.*$/, '').trim().toLowerCase();
}

/** Generated code is called after the message; on the wire there is no such name. */
function nameFindings(before: MessageSide, after: MessageSide): readonly Finding[] {
  if (before.message.name === after.message.name) return [];
  return [
    {
      rule: 'event-version',
      verdict: 'dangerous',
      subject: versionedName(before.channel, before.message),
      message: `the message is called ${after.message.name}, and was ${before.message.name}`,
      before: keyOf(before.message.entry),
      after: keyOf(after.message.entry),
      affected: [...producersOf(before.channel, before.message), ...consumersOf(before.channel, before.message)],
      advice: 'nothing changes on the wire; code that imports the generated types by name follows the compiler',
      owners: namesOf(producersOf(before.channel, before.message)),
    },
  ];
}

/** All events share the envelope: it is compared once for each schema that is one. */
function envelopeFindings(from: ReadonlyMap<string, Channel>, to: ReadonlyMap<string, Channel>, views: BothViews): readonly Finding[] {
  const everybody = distinctParties([...from.values()].flatMap((channel) => channel.messages.flatMap((message) => consumersOf(channel, message))));
  const named: readonly Party[] = namesOf(everybody).map((name) => ({ name, role: 'consumes events' }));
  const compared = new Map<string, readonly Finding[]>();
  for (const [key, channel] of from) {
    const other = to.get(key);
    for (const [version, message] of messagesOf(channel)) {
      const partner = messagesOf(other).get(version);
      const ids = [message, partner].map((one) => one?.envelope?.base.id);
      if (other === undefined || partner === undefined || ids.includes(undefined) || compared.has(ids.join('\n'))) continue;
      const sides = [{ views: views.before, channel, message }, { views: views.after, channel: other, message: partner }] as const;
      compared.set(ids.join('\n'), compareEnvelopes(...sides, named));
    }
  }
  return [...compared.values()].flat();
}

import type { Channel, EventOperation, Message } from '../../ir/contract.ts';
import { keyOf } from '../../ir/origin.ts';
import { defaultRetry } from '../../read/services.ts';
import type { Finding } from '../finding.ts';
import { consumersOf, operationsOn, partyOf } from './parties.ts';
import { messagesOf, versionedName, versionKey } from './versions.ts';

/** Who publishes a version that was there before: gone, new, or another. */
export function compareProducers(before: Channel, after: Channel): readonly Finding[] {
  return [...messagesOf(before)].flatMap(([version, message]) => {
    const other = messagesOf(after).get(version);
    if (other === undefined) return [];
    const [from, to] = [operationsOn(before, 'send', message.name), operationsOn(after, 'send', other.name)];
    const gone = from.filter((operation) => !to.some((one) => partyOf(one) === partyOf(operation)));
    const added = to.filter((operation) => !from.some((one) => partyOf(one) === partyOf(operation)));
    return [
      ...gone.map((operation) => goneProducer(before, message, operation, to)),
      ...added.map((operation) => addedProducer(after, other, operation)),
    ];
  });
}

function goneProducer(channel: Channel, message: Message, operation: EventOperation, left: readonly EventOperation[]): Finding {
  const affected = consumersOf(channel, message);
  const isLast = left.length === 0;
  return {
    rule: 'event-producer',
    verdict: isLast && affected.length > 0 ? 'breaking' : 'dangerous',
    subject: versionedName(channel, message),
    message: `${partyOf(operation)} no longer publishes it${isLast ? ', and nobody else does' : `; ${[...new Set(left.map(partyOf))].join(', ')} does`}`,
    before: keyOf(operation.origin),
    affected,
    advice: isLast ? 'go on publishing it until every consumer has moved' : 'deploy the new producer first; an event may then come twice, from either',
    owners: [partyOf(operation)],
  };
}

function addedProducer(channel: Channel, message: Message, operation: EventOperation): Finding {
  return {
    rule: 'event-producer',
    verdict: 'safe',
    subject: versionedName(channel, message),
    message: `${partyOf(operation)} publishes it too`,
    after: keyOf(operation.origin),
    affected: [],
    owners: [partyOf(operation)],
  };
}

/** Who consumes an event: gone, new, or of another version, and how it is delivered. */
export function compareConsumers(before: Channel, after: Channel): readonly Finding[] {
  const [from, to] = [receiversOf(before), receiversOf(after)];
  const gone = [...from].filter(([name]) => !to.has(name)).map(([name, operation]) => goneConsumer(before, name, operation));
  const added = [...to].filter(([name]) => !from.has(name)).map(([name, operation]) => addedConsumer(after, name, operation));
  const changed = [...from].flatMap(([name, operation]) => {
    const other = to.get(name);
    return other === undefined ? [] : [...versionFindings({ before, after, name, operation, other }), ...deliveryFindings({ before, after, name, operation, other })];
  });
  return [...gone, ...added, ...changed];
}

function receiversOf(channel: Channel): ReadonlyMap<string, EventOperation> {
  return new Map(operationsOn(channel, 'receive').map((operation) => [partyOf(operation), operation]));
}

function goneConsumer(channel: Channel, name: string, operation: EventOperation): Finding {
  return {
    rule: 'event-consumer',
    verdict: 'safe',
    subject: channel.address ?? channel.id,
    message: `${name} no longer consumes it; its queue stays until \`npm run topology -- prune\` removes it`,
    before: keyOf(operation.origin),
    affected: [],
    owners: [name],
  };
}

function addedConsumer(channel: Channel, name: string, operation: EventOperation): Finding {
  return {
    rule: 'event-consumer',
    verdict: 'safe',
    subject: channel.address ?? channel.id,
    message: `${name} consumes it now`,
    after: keyOf(operation.origin),
    affected: [],
    owners: [name],
  };
}

interface Consumer {
  readonly before: Channel;
  readonly after: Channel;
  readonly name: string;
  readonly operation: EventOperation;
  readonly other: EventOperation;
}

function versionFindings({ before, after, name, operation, other }: Consumer): readonly Finding[] {
  const [from, to] = [versionsOf(before, operation), versionsOf(after, other)];
  const taken = to.filter((version) => !from.includes(version));
  const [version] = taken;
  if (version === undefined && from.every((one) => to.includes(one))) return [];
  const published = (channel: Channel): boolean => taken.every((one) => isPublished(channel, one));
  const isNow = published(before);
  return [
    {
      rule: 'event-consumer',
      verdict: published(after) ? (isNow && from.every((one) => to.includes(one)) ? 'safe' : 'dangerous') : 'breaking',
      subject: before.address ?? before.id,
      message: `${name} takes ${listedVersions(to)}, and took ${listedVersions(from)}`,
      before: keyOf(operation.origin),
      after: keyOf(other.origin),
      affected: [{ name, role: `consumes ${before.address ?? before.id} ${listedVersions(to)}` }],
      advice: isNow
        ? 'let its queue run empty first: what it no longer takes is acknowledged and counted, not handled'
        : 'deploy the producer first, or the events between the two deployments are skipped; let the queue run empty',
      owners: [name],
    },
  ];
}

function listedVersions(versions: readonly string[]): string {
  return versions.length === 0 ? 'no version' : versions.join(' and ');
}

function versionsOf(channel: Channel, operation: EventOperation): readonly string[] {
  return channel.messages.filter(({ name }) => operation.messages.includes(name)).map(versionKey);
}

function isPublished(channel: Channel, version: string): boolean {
  const message = messagesOf(channel).get(version);
  return message !== undefined && operationsOn(channel, 'send', message.name).length > 0;
}

function deliveryFindings(consumer: Consumer): readonly Finding[] {
  return [...retryFindings(consumer), ...prefetchFindings(consumer)];
}

function retryFindings({ before, name, operation, other }: Consumer): readonly Finding[] {
  const { delaysMs: from } = operation.retry ?? defaultRetry;
  const { delaysMs: to } = other.retry ?? defaultRetry;
  if (from.join() === to.join()) return [];
  const isLess = to.length < from.length || sum(to) < sum(from);
  return [
    {
      ...deliveryOf(before, name),
      verdict: isLess ? 'dangerous' : 'safe',
      message: `${name}: it is retried after ${listed(to)}, and was after ${listed(from)}`,
      before: operation.retryOrigin ?? keyOf(operation.origin),
      after: other.retryOrigin ?? keyOf(other.origin),
      ...(isLess ? { advice: 'an outage that was ridden out before may end in dead letters now: `npm run dlq -- redrive` brings them back' } : {}),
    },
  ];
}

function prefetchFindings({ before, name, operation, other }: Consumer): readonly Finding[] {
  if (operation.prefetch === other.prefetch) return [];
  return [
    {
      ...deliveryOf(before, name),
      verdict: 'safe',
      message: `${name}: its prefetch is ${String(other.prefetch ?? 'the default')}, and was ${String(operation.prefetch ?? 'the default')}`,
      before: operation.prefetchOrigin ?? keyOf(operation.origin),
      after: other.prefetchOrigin ?? keyOf(other.origin),
    },
  ];
}

function deliveryOf(channel: Channel, name: string): Pick<Finding, 'rule' | 'subject' | 'affected' | 'owners'> {
  const subject = channel.address ?? channel.id;
  return { rule: 'event-delivery', subject, affected: [{ name, role: `consumes ${subject}` }], owners: [name] };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function listed(delays: readonly number[]): string {
  return delays.length === 0 ? 'nothing' : `${delays.join(', ')} ms`;
}

import type { Channel, Exchange } from '../../ir/contract.ts';
import { keyOf } from '../../ir/origin.ts';
import type { Finding } from '../finding.ts';
import { consumersOf, distinctParties, namesOf, producersOf } from './parties.ts';

/** What has changed in the exchange of a routing key, and with it in the bindings of its consumers' queues. */
export function compareExchanges(key: string, before: Channel, after: Channel): readonly Finding[] {
  const [from, to] = [before.exchange, after.exchange];
  const differences = differencesOf(from, to);
  if (differences.length === 0) return [];
  const parties = distinctParties(before.messages.flatMap((message) => [...producersOf(before, message), ...consumersOf(before, message)]));
  const isNew = from === undefined;
  return [
    {
      rule: 'event-exchange',
      verdict: isNew ? 'safe' : 'breaking',
      subject: key,
      message: isNew ? `events go through the exchange ${to?.name ?? ''} now` : differences.join('; '),
      before: from?.origin ?? keyOf(before.origin),
      after: to?.origin ?? keyOf(after.origin),
      affected: isNew ? [] : parties,
      ...(isNew ? {} : { advice: adviceFor(from, to) }),
      owners: namesOf(parties),
    },
  ];
}

function differencesOf(from: Exchange | undefined, to: Exchange | undefined): readonly string[] {
  if (from === undefined || to === undefined) return from === to ? [] : [`events no longer go through the exchange ${from?.name ?? ''}`];
  return (['name', 'type', 'durable', 'autoDelete'] as const)
    .filter((property) => from[property] !== to[property])
    .map((property) => `the exchange's ${property} is ${String(to[property])}, and was ${String(from[property])}`);
}

function adviceFor(from: Exchange | undefined, to: Exchange | undefined): string {
  return from?.name === to?.name
    ? 'a broker refuses to declare an exchange otherwise than it is (406): make one of another name, or replace it with `npm run topology -- apply` while nobody publishes'
    : 'bind the queues to both exchanges until every producer publishes to the new one';
}

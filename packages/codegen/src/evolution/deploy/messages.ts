import type { Channel, Contract, Message } from '../../ir/contract.ts';
import { channelsOf, operationsOn, partyOf } from '../events/parties.ts';
import { nextVersionAdvice, versionedName, versionKey } from '../events/versions.ts';
import type { Finding, Party } from '../finding.ts';
import { compareSchemas } from '../schema/compare-schemas.ts';
import type { Direction } from '../schema/words.ts';
import { viewsOf } from '../views/views.ts';

/** A version of an event that a service publishes or takes, by a contract. */
export interface Use {
  readonly routingKey: string;
  readonly version: string;
  /** `order.created version 1`. */
  readonly name: string;
  readonly channel: Channel;
  readonly message: Message;
}

interface Deployed {
  readonly service: string;
  readonly contract: Contract;
}

export function publishedBy(deployed: Deployed): readonly Use[] {
  return usesOf(deployed, 'send');
}

export function takenBy(deployed: Deployed): readonly Use[] {
  return usesOf(deployed, 'receive');
}

function usesOf({ service, contract }: Deployed, action: 'send' | 'receive'): readonly Use[] {
  return [...channelsOf(contract)].flatMap(([routingKey, channel]) =>
    channel.messages
      .filter(({ name }) => operationsOn(channel, action, name).some((operation) => partyOf(operation) === service))
      .map((message) => ({ routingKey, version: versionKey(message), name: versionedName(channel, message), channel, message })),
  );
}

interface Reading {
  /** `new`: who is deployed reads what the candidate publishes; `old`: the candidate reads what is published. */
  readonly direction: Direction;
  readonly deployed: Deployed & { readonly use: Use };
  readonly candidate: Deployed & { readonly use: Use };
  readonly affected: readonly Party[];
  readonly owners: readonly string[];
}

/** Whether one contract's consumer reads what the other's producer publishes, the envelope included. */
export function compareReading({ direction, deployed, candidate, affected, owners }: Reading): readonly Finding[] {
  const [before, after] = [deployed.use.message.payload?.id, candidate.use.message.payload?.id];
  if (before === undefined || after === undefined) return [];
  const views = { before: viewsOf(deployed.contract.schemas), after: viewsOf(candidate.contract.schemas) };
  const isNew = direction === 'new';
  const flow = {
    direction,
    from: isNew ? views.after.published(after) : views.before.published(before),
    to: isNew ? views.before.written(before) : views.after.written(after),
    affected,
    verdict: () => 'breaking' as const,
    advice: () => (isNew ? nextVersionAdvice(deployed.use.channel) : `deploy ${deployed.service} first`),
  };
  const findings = compareSchemas({
    context: 'event',
    subject: candidate.use.name,
    root: 'payload',
    before: views.before.written(before),
    after: views.after.written(after),
    flows: [flow],
    owners,
    affected,
    sensitiveAdvice: '',
  });
  return findings.filter(({ verdict, rule }) => verdict !== 'safe' && rule !== 'event-sensitive' && rule !== 'event-default');
}

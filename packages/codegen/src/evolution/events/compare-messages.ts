import type { Channel, Message } from '../../ir/contract.ts';
import type { SchemaId } from '../../ir/schema.ts';
import type { Finding, Party, Verdict } from '../finding.ts';
import { compareSchemas, type Flow } from '../schema/compare-schemas.ts';
import type { RuleName } from '../rules.ts';
import type { Failure } from '../subset/is-subset.ts';
import type { Views } from '../views/views.ts';
import { consumersOf, distinctParties, namesOf, producersOf } from './parties.ts';
import { nextVersionAdvice, versionedName } from './versions.ts';

/** One side of a comparison: a contract's view of a message. */
export interface MessageSide {
  readonly views: Views;
  readonly channel: Channel;
  readonly message: Message;
}

/**
 * What an edit of a published version means. The rules:
 *
 * - what the producer may publish now has to be what a consumer of the contract as it was takes: else it is breaking;
 * - what was published before and waits in a queue, a dead-letter queue or a history to be replayed should be what a consumer
 *   of the contract as it is now takes: breaking where none of it passes (a property that nobody published is demanded),
 *   dangerous where some of it may not (a value was narrowed, which a producer may do).
 */
export function compareMessages(before: MessageSide, after: MessageSide): readonly Finding[] {
  const subject = versionedName(before.channel, before.message);
  const consumers = consumersOf(before.channel, before.message);
  const readers = consumersOf(after.channel, after.message);
  const owners = namesOf(distinctParties([...producersOf(before.channel, before.message), ...producersOf(after.channel, after.message)]));
  const parts = [
    { root: 'data', id: (message: Message) => message.envelope?.data.id ?? message.payload?.id },
    { root: 'headers', id: (message: Message) => message.headers },
  ];
  return parts.flatMap(({ root, id }) => {
    const [from, to] = [id(before.message), id(after.message)];
    if (from === undefined || to === undefined) return [];
    const flows = eventFlows({ before, after, from, to }, { consumers, readers, owners, instead: nextVersionAdvice(before.channel) });
    return compareSchemas({ ...common, subject, root, before: before.views.written(from), after: after.views.written(to), flows, owners, affected: consumers });
  });
}

/** What a change of the envelope means: the same as of an event, for everybody. */
export function compareEnvelopes(before: MessageSide, after: MessageSide, everybody: readonly Party[]): readonly Finding[] {
  const [from, to] = [before.message.envelope?.base.id, after.message.envelope?.base.id];
  if (from === undefined || to === undefined) return [];
  const owners = namesOf(everybody);
  const flows = eventFlows({ before, after, from, to }, { consumers: everybody, readers: everybody, owners, instead: envelopeAdvice });
  const rule: RuleName = 'event-envelope';
  return compareSchemas({ ...common, rule, subject: 'the envelope', root: 'envelope', before: before.views.written(from), after: after.views.written(to), flows, owners, affected: everybody });
}

const envelopeAdvice = 'leave the envelope as it was: add to it only what may be left out, and tell the rest in a new version of the events that need it';

const common = { context: 'event', sensitiveAdvice: 'logs and documentation stop hiding it: make sure that it may be seen' } as const;

interface Sides {
  readonly before: MessageSide;
  readonly after: MessageSide;
  readonly from: SchemaId;
  readonly to: SchemaId;
}

interface Parties {
  readonly consumers: readonly Party[];
  readonly readers: readonly Party[];
  readonly owners: readonly string[];
  /** What to do instead of a change that breaks. */
  readonly instead: string;
}

function eventFlows({ before, after, from, to }: Sides, { consumers, readers, owners, instead }: Parties): readonly Flow[] {
  const verdictFor = (parties: readonly Party[], verdict: Verdict): Verdict => (parties.length === 0 ? 'dangerous' : verdict);
  const producers = owners.length === 0 ? 'the producer' : owners.join(' and ');
  return [
    {
      direction: 'new',
      from: after.views.published(to),
      to: before.views.written(from),
      affected: consumers,
      verdict: () => verdictFor(consumers, 'breaking'),
      advice: () => instead,
    },
    {
      direction: 'old',
      from: before.views.published(from),
      to: after.views.written(to),
      affected: readers,
      verdict: ({ total }: Failure) => (total ? verdictFor(readers, 'breaking') : 'dangerous'),
      advice: ({ total }: Failure) =>
        total ? instead : `deploy ${producers} before the consumers, and let queues and dead letters of what was published before run empty`,
    },
  ];
}

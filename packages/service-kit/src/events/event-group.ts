import type { EventEnvelope, ServiceContract } from '@kada-mandiya/contract';
import { isDatabaseError, type Inbox } from '@kada-mandiya/database';
import { inContextOf, type Outcome } from '@kada-mandiya/rabbitmq-client';
import type { Reaction } from './reaction.ts';
import type { ServiceUnit, Units, WorkUnit } from './units.ts';

/** An event on its way into the service's state. */
export interface Applicable<C extends ServiceContract, Store> {
  readonly event: EventEnvelope;
  readonly apply: (unit: ServiceUnit<C, Store>) => Promise<void> | void;
}

/** What became of one event. */
export type Applied = 'applied' | 'duplicate' | { readonly failed: unknown };

export interface GroupTools<C extends ServiceContract, Store, Reads> {
  readonly units: Units<C, Store, Reads>;
  readonly inbox: Inbox;
}

/** The first steps of a group's events, beside each other and outside of any transaction. */
export function prepareAll<C extends ServiceContract, Store, Reads>(
  { units }: GroupTools<C, Store, Reads>,
  events: readonly EventEnvelope[],
  reaction: Reaction<EventEnvelope, C, Store, Reads>,
): Promise<readonly (Applicable<C, Store> | { readonly failed: unknown })[]> {
  if (typeof reaction === 'function') {
    return Promise.resolve(events.map((event) => ({ event, apply: (unit) => reaction(event, unit) })));
  }
  return Promise.all(
    events.map(async (event) => {
      try {
        return { event, apply: await inContextOf(event, () => reaction.prepare(event, units.tools)) };
      } catch (failed) {
        return { failed };
      }
    }),
  );
}

/**
 * Applies events in one transaction, and remembers them in it with one statement. Where one of them fails, all is undone
 * and done again with a savepoint for each and its inbox row, so that the one that fails leaves no trace and the others
 * stay. Where the transaction itself fails, each gets one of its own.
 *
 * @throws DatabaseError `connection-lost`: nothing is known to be applied, and the same can be tried again
 */
export async function applyGroup<C extends ServiceContract, Store, Reads>(
  tools: GroupTools<C, Store, Reads>,
  group: readonly Applicable<C, Store>[],
): Promise<readonly Applied[]> {
  const ways = group.length < 2 ? [applyEachAlone] : [applyTogether, applyInSavepoints, applyEachAlone];
  for (const [index, way] of ways.entries()) {
    try {
      return await way(tools, group);
    } catch (error) {
      if (isDatabaseError(error, 'connection-lost') || index === ways.length - 1) throw error;
    }
  }
  return [];
}

type Way = <C extends ServiceContract, Store, Reads>(
  tools: GroupTools<C, Store, Reads>,
  group: readonly Applicable<C, Store>[],
) => Promise<readonly Applied[]>;

/** Savepoints and inserts one by one would take most of the time of a group whose events all succeed. */
const applyTogether: Way = ({ units, inbox }, group) =>
  units.open(async ({ runner, service }) => {
    const fresh = new Set(await inbox.insertNew(runner, group.map(({ event }) => event.eventId)));
    const ended: Applied[] = [];
    for (const { event, apply } of group) {
      // An event that is there twice is fresh once.
      const isFresh = fresh.delete(event.eventId);
      const applying = isFresh ? inContextOf(event, () => apply(service)) : undefined;
      if (applying !== undefined) await applying;
      ended.push(isFresh ? 'applied' : 'duplicate');
    }
    return ended;
  });

const applyInSavepoints: Way = ({ units, inbox }, group) =>
  units.open(async (unit) => {
    const ended: Applied[] = [];
    for (const one of group) ended.push(await applyInSavepoint(inbox, unit, one));
    return ended;
  });

async function applyInSavepoint<C extends ServiceContract, Store>(
  inbox: Inbox,
  unit: WorkUnit<C, Store>,
  one: Applicable<C, Store>,
): Promise<Applied> {
  try {
    return await unit.savepoint((inner) => applyOnce(inbox, inner, one));
  } catch (failed) {
    // Not this event's fault: the transaction has to run again, or cannot go on.
    if (endsTransaction(failed)) throw failed;
    return { failed };
  }
}

async function applyEachAlone<C extends ServiceContract, Store, Reads>(
  { units, inbox }: GroupTools<C, Store, Reads>,
  group: readonly Applicable<C, Store>[],
): Promise<readonly Applied[]> {
  const ended: Applied[] = [];
  for (const one of group) {
    try {
      ended.push(await units.open((unit) => applyOnce(inbox, unit, one)));
    } catch (failed) {
      if (isDatabaseError(failed, 'connection-lost')) throw failed;
      ended.push({ failed });
    }
  }
  return ended;
}

async function applyOnce<C extends ServiceContract, Store>(
  inbox: Inbox,
  { runner, service }: WorkUnit<C, Store>,
  { event, apply }: Applicable<C, Store>,
): Promise<'applied' | 'duplicate'> {
  const fresh = await inbox.insertNew(runner, [event.eventId]);
  if (fresh.length === 0) return 'duplicate';
  await inContextOf(event, () => apply(service));
  return 'applied';
}

const endingKinds = ['deadlock', 'conflict', 'connection-lost', 'transaction-aborted', 'closed'] as const;

function endsTransaction(error: unknown): boolean {
  return endingKinds.some((kind) => isDatabaseError(error, kind));
}

export function outcomeOf(applied: Applied): Outcome {
  return typeof applied === 'object' ? applied : 'done';
}

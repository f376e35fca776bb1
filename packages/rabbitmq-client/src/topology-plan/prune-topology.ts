import type { Topology } from '@kada-mandiya/contract';
import { replyCodeOf } from '../errors.ts';
import { alone } from './broker-access.ts';
import type { ChangeOptions } from './broker-access.ts';
import type { BrokerSession } from './broker-session.ts';
import type { ActualQueue, BrokerState } from './broker-state.ts';
import { isPrune } from './change.ts';
import type { PruneChange } from './change.ts';
import type { Management } from './management.ts';
import { deadLetterTarget, plural } from './names.ts';
import { planTopology } from './plan-topology.ts';

export interface PruneOptions extends ChangeOptions {
  /** Queues that are deleted together with their messages. Never one that has consumers. */
  readonly withMessages?: ReadonlySet<string>;
}

export interface Pruned {
  readonly done: readonly PruneChange[];
  /** What stays, why, and what to do. */
  readonly left: readonly { readonly change: PruneChange; readonly reason: string }[];
}

interface Site {
  readonly session: BrokerSession;
  readonly management: Management;
  readonly state: BrokerState;
  readonly withMessages: ReadonlySet<string>;
}

/**
 * Takes away what looks like ours and no contract knows: bindings and policies at once, queues only when they are empty
 * and unused, exchanges only when nothing is bound to them.
 *
 * @throws ConnectError, ManagementError: one line each
 */
export async function pruneTopology(wanted: Topology, options: PruneOptions): Promise<Pruned> {
  return alone(options, async (session, management) => {
    const state = await management.readState();
    const site: Site = { session, management, state, withMessages: options.withMessages ?? new Set() };
    const done: PruneChange[] = [];
    const left: { change: PruneChange; reason: string }[] = [];
    for (const change of planTopology(wanted, state, options.services).filter(isPrune)) {
      const reason = await prune(site, change);
      if (reason === undefined) done.push(change);
      else left.push({ change, reason });
      await options.onStep?.(reason === undefined ? change.kind : 'left', nameIn(change));
    }
    return { done, left };
  });
}

/** @returns why the thing had to stay */
async function prune(site: Site, change: PruneChange): Promise<string | undefined> {
  const { session, management } = site;
  switch (change.kind) {
    case 'unbind':
      await session.unbind(change.binding);
      return undefined;
    case 'delete-queue':
      return deleteQueue(site, change.queue);
    case 'delete-exchange':
      return (await session.deleteExchange(change.exchange.name, { ifUnused: true }))
        ? undefined
        : 'something is bound to it: unbind that, or have its owner do so';
    case 'delete-policy':
      await management.deletePolicy(change.policy.name);
      return undefined;
  }
}

async function deleteQueue(site: Site, queue: ActualQueue): Promise<string | undefined> {
  const { session, state } = site;
  const bindings = state.bindings.filter(({ destination, destinationType }) => destination === queue.name && destinationType === 'queue');
  const before = await reasonToStay(site, queue);
  if (before !== undefined) return before;
  // Nothing new is routed to it from here on, so that a second look holds until it is deleted.
  for (const binding of bindings) await session.unbind(binding);
  const after = (await reasonToStay(site, queue)) ?? ((await deleteIdle(site, queue)) ? undefined : 'it is in use again');
  if (after !== undefined) for (const binding of bindings) await session.bind(binding);
  return after;
}

/** Quorum queues do not know the conditions "if empty" and "if unused" (540): for them the look before must do. */
async function deleteIdle({ session, withMessages }: Site, { name, arguments: queueArguments }: ActualQueue): Promise<boolean> {
  const isClassic = (queueArguments['x-queue-type'] ?? 'classic') === 'classic';
  return session.deleteQueue(name, isClassic ? { ifUnused: true, ifEmpty: !withMessages.has(name) } : {});
}

async function reasonToStay({ session, withMessages }: Site, queue: ActualQueue): Promise<string | undefined> {
  const { name, unacknowledged, arguments: queueArguments } = queue;
  const counts = await session.count(name).catch((error: unknown) => {
    if (replyCodeOf(error) === 405) return 'locked' as const;
    throw error;
  });
  if (counts === undefined) return undefined;
  if (counts === 'locked') return 'it belongs to one connection alone and goes with that';
  if (counts.consumers > 0) return `it has ${plural(counts.consumers, 'consumer')}: stop the release that consumes it`;
  const messages = counts.ready + unacknowledged;
  if (messages === 0 || withMessages.has(name)) return undefined;
  const target = deadLetterTarget(queueArguments);
  const wait = 'x-message-ttl' in queueArguments && target !== undefined ? `they go on to ${target} when their time is over; or ` : '';
  const look = name.endsWith('.dlq') ? `look at them (npm run dlq -- show ${name}) and ` : '';
  return `it holds ${plural(messages, 'message')}: ${wait}${look}delete it with them (prune --force --yes ${name})`;
}

function nameIn(change: PruneChange): string {
  switch (change.kind) {
    case 'unbind':
      return change.binding.destination;
    case 'delete-queue':
      return change.queue.name;
    case 'delete-exchange':
      return change.exchange.name;
    case 'delete-policy':
      return change.policy.name;
  }
}

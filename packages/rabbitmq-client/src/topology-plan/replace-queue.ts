import type { Binding, Queue } from '@kada-mandiya/contract';
import { TopologyError } from './broker-session.ts';
import type { BrokerSession } from './broker-session.ts';
import type { ActualBinding, BrokerState } from './broker-state.ts';
import type { Management } from './management.ts';
import { pollMs, startMove } from './move-messages.ts';
import type { Move } from './move-messages.ts';
import { swapOf } from './names.ts';

/** What a step of `apply` or `prune` works with. */
export interface Workplace {
  readonly session: BrokerSession;
  readonly management: Management;
  /** Called after each step, with the name of what it was done to; the next step waits for it. */
  readonly onStep: (step: string, name: string) => void | Promise<void>;
  /** How old the message counts of the management API may be, in milliseconds. */
  readonly statisticsAgeMs: number;
  /** How long to wait for messages that other consumers hold, in milliseconds. */
  readonly patienceMs: number;
}

/** How often a queue may come back with other arguments, because some client declares them, before we give up. */
const attempts = 3;

/**
 * Gives a queue other arguments: a substitute takes its place and its messages, the queue is deleted and declared
 * anew, and gets its messages back. The broker's own state says how far it came, so that a killed run is continued by
 * the next one. A message is in one of the two queues at every moment; it may be in both for a moment, and stay so
 * after a kill.
 */
export async function replaceQueue(work: Workplace, queue: Queue, wanted: readonly Binding[]): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    await drainIntoSwap(work, queue, wanted);
    if (await finishQueue(work, queue, wanted)) return;
  }
  throw new TopologyError(
    `${queue.name} comes back with its old arguments each time: an older release of a service declares it; stop that and run apply again (${swapOf(queue.name)} holds the messages)`,
  );
}

/** From the old queue to its substitute alone. */
async function drainIntoSwap(work: Workplace, queue: Queue, wanted: readonly Binding[]): Promise<void> {
  const { session, management, onStep } = work;
  const { name } = queue;
  const swap: Queue = { ...queue, name: swapOf(name) };
  if ((await session.declareQueue(swap)) === 'differs') await returnFromOtherSwap(work, name);
  await session.declareQueue(swap);
  await onStep('swap-declared', name);

  const state = await management.readState();
  const old = bindingsOf(state, name);
  await bindAll(session, swap.name, [...old, ...fromWanted(wanted)]);
  await onStep('swap-bound', name);
  for (const binding of old) await session.unbind(binding);
  await onStep('unbound', name);

  // Another run, or a service of the new release, may have declared it as wanted meanwhile: then nothing is to delete.
  if ((await session.declareQueue(queue)) === 'declared') return;
  const isQuorum = state.queues.find((found) => found.name === name)?.arguments['x-queue-type'] === 'quorum';
  const move = await startMove(session, moving(work, name, swap.name));
  try {
    await move.untilEmpty();
    await untilOthersHoldNothing(work, { name, isQuorum, move });
    await onStep('drained', name);
    await move.deleteSource();
  } catch (error) {
    await move.stop();
    throw error;
  }
  await onStep('deleted', name);
}

/** An interrupted run wanted yet other arguments: its substitute gives back what it holds. */
async function returnFromOtherSwap(work: Workplace, name: string): Promise<void> {
  const { session, management } = work;
  const swap = swapOf(name);
  const borrowed = bindingsOf(await management.readState(), swap);
  await bindAll(session, name, borrowed);
  for (const binding of borrowed) await session.unbind(binding);
  await emptyAndDelete(work, swap, name);
}

/**
 * From the substitute alone to the new queue.
 *
 * @returns whether the queue is as wanted; if not, it came back as it was before, and everything begins again
 */
export async function finishQueue(work: Workplace, queue: Queue, wanted: readonly Binding[]): Promise<boolean> {
  const { session, management, onStep } = work;
  const { name } = queue;
  if ((await session.declareQueue(queue)) === 'differs') return false;
  await onStep('declared', name);
  const borrowed = bindingsOf(await management.readState(), swapOf(name));
  await bindAll(session, name, [...borrowed, ...fromWanted(wanted)]);
  await onStep('bound', name);
  for (const binding of borrowed) await session.unbind(binding);
  await onStep('swap-unbound', name);
  await emptyAndDelete(work, swapOf(name), name);
  await onStep('swap-deleted', name);
  return true;
}

/** Nobody but us consumes from a substitute. */
async function emptyAndDelete(work: Workplace, from: string, to: string): Promise<void> {
  const move = await startMove(work.session, moving(work, from, to));
  try {
    await move.untilEmpty();
    await work.onStep('swap-drained', to);
    await move.deleteSource();
  } catch (error) {
    await move.stop();
    throw error;
  }
}

/**
 * Waits until no message of an emptied queue is in another consumer's hands: if that died after the queue was deleted,
 * the message would not come back. The statistics say so, some seconds late. Where the broker knows of no consumer of
 * a quorum queue but us, they need not be waited for: it counts one that was cancelled and still holds messages, too.
 */
async function untilOthersHoldNothing(work: Workplace, drained: { readonly name: string; readonly isQuorum: boolean; readonly move: Move }): Promise<void> {
  const { name, isQuorum, move } = drained;
  const started = performance.now();
  for (;;) {
    const consumers = (await work.session.count(name))?.consumers ?? 0;
    const held = unacknowledgedIn(await work.management.readState(), name);
    const elapsed = performance.now() - started;
    if (held === 0 && ((isQuorum && consumers <= 1) || elapsed >= work.statisticsAgeMs)) break;
    if (elapsed > work.statisticsAgeMs + work.patienceMs) {
      throw new TopologyError(
        `another consumer holds ${String(held)} messages of ${name}: stop it, or wait until it is done, and run apply again (until then ${swapOf(name)} collects what arrives)`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs * 4));
  }
  await move.untilEmpty();
}

function unacknowledgedIn({ queues }: BrokerState, name: string): number {
  return queues.find((queue) => queue.name === name)?.unacknowledged ?? 0;
}

function moving({ onStep, patienceMs }: Workplace, from: string, to: string): Parameters<typeof startMove>[1] {
  return { from, to, patienceMs, onCopied: () => void onStep('copied', from) };
}

function bindingsOf({ bindings }: BrokerState, queue: string): ActualBinding[] {
  return bindings.filter(({ destination, destinationType }) => destination === queue && destinationType === 'queue');
}

function fromWanted(bindings: readonly Binding[]): ActualBinding[] {
  return bindings.map(({ exchange, queue, routingKey }) => ({
    source: exchange,
    destination: queue,
    destinationType: 'queue',
    routingKey,
    arguments: {},
  }));
}

/** Binds a queue as another one is bound; a binding that is there already stays one. */
async function bindAll(session: BrokerSession, queue: string, bindings: readonly ActualBinding[]): Promise<void> {
  for (const binding of bindings) await session.bind({ ...binding, destination: queue });
}

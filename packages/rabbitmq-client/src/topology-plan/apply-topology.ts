import type { Topology } from '@kada-mandiya/contract';
import { alone } from './broker-access.ts';
import type { ChangeOptions } from './broker-access.ts';
import { TopologyError } from './broker-session.ts';
import type { ApplyChange } from './change.ts';
import { isPrune } from './change.ts';
import { planTopology } from './plan-topology.ts';
import { finishExchange, replaceExchange } from './replace-exchange.ts';
import { finishQueue, replaceQueue } from './replace-queue.ts';
import type { Workplace } from './replace-queue.ts';

/** What a run has done, and what it could not do (`refusal`). */
export interface Applied {
  readonly done: readonly ApplyChange[];
  readonly refused: readonly ApplyChange[];
}

/**
 * Makes what is missing on a broker and replaces what differs. Takes nothing away that no contract knows. A run that
 * was killed is continued by the next one.
 *
 * @throws ConnectError, ManagementError, TopologyError: one line each
 */
export async function applyTopology(wanted: Topology, options: ChangeOptions): Promise<Applied> {
  return alone(options, async (session, management) => {
    const { onStep = () => undefined, statisticsAgeMs = 6_000, patienceMs = 60_000, services } = options;
    const work: Workplace = { session, management, onStep, statisticsAgeMs, patienceMs };
    const changes = planTopology(wanted, await management.readState(), services).filter((change) => !isPrune(change));
    const refused = changes.filter((change) => 'refusal' in change);
    const done = changes.filter((change) => !('refusal' in change));
    for (const change of done) await apply(work, change, wanted);
    return { done, refused };
  });
}

async function apply(work: Workplace, change: ApplyChange, wanted: Topology): Promise<void> {
  const { session, management, onStep } = work;
  switch (change.kind) {
    case 'put-policy':
      await management.putPolicy(change.policy);
      return onStep('policy-put', change.policy.name);
    case 'declare-exchange':
      refuseDifferent(await session.declareExchange(change.exchange), change.exchange.name);
      return onStep('exchange-declared', change.exchange.name);
    case 'replace-exchange':
      return replaceExchange(work, change.exchange);
    case 'finish-exchange':
      return finishExchange(work, change.exchange);
    case 'declare-queue':
      refuseDifferent(await session.declareQueue(change.queue), change.queue.name);
      return onStep('declared', change.queue.name);
    case 'replace-queue':
      return replaceQueue(work, change.queue, bindingsOf(wanted, change.queue.name));
    case 'finish-queue':
      if (!(await finishQueue(work, change.queue, bindingsOf(wanted, change.queue.name)))) {
        await replaceQueue(work, change.queue, bindingsOf(wanted, change.queue.name));
      }
      return;
    case 'bind': {
      const { exchange, queue, routingKey } = change.binding;
      await session.bind({ source: exchange, destination: queue, destinationType: 'queue', routingKey, arguments: {} });
      return onStep('bound', queue);
    }
  }
}

function bindingsOf({ bindings }: Topology, name: string): Topology['bindings'] {
  return bindings.filter(({ queue }) => queue === name);
}

function refuseDifferent(outcome: 'declared' | 'differs', name: string): void {
  if (outcome === 'declared') return;
  throw new TopologyError(`${name} was declared otherwise by somebody a moment ago; run apply again`);
}

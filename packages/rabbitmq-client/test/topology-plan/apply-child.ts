import type { Topology } from '@kada-mandiya/contract';
import { applyTopology } from '../../src/topology-plan/index.ts';
import type { ChangeOptions } from '../../src/topology-plan/index.ts';

/** What a process of its own is to do: apply, and be gone in the middle of it, as by `kill -9`. */
export interface ChildTask {
  readonly topology: Topology;
  readonly options: Pick<ChangeOptions, 'amqpUrl' | 'managementUrl' | 'statisticsAgeMs' | 'patienceMs'>;
  /** After which step of which thing, and at which occurrence of it. */
  readonly killAfter?: { readonly step: string; readonly name: string; readonly nth: number };
}

function isTask(value: unknown): value is ChildTask {
  return typeof value === 'object' && value !== null && 'topology' in value && 'options' in value;
}

const task: unknown = JSON.parse(process.argv[2] ?? '');
if (!isTask(task)) throw new TypeError('a task was expected');
const { topology, options, killAfter } = task;
let seen = 0;
await applyTopology(topology, {
  ...options,
  onStep: (step, name) => {
    if (step === killAfter?.step && name === killAfter.name) seen += 1;
    if (seen === killAfter?.nth) process.kill(process.pid, 'SIGKILL');
  },
});

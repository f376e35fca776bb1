import { brokerAddress } from '@kada-mandiya/rabbitmq-client';
import { applyTopology, managementAt, planTopology, plural, pruneTopology, readCountedState, type BrokerLocation, type ChangeOptions } from '@kada-mandiya/rabbitmq-client/topology-plan';
import { brokerFrom, whyNot, type Environment } from './named-broker.ts';
import { parseTopologyCommand, topologyHelp } from './arguments.ts';
import type { TopologyCommand } from './arguments.ts';
import { loadWanted } from './load-topology.ts';
import type { Wanted } from './load-topology.ts';
import { planText, titleOf } from './report.ts';

type Task = Extract<TopologyCommand, { readonly kind: 'plan' | 'apply' | 'prune' }>;

/** Where a command writes: the output. */
export type Output = Pick<Console, 'log' | 'error'>;

/**
 * Runs the command.
 *
 * @returns its exit code: 0 all is as wanted, 1 it could not be done, 2 there is something left to do
 */
export async function runTopology(args: readonly string[], environment: Environment, output: Output): Promise<number> {
  const command = parseTopologyCommand(args);
  if (command.kind === 'help') {
    output.log(topologyHelp);
    return 0;
  }
  if (command.kind === 'wrong') {
    output.error(`topology: ${command.message}\n\n${topologyHelp}`);
    return 1;
  }
  try {
    const wanted = await loadWanted(command.topology);
    const location = brokerFrom(environment);
    return await perform(command, { wanted, location, output });
  } catch (error) {
    output.error(`topology: ${whyNot(error, environment)}`);
    return 1;
  }
}

interface Job {
  readonly wanted: Wanted;
  readonly location: BrokerLocation;
  readonly output: Output;
}

async function perform(command: Task, job: Job): Promise<number> {
  const { wanted, location, output } = job;
  const { exchanges, queues, bindings, policies } = wanted.topology;
  const parts = [plural(exchanges.length, 'exchange'), plural(queues.length, 'queue'), plural(bindings.length, 'binding')];
  output.log(`broker  ${await managementAt(location).readVersion()} at ${brokerAddress(location.amqpUrl).printable}`);
  output.log(`wanted  ${wanted.from}: ${parts.join(', ')}, ${policies.length === 1 ? '1 policy' : `${String(policies.length)} policies`}\n`);
  switch (command.kind) {
    case 'plan':
      return plan(job);
    case 'apply':
      return apply(job, { ...location, ...settings(command, job) });
    case 'prune':
      return prune(job, { ...location, ...settings(command, job), withMessages: command.withMessages });
  }
}

async function plan({ wanted: { topology, services }, location, output }: Job): Promise<number> {
  const changes = planTopology(topology, await readCountedState(location), services);
  output.log(planText(changes));
  return changes.length === 0 ? 0 : 2;
}

async function apply({ wanted: { topology }, output }: Job, options: ChangeOptions): Promise<number> {
  const { done, refused } = await applyTopology(topology, options);
  output.log(done.length === 0 ? 'Nothing to do.' : `\n${plural(done.length, 'change')} done.`);
  if (refused.length === 0) return 0;
  output.error(`\n${plural(refused.length, 'change')} could not be made:\n${planText(refused)}`);
  return 1;
}

async function prune({ wanted: { topology }, output }: Job, options: ChangeOptions & { readonly withMessages: ReadonlySet<string> }): Promise<number> {
  const { withMessages } = options;
  const { done, left } = await pruneTopology(topology, options);
  const named = new Set([...done, ...left.map(({ change }) => change)].map((change) => titleOf(change).name));
  const strangers = [...withMessages].filter((name) => !named.has(name));
  for (const { change, reason } of left) output.log(`stays   ${titleOf(change).what} ${titleOf(change).name}: ${reason}`);
  for (const name of strangers) output.error(`topology: ${name} is not among what prune would delete`);
  output.log(done.length + left.length === 0 ? 'Nothing to do.' : `\n${String(done.length)} deleted, ${String(left.length)} left.`);
  if (strangers.length > 0) return 1;
  return left.length === 0 ? 0 : 2;
}

function settings(command: Task, { wanted: { services }, output }: Job): Pick<ChangeOptions, 'services' | 'onStep' | 'patienceMs' | 'statisticsAgeMs'> {
  const { patienceMs, statisticsAgeMs } = command;
  return {
    services,
    ...(patienceMs === undefined ? {} : { patienceMs }),
    ...(statisticsAgeMs === undefined ? {} : { statisticsAgeMs }),
    onStep: (step, name) => {
      // One for each message, and what is told at the end.
      if (step !== 'copied' && step !== 'left') output.log(`${step.padEnd(24)}${name}`);
    },
  };
}

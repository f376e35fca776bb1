import { setTimeout as sleep } from 'node:timers/promises';
import { namesOf, type RealBroker } from './real-broker.ts';

/** What is on a broker; `undefined` where it has no management API to ask. */
export type Names = ReadonlySet<string> | undefined;

const patienceMs = 10_000;
const pollMs = 200;

/** Compares with `before`. Queues of connections just closed are given some seconds to go. */
export async function leftBehind(
  broker: RealBroker,
  before: Names,
  withinMs = patienceMs,
): Promise<{ clean: boolean; line: string }> {
  if (before === undefined) return { clean: true, line: 'Not checked: whether queues were left behind (no management API).' };
  const deadline = Date.now() + withinMs;
  for (;;) {
    const after = await namesOf(broker);
    const remains = newNames(before, after);
    if (remains.length === 0 || Date.now() > deadline) return describeRemains(before, after, remains);
    await sleep(pollMs);
  }
}

/** What is there now and was not before. */
export function newNames(before: Names, after: Names): string[] {
  return [...(after ?? [])].filter((name) => before?.has(name) !== true);
}

/** What is said of databases that were not there before. */
export function describeDatabases(remains: readonly string[]): { clean: boolean; line: string } {
  if (remains.length === 0) return { clean: true, line: 'No database was left behind.' };
  return { clean: false, line: `Databases left behind, unless somebody else uses this server:\n  ${remains.join('\n  ')}` };
}

function describeRemains(before: Names, after: Names, remains: readonly string[]): { clean: boolean; line: string } {
  const counts = `Queues before: ${countQueues(before)}, after: ${countQueues(after)}.`;
  if (remains.length === 0) return { clean: true, line: `${counts} Nothing was left behind.` };
  return { clean: false, line: `${counts} Left behind, unless somebody else uses this broker:\n  ${remains.join('\n  ')}` };
}

function countQueues(names: Names): number {
  return [...(names ?? [])].filter((name) => name.startsWith('queues ')).length;
}

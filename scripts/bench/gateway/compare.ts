import { atLeast, median, type Measurement } from '../table.ts';
import type { Child } from './child.ts';
import { load, openClients, type Clients } from './load.ts';

/** One of each, in front of the same service. */
export interface Pair<T> {
  readonly gateway: T;
  readonly bare: T;
}

export interface Comparison {
  readonly what: string;
  /** What the gateway has to reach of the bare proxy's requests per second: the median over all rounds. */
  readonly bound: number;
  readonly request: Buffer;
  /** So many requests to each process before anything is measured. */
  readonly warmUp: number;
  /** Of each pair. */
  readonly rounds: number;
  /** To each process in a round. */
  readonly requests: number;
  readonly connections: number;
}

interface Side {
  readonly child: Child;
  readonly clients: Clients;
}

/** Microseconds for one request. */
interface Taken {
  readonly time: number;
  /** Of the proxy's processor. */
  readonly processor: number;
}

/**
 * Measures one pair of processes after another, in rounds so short that what else the machine does meets both of a pair;
 * who begins changes from round to round. Several pairs, since where the memory of a process comes to lie makes it up to a
 * third slower or faster.
 */
export async function compare(pairs: readonly Pair<Child>[], comparison: Comparison): Promise<Measurement> {
  const { request, warmUp, rounds, connections } = comparison;
  for (const { url } of pairs.flatMap(bothOf)) await load({ url, request, connections, requests: warmUp });
  const open = async (child: Child): Promise<Side> => ({ child, clients: await openClients({ url: child.url, connections }) });
  const opened = await Promise.all(pairs.map(async ({ gateway, bare }) => ({ gateway: await open(gateway), bare: await open(bare) })));
  const taken: Pair<Taken>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const pair of opened) taken.push(await takeBoth(pair, comparison, round % 2 === 0));
  }
  for (const { clients } of opened.flatMap(bothOf)) clients.close();
  return measurementOf(comparison, taken, pairs.length);
}

/** @example pairs.flatMap(bothOf) */
export function bothOf<T>({ gateway, bare }: Pair<T>): readonly T[] {
  return [gateway, bare];
}

async function takeBoth({ gateway, bare }: Pair<Side>, comparison: Comparison, gatewayFirst: boolean): Promise<Pair<Taken>> {
  if (gatewayFirst) return { gateway: await take(gateway, comparison), bare: await take(bare, comparison) };
  const first = await take(bare, comparison);
  return { gateway: await take(gateway, comparison), bare: first };
}

async function take({ child, clients }: Side, { request, requests }: Comparison): Promise<Taken> {
  const before = await child.used();
  const milliseconds = await clients.send(request, requests);
  const after = await child.used();
  return { time: (milliseconds * 1000) / requests, processor: (after - before) / requests };
}

function measurementOf({ what, bound, requests, connections }: Comparison, taken: readonly Pair<Taken>[], processes: number): Measurement {
  const ratios = (of: keyof Taken): readonly number[] => taken.map(({ gateway, bare }) => bare[of] / gateway[of]);
  const middle = (side: keyof Pair<Taken>, of: keyof Taken): number => median(taken.map((both) => both[side][of]));
  const perSecond = (side: keyof Pair<Taken>): string => `${Math.round(1e6 / middle(side, 'time'))}/s`;
  const detail = [
    `half of ${taken.length} rounds within ${middleHalf(ratios('time'))}: ${perSecond('gateway')} against ${perSecond('bare')}`,
    `by processor time ${median(ratios('processor')).toFixed(2)} times, half within ${middleHalf(ratios('processor'))}: ${middle('gateway', 'processor').toFixed(0)} µs against ${middle('bare', 'processor').toFixed(0)}`,
    `${processes} processes of each, ${requests} requests a round over ${connections} connections`,
  ];
  return atLeast(what, median(ratios('time')), bound, 'times', detail.join('; '));
}

/** From the lower to the upper quartile. */
function middleHalf(numbers: readonly number[]): string {
  const sorted = numbers.toSorted((left, right) => left - right);
  const at = (part: number): string => (sorted[Math.round((sorted.length - 1) * part)] ?? NaN).toFixed(2);
  return `${at(0.25)} to ${at(0.75)}`;
}

import type { World } from './world.ts';

/** What goes wrong in a schedule, and how likely it is each time that it could. */
const probabilities = {
  /** A process ends at that step, with all that is not committed. */
  crash: 0.004,
  /** A process ends as it should, and another comes. */
  'rolling restart': 0.25,
  /** The connection to the broker breaks; what is on its way may arrive. */
  'connection cut': 0.006,
  'broker away': 0.3,
  /** The broker has the message and its confirm never comes. */
  'confirm lost': 0.02,
  /** A queue is full: the broker takes the message for some of its queues or none, and refuses it. */
  refused: 0.015,
  unroutable: 0.01,
  /** The broker delivers a message once more while another consumer has it. */
  'delivered twice': 0.04,
  /** A later message comes first. */
  overtaken: 0.15,
  /** The connection to the database breaks, and the transaction is undone. */
  'transaction lost': 0.01,
  /** It breaks at the commit, which has happened. */
  'commit unknown': 0.01,
  /** The transaction loses against another one. */
  deadlock: 0.02,
  /** The service's code throws for a while. */
  'reaction fails': 0.06,
  /** What is outside of the system does not answer. */
  'bank away': 0.04,
  /** The relay is not told of a commit. */
  'wake lost': 0.05,
  /** A relay marks rows, or gives them back, so late that its lease is over. */
  'mark late': 0.05,
  'release late': 0.3,
} as const;

export type FaultKind = keyof typeof probabilities;

/** One thing that went wrong. */
export interface Fault {
  /** Unique in its schedule, and the same in the next run of it. */
  readonly name: string;
  readonly at: number;
}

export interface Faults {
  /** Decides, and remembers what it decided. */
  happens(kind: FaultKind, where: string, note?: string): boolean;
  readonly happened: readonly Fault[];
  /** From now on nothing goes wrong. */
  calm(): void;
}

/**
 * The faults of a schedule. Each kind has a stream of random numbers for each place where it can happen, and each seed
 * makes some kinds frequent and leaves out others: a rare fault is found where no other hides it.
 */
export function createFaults(world: World, suppressed: ReadonlySet<string> = new Set()): Faults {
  const counts = new Map<string, number>();
  const weights = new Map<FaultKind, number>();
  const happened: Fault[] = [];
  let calm = false;

  const weightOf = (kind: FaultKind): number => {
    const known = weights.get(kind) ?? [0, 0.5, 1, 1, 4][world.random(`weight of ${kind}`).below(5)] ?? 1;
    weights.set(kind, known);
    return known;
  };
  return {
    happened,
    calm: () => (calm = true),
    happens(kind, where, note) {
      const place = `${kind}: ${where}`;
      const count = (counts.get(place) ?? 0) + 1;
      counts.set(place, count);
      const drawn = world.random(place).next() < Math.min(0.5, probabilities[kind] * weightOf(kind));
      const name = `${place}, at its chance ${count}`;
      if (!drawn || calm || suppressed.has(name)) return false;
      happened.push({ name, at: world.now });
      world.tell('fault', note === undefined ? name : `${name} (${note})`);
      return true;
    },
  };
}

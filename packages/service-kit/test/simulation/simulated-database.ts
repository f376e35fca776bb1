import { DatabaseError, type Database } from '@kada-mandiya/database';
import type { ProcessTools, SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** A service's real database, which several simulated processes use. */
export interface SharedDatabase<Schema> {
  readonly real: Database<Schema>;
  /** Whether a transaction is open. */
  readonly isBusy: boolean;
  /** Resolves, with what ends it, when it is this process's turn. SQLite writes one transaction at a time. */
  turnOf(process: SimulatedProcess): Promise<() => void>;
  /** Called after each commit, before anything else happens. */
  readonly onCommit: () => Promise<void>;
}

export function sharedDatabase<Schema>(world: World, real: Database<Schema>, onCommit: () => Promise<void>): SharedDatabase<Schema> {
  const waiting: { readonly process: SimulatedProcess; readonly begin: () => void }[] = [];
  let busy = false;

  const next = (): void => {
    const first = waiting.shift();
    if (first === undefined) busy = false;
    else if (first.process.alive) first.begin();
    else next();
  };
  return {
    real,
    onCommit,
    get isBusy() {
      return busy;
    },
    turnOf: (process) =>
      new Promise((resolve) => {
        // Whose turn it is begins in an event of its own, so that two processes never go on at once.
        const begin = (): void => resolve(() => void world.after(0, next));
        if (busy) waiting.push({ process, begin });
        else {
          busy = true;
          begin();
        }
      }),
  };
}

/**
 * One process's connection to a real database. Beginning and committing are steps, at which the process can crash: what
 * is open is then rolled back, and what is committed stays, whether the process came to know of it or not.
 */
export function connectionTo<Schema>(tools: ProcessTools, process: SimulatedProcess, shared: SharedDatabase<Schema>): Database<Schema> {
  const { faults } = tools;
  return {
    kind: shared.real.kind,
    name: shared.real.name,
    read: shared.real.read,
    close: () => Promise.resolve(),
    async transaction(work, options) {
      const result = await inTurn(tools, { process, shared }, () =>
        shared.real.transaction(async (unit) => {
          const worked = await work(unit);
          await process.stepInside('commit');
          if (faults.happens('deadlock', process.name)) throw new DatabaseError('deadlock', 'it lost against another transaction');
          if (faults.happens('transaction lost', process.name)) throw new DatabaseError('connection-lost', 'the connection broke');
          return worked;
        }, options),
      );
      if (faults.happens('commit unknown', process.name)) {
        throw new DatabaseError('connection-lost', 'the connection broke', { commitUnknown: true });
      }
      await process.step('committed');
      return result;
    },
  };
}

interface Place<Schema> {
  readonly process: SimulatedProcess;
  readonly shared: SharedDatabase<Schema>;
}

async function inTurn<T, Schema>({ world }: ProcessTools, { process, shared }: Place<Schema>, work: () => Promise<T>): Promise<T> {
  await process.step('begin');
  const end = await shared.turnOf(process);
  try {
    return await world.working(async () => {
      const result = await work();
      await shared.onCommit();
      return result;
    });
  } finally {
    end();
  }
}

import type { Logger } from '@kada-mandiya/logger';

/** Something that was started and has to be stopped. */
export interface RunningPart {
  readonly name: string;
  /** Ends what runs within the time, or rejects. */
  stop(options: { readonly withinMs: number }): Promise<void> | void;
}

export interface RunningOptions {
  readonly logger: Logger;
  /** For all parts together; 10,000 ms unless given. */
  readonly stopWithinMs?: number;
  /** A clock in milliseconds that only goes forward; `performance.now` unless given. */
  readonly now?: () => number;
}

export interface Running {
  /** What was started last is stopped first. */
  started(part: RunningPart): void;
  /**
   * Stops all parts, one after another. A part that fails or takes longer than what is left of the time is logged, and the
   * next one has its turn. Resolves with whether all stopped well; calling it again gives the same stop.
   */
  stop(reason: string): Promise<boolean>;
  /** Resolves when it has stopped. */
  readonly ended: Promise<boolean>;
}

/** The order in which a service stops: its HTTP server first, its database last, if it started them the other way round. */
export function createRunning({ logger, stopWithinMs = 10_000, now = () => performance.now() }: RunningOptions): Running {
  const parts: RunningPart[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<boolean>();
  let stopping: Promise<boolean> | undefined;

  const stopAll = async (reason: string): Promise<boolean> => {
    logger.info({ reason }, 'stopping');
    const deadline = now() + stopWithinMs;
    let well = true;
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      // Each part has a moment to close, whatever the ones before it took.
      well = (await stopOne(part, Math.max(deadline - now(), 100), logger)) && well;
    }
    logger.info({ well }, 'stopped');
    return well;
  };

  return {
    ended,
    started: (part) => {
      if (stopping !== undefined) throw new Error(`${part.name} was started after the stop`);
      parts.push(part);
    },
    stop: (reason) => {
      stopping ??= stopAll(reason).then((well) => {
        resolve(well);
        return well;
      });
      return stopping;
    },
  };
}

/** Stops on the signals of a terminal and of an orchestrator. Returns what takes the listeners off again. */
export function stopOnSignals(running: Pick<Running, 'stop'>, signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT']): () => void {
  const stop = (signal: NodeJS.Signals): void => {
    void running.stop(signal);
  };
  for (const signal of signals) process.once(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}

async function stopOne(part: RunningPart, withinMs: number, logger: Logger): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<'late'>();
  // Some parts cut off what runs at the end of their time themselves, and need a moment after it.
  const timer = setTimeout(() => resolve('late'), withinMs + 1000);
  try {
    const outcome = await Promise.race([Promise.resolve(part.stop({ withinMs })), late]);
    if (outcome === 'late') logger.error({ part: part.name, withinMs }, 'a part did not stop in time');
    return outcome !== 'late';
  } catch (error) {
    logger.error({ part: part.name, error }, 'a part did not stop well');
    return false;
  } finally {
    clearTimeout(timer);
  }
}

import type { Logger } from '@kada-mandiya/logger';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { writeJson } from './http/answers.ts';

/** Resolves where all is well; rejects, with the reason, where it is not. */
export type HealthCheck = () => void | Promise<void>;

export interface HealthOptions {
  /** By name: `broker`, `database`, `relay`. */
  readonly checks: Readonly<Record<string, HealthCheck>>;
  readonly logger: Logger;
  /** A check that takes longer counts as failing; 2000 ms unless given. */
  readonly withinMs?: number;
}

/** Whether a service lives, and whether it should get requests. */
export interface Health {
  /** 200 as long as the process answers. */
  readonly live: (request: IncomingMessage, response: ServerResponse) => void;
  /** 200 where all checks are well; 503 with the names of the failing ones, or while the service stops. */
  readonly ready: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** From now on it is not ready: load balancers look elsewhere while it finishes. */
  stopping(): void;
}

/** The reasons go to the log only: what a check says may name hosts and users. */
export function createHealth({ checks, logger, withinMs = 2000 }: HealthOptions): Health {
  let stops = false;
  let running: Promise<Readonly<Record<string, 'ok' | 'failing'>>> | undefined;

  const runAll = async (): Promise<Readonly<Record<string, 'ok' | 'failing'>>> => {
    const entries = Object.entries(checks).map(async ([name, check]): Promise<[string, 'ok' | 'failing']> => {
      try {
        await within(withinMs, check);
        return [name, 'ok'];
      } catch (error) {
        logger.warn({ check: name, error }, 'a health check fails');
        return [name, 'failing'];
      }
    });
    return Object.fromEntries(await Promise.all(entries));
  };

  return {
    live: (_request, response) => writeJson(200, { status: 'live' }, response),
    ready: async (_request, response) => {
      // Probes that come at once share one run.
      running ??= runAll().finally(() => {
        running = undefined;
      });
      const found = await running;
      const ready = !stops && Object.values(found).every((state) => state === 'ok');
      writeJson(ready ? 200 : 503, { status: stops ? 'stopping' : ready ? 'ready' : 'not-ready', checks: found }, response);
    },
    stopping: () => {
      stops = true;
    },
  };
}

async function within(ms: number, check: HealthCheck): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  try {
    await Promise.race([check(), promise]);
  } finally {
    clearTimeout(timer);
  }
}

import type { ServiceContract } from '@kada-mandiya/contract';
import type { MessagingTables } from '@kada-mandiya/database';
import { ConfigError, loadConfig, type KitConfig } from '../config.ts';
import { stopOnSignals } from '../running.ts';
import type { ServiceDefinition } from './definition.ts';
import { launch } from './launch.ts';

/**
 * A service's `main`: reads its configuration, runs it until SIGTERM or SIGINT, and sets the exit code of the process: 0
 * after a clean stop, also before it was ready; 1 where it could not start or did not stop well. What keeps it from
 * starting is said on standard error, without a stack.
 *
 * @example
 * await run(service);
 */
export async function run<C extends ServiceContract, Config extends KitConfig, Schema extends MessagingTables, Store, Reads>(
  definition: ServiceDefinition<C, Config, Schema, Store, Reads>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  const asked = new AbortController();
  const starting = launched(definition, environment, asked.signal);
  // From the beginning: who starts it may change their mind, and who reads that it is ready may send a signal at once.
  const release = stopOnSignals({
    stop: async (reason) => {
      asked.abort(reason);
      return (await (await starting)?.stop(reason)) ?? false;
    },
  });
  const well = await (await starting)?.ended;
  release();
  process.exitCode = well === true ? 0 : 1;
}

/** What `run` needs of a service that runs, or has run. */
interface Ending {
  stop(reason: string): Promise<boolean>;
  readonly ended: Promise<boolean>;
}

async function launched<C extends ServiceContract, Config extends KitConfig, Schema extends MessagingTables, Store, Reads>(
  definition: ServiceDefinition<C, Config, Schema, Store, Reads>,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Ending | undefined> {
  try {
    const service = await launch(definition, loadConfig(definition.config, environment), { signal });
    // A request that comes meanwhile waits for it too, and is told what went wrong.
    service.warmUp().catch(() => undefined);
    return service;
  } catch (error) {
    // It has ended as it was asked to.
    if (signal.aborted && error === signal.reason) return { stop: () => Promise.resolve(true), ended: Promise.resolve(true) };
    process.stderr.write(`${definition.contract.name} did not start: ${reasonOf(error)}\n`);
    return undefined;
  }
}

/** A configuration's faults are a list; of everything else the message, and that of its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigError) return error.message;
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

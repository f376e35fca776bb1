import type { ServiceContract } from '@kada-mandiya/contract';
import type { MessagingTables } from '@kada-mandiya/database';
import { ConfigError, loadConfig, type KitConfig } from '../config.ts';
import { stopOnSignals } from '../running.ts';
import type { ServiceDefinition } from './definition.ts';
import { launch } from './launch.ts';

/**
 * A service's `main`: reads its configuration, runs it until SIGTERM or SIGINT, and sets the exit code of the process: 0
 * after a clean stop, 1 where it could not start or did not stop well. What keeps it from starting is said on standard
 * error, without a stack.
 *
 * @example
 * await run(service);
 */
export async function run<C extends ServiceContract, Config extends KitConfig, Schema extends MessagingTables, Store, Reads>(
  definition: ServiceDefinition<C, Config, Schema, Store, Reads>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  const starting = launched(definition, environment);
  // Before it says that it is ready: who reads that may send a signal at once. One that comes earlier waits for the start.
  const release = stopOnSignals({ stop: async (reason) => (await (await starting)?.stop(reason)) ?? false });
  const well = await (await starting)?.ended;
  release();
  process.exitCode = well === true ? 0 : 1;
}

async function launched<C extends ServiceContract, Config extends KitConfig, Schema extends MessagingTables, Store, Reads>(
  definition: ServiceDefinition<C, Config, Schema, Store, Reads>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ stop(reason: string): Promise<boolean>; readonly ended: Promise<boolean> } | undefined> {
  try {
    const service = await launch(definition, loadConfig(definition.config, environment));
    // A request that comes meanwhile waits for it too, and is told what went wrong.
    service.warmUp().catch(() => undefined);
    return service;
  } catch (error) {
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

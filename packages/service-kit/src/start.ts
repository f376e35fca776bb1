import type { ServiceContract } from '@kada-mandiya/contract';
import type { MessagingTables } from '@kada-mandiya/database';
import { enableCompileCache } from 'node:module';
import type { KitConfig } from './config.ts';
import { resolveRelativeImportsByName } from './relative-imports.ts';
import type { ServiceDefinition } from './service/definition.ts';

/**
 * A service's `main`: `run` with modules that Node has to compile only once. Types stripped and compiled, they stay in the
 * folder that `NODE_COMPILE_CACHE` names, else in Node's own among the temporary ones; the next start takes them from there.
 * That holds for what is loaded after it was switched on, so this entry point of the kit imports nothing but that, and the
 * service is given as a function that imports it.
 *
 * @example
 * await start(() => import('./service.ts'));
 */
export async function start<C extends ServiceContract, Config extends KitConfig, Schema extends MessagingTables, Store, Reads>(
  load: () => Promise<{ readonly service: ServiceDefinition<C, Config, Schema, Store, Reads> }>,
): Promise<void> {
  enableCompileCache();
  resolveRelativeImportsByName();
  const [{ run }, { service }] = await Promise.all([import('./service/run.ts'), load()]);
  await run(service);
}

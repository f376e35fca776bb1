import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServiceContract } from '@kada-mandiya/contract';
import type { KitConfig, ServiceDefinition } from '@kada-mandiya/service-kit';
import type { MessagingTables } from '@kada-mandiya/database';

const folder = resolve(import.meta.dirname, '../../services');

/** Any service, as far as its contract, its topology and its tables go. */
export type AnyService = ServiceDefinition<ServiceContract, KitConfig, MessagingTables, unknown>;

/** The names of the services under `services/`. */
export function serviceNames(): readonly string[] {
  return readdirSync(folder).filter((name) => existsSync(resolve(folder, name, 'src/service.ts')));
}

/** The definition that a service exports; `undefined` where there is none of that name. */
export async function loadService(name: string): Promise<AnyService | undefined> {
  if (!serviceNames().includes(name)) return undefined;
  const module: unknown = await import(pathToFileURL(resolve(folder, name, 'src/service.ts')).href);
  const service: unknown = typeof module === 'object' && module !== null ? Reflect.get(module, 'service') : undefined;
  return isService(service) ? service : undefined;
}

function isService(value: unknown): value is AnyService {
  return typeof value === 'object' && value !== null && 'contract' in value && 'topology' in value && 'storage' in value;
}

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Topology } from '@kada-mandiya/contract';
import { firstLine } from '../first-line.ts';

/** What a broker is held against. */
export interface Wanted {
  /** As it is shown. */
  readonly from: string;
  readonly topology: Topology;
  /** All services of the contracts, also those that consume nothing. */
  readonly services: readonly string[];
}

const generated = 'generated/event-contracts/src/topology.ts';

/**
 * The topology of the contracts, or of another file: a module that exports `topology`, or RabbitMQ definitions.
 *
 * @throws Error with one line, where the file is not there or holds something else
 */
export async function loadWanted(file: string | undefined): Promise<Wanted> {
  if (file !== undefined) return { from: file, topology: await readTopology(file), services: [] };
  const { topology } = await import('../../generated/event-contracts/src/topology.ts');
  const contracts = Object.values(await import('../../generated/service-contracts/src/index.ts'));
  return { from: generated, topology, services: contracts.map(({ name }) => name) };
}

async function readTopology(file: string): Promise<Topology> {
  const path = resolve(file);
  const value = file.endsWith('.json') ? await readJson(path, file) : await importFrom(path, file);
  const topology = file.endsWith('.json') ? fromDefinitions(value) : value;
  if (!isTopology(topology)) throw new Error(`${file} holds no topology: exchanges, queues, bindings and policies`);
  return topology;
}

async function readJson(path: string, file: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Error(`${file} cannot be read`, { cause: error });
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is no JSON`, { cause: error });
  }
}

async function importFrom(path: string, file: string): Promise<unknown> {
  const module: unknown = await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw new Error(`${file} cannot be loaded: ${firstLine(error)}`, { cause: error });
  });
  if (typeof module === 'object' && module !== null && 'topology' in module) return module.topology;
  throw new Error(`${file} exports no \`topology\``);
}

/** RabbitMQ's field names (https://www.rabbitmq.com/docs/definitions); the virtual host is that of AMQP_URL. */
function fromDefinitions(value: unknown): unknown {
  if (!isRecord(value)) return undefined;
  const items = (name: string): unknown[] => (Array.isArray(value[name]) ? value[name] : []);
  const renamed = (item: unknown, names: Readonly<Record<string, string>>): unknown =>
    isRecord(item) ? Object.fromEntries(Object.entries(names).map(([ours, theirs]) => [ours, item[theirs]])) : item;
  return {
    exchanges: items('exchanges').map((item) => renamed(item, { name: 'name', type: 'type', durable: 'durable', autoDelete: 'auto_delete' })),
    queues: items('queues').map((item) => renamed(item, { name: 'name', durable: 'durable', arguments: 'arguments' })),
    bindings: items('bindings').map((item) => renamed(item, { exchange: 'source', queue: 'destination', routingKey: 'routing_key' })),
    policies: items('policies').map((item) =>
      renamed(item, { name: 'name', pattern: 'pattern', applyTo: 'apply-to', priority: 'priority', definition: 'definition' }),
    ),
  };
}

function isTopology(value: unknown): value is Topology {
  if (!isRecord(value)) return false;
  const every = (name: string, fields: Readonly<Record<string, 'string' | 'boolean' | 'number' | 'object'>>): boolean => {
    const items = value[name];
    return Array.isArray(items) && items.every((item) => isRecord(item) && Object.entries(fields).every(([field, type]) => typeof item[field] === type && item[field] !== null));
  };
  return (
    every('exchanges', { name: 'string', type: 'string', durable: 'boolean', autoDelete: 'boolean' }) &&
    every('queues', { name: 'string', durable: 'boolean', arguments: 'object' }) &&
    every('bindings', { exchange: 'string', queue: 'string', routingKey: 'string' }) &&
    every('policies', { name: 'string', pattern: 'string', applyTo: 'string', priority: 'number', definition: 'object' })
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

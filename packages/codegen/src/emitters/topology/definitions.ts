import type { Topology } from '@kada-mandiya/contract';
import type { Emitter } from '../../ir/planned-file.ts';
import { deriveTopology } from './derive.ts';

/**
 * `rabbitmq/definitions.json`: the topology as RabbitMQ imports it (https://www.rabbitmq.com/docs/definitions). It
 * names neither users nor the virtual host itself: an import would grant nothing, and would overwrite the metadata of `/`.
 */
export const brokerDefinitions: Emitter = function* (contract) {
  if (contract.settings.profile !== 'kada-mandiya' || contract.eventDocuments.length === 0) return;
  const topology = deriveTopology(contract);
  yield {
    path: 'rabbitmq/definitions.json',
    input: topology,
    print: () => `${JSON.stringify(definitions(topology, '/'), undefined, 2)}\n`,
  };
};

/** A topology in the field names of RabbitMQ's definitions. */
export function definitions(topology: Topology, vhost: string): object {
  return {
    exchanges: topology.exchanges.map(({ name, type, durable, autoDelete }) => ({
      name,
      vhost,
      type,
      durable,
      auto_delete: autoDelete,
      internal: false,
      arguments: {},
    })),
    queues: topology.queues.map((queue) => ({
      name: queue.name,
      vhost,
      durable: queue.durable,
      auto_delete: false,
      arguments: queue.arguments,
    })),
    bindings: topology.bindings.map(({ exchange, queue, routingKey }) => ({
      source: exchange,
      vhost,
      destination: queue,
      destination_type: 'queue',
      routing_key: routingKey,
      arguments: {},
    })),
    policies: topology.policies.map(({ name, pattern, applyTo, priority, definition }) => ({
      vhost,
      name,
      pattern,
      'apply-to': applyTo,
      definition,
      priority,
    })),
  };
}

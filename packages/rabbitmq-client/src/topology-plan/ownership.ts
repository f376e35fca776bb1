import type { Topology } from '@kada-mandiya/contract';
import type { ActualExchange, ActualPolicy, BrokerState } from './broker-state.ts';
import { mainQueueOf, originalOf } from './names.ts';

/** Which of the things on a broker are ours although no contract knows them: a broker may serve others too. */
export interface Ownership {
  queue(name: string): boolean;
  exchange(exchange: ActualExchange): boolean;
  policy(policy: ActualPolicy): boolean;
}

/** `order-service.…`: how every service of the contracts is named, so also one that was removed from them. */
const serviceName = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*-service\./;

/**
 * The marks of ours, each something that the generator alone writes:
 * - a queue is named `<service>.<routing.key>`, with `.retry.<n>ms`, `.dlq` or `.swap` behind it. The service is one
 *   of the contracts, or named as all of them are, or the queue takes the routing key in its name from an exchange of
 *   ours. Bound to our exchange alone is no mark: somebody may listen to our events without being ours;
 * - an exchange no contract knows is ours where a queue of ours is bound to it, or where it stands in for one of ours;
 * - a policy is ours where its name begins as those of the contracts do (`events.`).
 *
 * @param services names of services beyond those that consume something.
 */
export function ownershipIn(wanted: Topology, actual: BrokerState, services: readonly string[]): Ownership {
  const prefixes = new Set([...services, ...consumersIn(wanted)].map((service) => `${service}.`));
  const exchanges = new Set(wanted.exchanges.map(({ name }) => name));
  const routingKeys = new Set(wanted.bindings.map(({ routingKey }) => routingKey));
  const named = new Set(
    actual.bindings
      .filter(({ source, destination, routingKey }) => exchanges.has(source) && destination.endsWith(`.${routingKey}`))
      .map(({ destination }) => destination),
  );
  const queue = (name: string): boolean => {
    const main = mainQueueOf(name);
    if (serviceName.test(main) || named.has(main)) return true;
    if ([...prefixes].some((prefix) => main.startsWith(prefix))) return true;
    return main !== name && [...routingKeys].some((key) => main.endsWith(`.${key}`));
  };
  const feeding = new Set(
    actual.bindings
      .filter(({ destination, destinationType }) => destinationType === 'queue' && queue(destination))
      .map(({ source }) => source),
  );
  const policyPrefixes = new Set(wanted.policies.map(({ name }) => prefixOf(name)));
  return {
    queue,
    exchange: ({ name }) => !isBuiltIn(name) && (feeding.has(name) || exchanges.has(originalOf(name) ?? '')),
    policy: ({ name }) => name.includes('.') && policyPrefixes.has(prefixOf(name)),
  };
}

/** The services whose queues stand in a topology: what remains of a queue's name without its routing key. */
function consumersIn({ bindings }: Topology): string[] {
  return bindings
    .filter(({ queue, routingKey }) => queue.endsWith(`.${routingKey}`))
    .map(({ queue, routingKey }) => queue.slice(0, -routingKey.length - 1));
}

function prefixOf(policy: string): string {
  return policy.slice(0, policy.indexOf('.') + 1);
}

/** The exchanges that every broker has; nobody can change them. */
function isBuiltIn(exchange: string): boolean {
  return exchange === '' || exchange.startsWith('amq.');
}

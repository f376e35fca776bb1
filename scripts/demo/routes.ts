import * as contracts from '@kada-mandiya/service-contracts';
import type { ServiceContract } from '@kada-mandiya/contract';

const services: readonly ServiceContract[] = Object.values(contracts);

/** `order-service → payment-service`: who sends an event to whom, as the contracts say. */
export function routeOf(routingKey: string): string {
  const senders = services.filter(({ publishes }) => Object.hasOwn(publishes, routingKey));
  const receivers = services.filter(({ consumes }) => Object.hasOwn(consumes, routingKey));
  const named = (list: readonly ServiceContract[]): string => list.map(({ name }) => name.replace(/-service$/, '')).join(', ');
  return `${named(senders)} → ${named(receivers)}`;
}

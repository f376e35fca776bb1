/** The queue from which a service consumes the events of a routing key. */
export function mainQueue(service: string, routingKey: string): string {
  return `${service}.${routingKey}`;
}

/** The queue in which a failed event waits; the delay is in the name, since a broker refuses a changed argument. */
export function retryQueue(service: string, routingKey: string, delayMs: number): string {
  return `${mainQueue(service, routingKey)}.retry.${String(delayMs)}ms`;
}

/** The queue for events that were given up. */
export function deadLetterQueue(service: string, routingKey: string): string {
  return `${mainQueue(service, routingKey)}.dlq`;
}

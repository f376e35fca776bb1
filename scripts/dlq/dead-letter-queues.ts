import type { EventContract } from '@kada-mandiya/contract';
import { allEvents } from '../../generated/event-contracts/src/registry.ts';
import * as services from '../../generated/service-contracts/src/index.ts';
import { suggest } from '../../packages/codegen/src/diagnostics/suggest.ts';

/** A dead-letter queue of the contracts, and the event that its messages should be. */
export interface DeadLetterQueue {
  readonly queue: string;
  readonly event: EventContract;
}

/** All of them, by service and routing key. */
export function deadLetterQueues(): DeadLetterQueue[] {
  return Object.values(services).flatMap(({ consumes }) =>
    Object.values<{ readonly deadLetterQueue: string; readonly event: { readonly routingKey: string; readonly version: number } }>(consumes).flatMap(
      ({ deadLetterQueue, event }) =>
        allEvents
          .filter(({ routingKey, version }) => routingKey === event.routingKey && version === event.version)
          .map((contract) => ({ queue: deadLetterQueue, event: contract })),
    ),
  );
}

/** The name that was probably meant. */
export function nearestQueue(name: string, known: readonly DeadLetterQueue[]): string | undefined {
  const names = known.map(({ queue }) => queue);
  return names.find((queue) => queue === `${name}.dlq`) ?? suggest(name, names);
}

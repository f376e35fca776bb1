import type {
  Api,
  EventConsumption,
  EventDocument,
  EventOperation,
  EventUse,
  RetryPolicy,
  Service,
} from '../ir/contract.ts';

/** Where an operation says nothing: three retries, after a second, five and thirty. */
export const defaultRetry: RetryPolicy = { delaysMs: [1000, 5000, 30_000] };
const defaultPrefetch = 50;

/** What each service serves, publishes and consumes, as all documents together say (house profile), by name. */
export function readServices(documents: readonly EventDocument[], apis: readonly Api[]): readonly Service[] {
  const names = new Set(apis.map(({ name }) => name));
  const uses = documents.flatMap(eventUses);
  for (const { service } of uses) names.add(service);
  return [...names].sort().map((name) => {
    const own = uses.filter(({ service }) => service === name);
    return {
      name,
      ...(apis.some((api) => api.name === name) ? { api: name } : {}),
      publishes: unique(own.filter(({ operation }) => operation.action === 'send').map(({ use }) => use)),
      consumes: own
        .filter(({ operation }) => operation.action === 'receive')
        .map(({ use, operation }) => consumption(use, operation)),
    };
  });
}

interface ServiceUse {
  readonly service: string;
  readonly operation: EventOperation;
  readonly use: EventUse;
}

function eventUses({ channels }: EventDocument): readonly ServiceUse[] {
  return channels.flatMap((channel) =>
    channel.operations.flatMap((operation) =>
      channel.messages.flatMap(({ name, envelope }) => {
        if (operation.service === undefined || envelope === undefined || !operation.messages.includes(name)) return [];
        const use = { routingKey: channel.address ?? channel.id, version: envelope.version, message: name };
        return [{ service: operation.service, operation, use }];
      }),
    ),
  );
}

/** A service may publish one event by several operations. */
function unique(uses: readonly EventUse[]): readonly EventUse[] {
  return [...new Map(uses.map((use) => [`${use.routingKey} ${String(use.version)}`, use])).values()];
}

function consumption(use: EventUse, { id, retry, prefetch }: EventOperation): EventConsumption {
  return { ...use, operation: id, retry: retry ?? defaultRetry, prefetch: prefetch ?? defaultPrefetch };
}

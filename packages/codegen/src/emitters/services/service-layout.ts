import type { Contract, EventUse, Service } from '../../ir/contract.ts';
import { eventsOf } from '../events/event-contracts.ts';
import type { EventEntry } from '../events/event-contracts.ts';
import { capitalize, nameGiver, toIdentifier } from '../events/identifiers.ts';
import { layoutOf, toFolderName } from '../events/layout.ts';
import { layOutApis } from '../http/api-layout.ts';
import type { ApiLayout } from '../http/api-layout.ts';

/** A service, what its code is called, and where the code is that its contract is put together from. */
export interface ServiceLayout {
  readonly service: Service;
  /** The module below `src`, without its extension: `order-service`. */
  readonly module: string;
  /** `OrderService`. */
  readonly prefix: string;
  readonly api?: ApiLayout;
  /** The version of an event that the service sends or receives. */
  readonly eventOf: (use: EventUse) => EventEntry | undefined;
}

/** Gives each service a module and names. */
export function layOutServices(contract: Contract): ServiceLayout[] {
  const moduleFor = nameGiver();
  const prefixFor = nameGiver();
  moduleFor('index');
  const apis = new Map(layOutApis(contract).map((layout) => [layout.api.name, layout]));
  const events = new Map(
    layoutOf(contract).folders.flatMap((folder) =>
      eventsOf(contract, folder).map((event) => [eventKey(event), event] as const),
    ),
  );
  return contract.services.map((service) => {
    const api = service.api === undefined ? undefined : apis.get(service.api);
    return {
      service,
      module: moduleFor(toFolderName(service.name)),
      prefix: prefixFor(capitalize(toIdentifier(service.name))),
      ...(api === undefined ? {} : { api }),
      eventOf: (use) => events.get(eventKey(use)),
    };
  });
}

function eventKey({ routingKey, version }: { readonly routingKey: string; readonly version: number }): string {
  return JSON.stringify([routingKey, version]);
}

import type { System } from '../model/system.ts';

/** The map before it is laid out: who publishes, what passes the exchange, and into whose queues. */
export interface MapGraph {
  readonly boxes: readonly MapBox[];
  readonly arrows: readonly MapArrow[];
}

/** A thing on the map. */
export interface MapBox {
  readonly id: string;
  readonly kind: 'producer' | 'exchange' | 'event' | 'consumer' | 'queue';
  readonly label: string;
  /** The box around it. */
  readonly inside?: string;
  /** A page of the documentation, from its root. */
  readonly page?: string;
  /** What it is, for those who do not see the map. */
  readonly meaning: string;
}

/** From a producer to an event, or from an event to a queue. */
export interface MapArrow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly event: string;
}

/** The page of an event, from the root of the documentation. */
export function eventPage(key: string): string {
  return `events/${key}.html`;
}

/** The page of a service. */
export function servicePage(name: string): string {
  return `services/${name}.html`;
}

/** The map of a system: each service stands left of the exchange where it publishes, and right of it with its queues. */
export function mapGraph({ events, exchanges }: System): MapGraph {
  const producers = [...new Set(events.flatMap((event) => event.producers.map(({ service }) => service)))].sort();
  const consumers = [...new Set(events.flatMap((event) => event.consumers.map(({ service }) => service)))].sort();
  const used = exchanges.filter(({ name }) => events.some(({ exchange }) => exchange === name));
  return {
    boxes: [
      ...producers.map((service): MapBox => ({ id: `producer ${service}`, kind: 'producer', label: service, page: servicePage(service), meaning: `${service} publishes` })),
      ...used.map(({ name, type }): MapBox => ({ id: `exchange ${name}`, kind: 'exchange', label: `${name} (${type})`, page: 'broker.html', meaning: `the exchange ${name}` })),
      ...events.map(({ key, exchange }): MapBox => ({ id: `event ${key}`, kind: 'event', label: key, inside: `exchange ${exchange}`, page: eventPage(key), meaning: `the event ${key}` })),
      ...consumers.map((service): MapBox => ({ id: `consumer ${service}`, kind: 'consumer', label: service, page: servicePage(service), meaning: `${service} consumes` })),
      ...events.flatMap(({ key, consumers: all }) =>
        all.map(({ service, queue }): MapBox => ({ id: `queue ${queue}`, kind: 'queue', label: queue, inside: `consumer ${service}`, page: `${eventPage(key)}#${service}`, meaning: `the queue ${queue}` })),
      ),
    ],
    arrows: events.flatMap(({ key, producers: from, consumers: to }) => [
      ...[...new Set(from.map(({ service }) => service))].map((service): MapArrow => ({ id: `${service} > ${key}`, from: `producer ${service}`, to: `event ${key}`, event: key })),
      ...to.map(({ queue }): MapArrow => ({ id: `${key} > ${queue}`, from: `event ${key}`, to: `queue ${queue}`, event: key })),
    ]),
  };
}

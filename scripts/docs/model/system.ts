import type { Api, Channel, Contract, EventConsumption, EventDocument, EventOperation, Exchange, HttpOperation, Message, Service } from '../../../packages/codegen/src/ir/contract.ts';
import { sensitivePaths } from '../../../packages/codegen/src/emitters/events/sensitive.ts';
import { deadLetterQueue, mainQueue } from '../../../packages/codegen/src/emitters/topology/queue-names.ts';

/** The contracts as a reader asks for them: by event and by service. */
export interface System {
  readonly contract: Contract;
  readonly exchanges: readonly Exchange[];
  readonly events: readonly SystemEvent[];
  readonly services: readonly SystemService[];
}

/** One routing key. */
export interface SystemEvent {
  readonly key: string;
  readonly document: EventDocument;
  readonly channel: Channel;
  readonly exchange: string;
  /** The newest first. */
  readonly versions: readonly EventVersion[];
  readonly producers: readonly Producer[];
  readonly consumers: readonly Consumer[];
}

export interface EventVersion {
  readonly version: number;
  readonly message: Message;
  /** Where personal or secret values stand, as paths with dots. */
  readonly sensitive: readonly string[];
}

export interface Producer {
  readonly service: string;
  readonly operation: EventOperation;
  readonly versions: readonly number[];
}

export interface Consumer {
  readonly service: string;
  readonly operation: EventOperation;
  readonly consumption: EventConsumption;
  readonly queue: string;
  readonly deadLetters: string;
}

/** One service. */
export interface SystemService {
  readonly name: string;
  readonly api?: Api;
  readonly operations: readonly HttpOperation[];
  /** Routing keys. */
  readonly publishes: readonly string[];
  readonly consumes: readonly string[];
}

/** Arranges a contract that has the house profile. */
export function systemOf(contract: Contract): System {
  const channels = contract.eventDocuments.flatMap((document) => document.channels.map((channel) => ({ document, channel })));
  const events = channels.map(({ document, channel }) => eventOf(document, channel, contract)).sort((left, right) => (left.key < right.key ? -1 : 1));
  return { contract, events, exchanges: exchangesOf(channels.map(({ channel }) => channel)), services: contract.services.map((service) => serviceOf(service, contract)) };
}

function exchangesOf(channels: readonly Channel[]): readonly Exchange[] {
  const found = channels.flatMap(({ exchange }) => (exchange === undefined ? [] : [exchange]));
  return [...new Map(found.map((exchange) => [exchange.name, exchange])).values()];
}

function eventOf(document: EventDocument, channel: Channel, contract: Contract): SystemEvent {
  const key = channel.address ?? channel.id;
  const versions = channel.messages.flatMap((message): readonly EventVersion[] => {
    if (message.envelope === undefined || message.payload === undefined) return [];
    return [{ version: message.envelope.version, message, sensitive: sensitivePaths(message.payload.id, contract.schemas).map((path) => path.join('.')) }];
  });
  return {
    key,
    document,
    channel,
    exchange: channel.exchange?.name ?? '',
    versions: versions.sort((left, right) => right.version - left.version),
    producers: byService(channel.operations.filter(({ action }) => action === 'send').flatMap((operation) => producerOf(operation, versions))),
    consumers: byService(channel.operations.filter(({ action }) => action === 'receive').flatMap((operation) => consumersBy(operation, key, contract))),
  };
}

/** So that no diagram depends on the order of keys in YAML. */
function byService<P extends { readonly service: string }>(parties: readonly P[]): readonly P[] {
  return [...parties].sort((left, right) => (left.service < right.service ? -1 : left.service > right.service ? 1 : 0));
}

function producerOf(operation: EventOperation, versions: readonly EventVersion[]): readonly Producer[] {
  if (operation.service === undefined) return [];
  return [{ service: operation.service, operation, versions: versions.filter(({ message }) => operation.messages.includes(message.name)).map(({ version }) => version) }];
}

function consumersBy(operation: EventOperation, key: string, { services }: Contract): readonly Consumer[] {
  const service = services.find(({ name }) => name === operation.service);
  const consumptions = (service?.consumes ?? []).filter((one) => one.routingKey === key && one.operation === operation.id);
  return consumptions.map((consumption) => ({ service: service?.name ?? '', operation, consumption, queue: mainQueue(service?.name ?? '', key), deadLetters: deadLetterQueue(service?.name ?? '', key) }));
}

function serviceOf({ name, api: apiName, publishes, consumes }: Service, { apis }: Contract): SystemService {
  const api = apis.find((one) => one.name === apiName);
  const keys = (uses: readonly { readonly routingKey: string }[]): readonly string[] => [...new Set(uses.map(({ routingKey }) => routingKey))].sort();
  return { name, ...(api === undefined ? {} : { api }), operations: api?.operations ?? [], publishes: keys(publishes), consumes: keys(consumes) };
}

/** What one service sees of the system: who consumes what it publishes, and who publishes what it consumes. */
export function viewOf(system: System, { name, publishes, consumes }: SystemService): System {
  const events = system.events.filter(({ key }) => publishes.includes(key) || consumes.includes(key));
  return { ...system, events: events.map((event) => (publishes.includes(event.key) ? event : { ...event, consumers: event.consumers.filter(({ service }) => service === name) })) };
}

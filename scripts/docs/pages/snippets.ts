import type { JsonValue } from '../../../packages/codegen/src/ir/json.ts';
import { isJsonObject, own } from '../../../packages/codegen/src/ir/json.ts';
import type { Consumer, EventVersion, Producer, SystemEvent } from '../model/system.ts';

/** How a service publishes an event, with the data of the contract's first example: a file beside its `store.ts`. */
export function publishingCode({ key, producers }: SystemEvent, { message, version }: EventVersion, { service }: Producer): string {
  const data = dataOf(message.examples[0]?.value);
  const several = producers.filter((producer) => producer.service === service).flatMap(({ versions }) => versions).length > 1;
  return `import type { ${contractType(service)} } from '@kada-mandiya/service-contracts/${service}';
import type { ServiceUnit } from '@kada-mandiya/service-kit';
import type { ${storeType(service)} } from './store.ts';

/** The event leaves if, and only if, the transaction of this unit commits. */
export async function announce({ publish }: ServiceUnit<${contractType(service)}, ${storeType(service)}>): Promise<void> {
  await publish('${key}', ${literal(data, '  ')}${several ? `, ${version}` : ''});
}
`;
}

/** How a service consumes it: a file beside its `store.ts`. */
export function consumingCode({ key }: SystemEvent, { message }: EventVersion, { service, consumption }: Consumer): string {
  const data = dataOf(message.examples[0]?.value);
  const names = isJsonObject(data) ? Object.keys(data).join(', ') : '';
  const contract = contractType(service);
  const store = storeType(service);
  return `import type { ConsumedEvent } from '@kada-mandiya/contract';
import type { ${contract} } from '@kada-mandiya/service-contracts/${service}';
import type { ServiceReactions } from '@kada-mandiya/service-kit';
import type { ${store} } from './store.ts';

/** What the service makes of the event: its own rule, and the changes of its store that follow. */
type Apply = (data: ConsumedEvent<${contract}, '${key}'>['data'], store: ${store}) => Promise<void>;

export function reactionsBy(apply: Apply): Pick<ServiceReactions<${contract}, ${store}>, '${key}'> {
  return {
    // Version ${consumption.version}, validated: ${names}.
    // Runs once for each event, in the transaction that notes it.
    '${key}': ({ data }, { store }) => apply(data, store),
  };
}
`;
}

/** What another service adds to the specification of the event in order to consume it. */
export function subscribingCode({ key }: SystemEvent, { message }: EventVersion): string {
  return `operations:
  # A name of your own; the queue is <service>.${key}.
  followTheEvent:
    action: receive
    x-service: your-service
    channel:
      $ref: '#/channels/${key}'
    messages:
      - $ref: '#/channels/${key}/messages/${message.name}'
    traits:
      - $ref: 'common/delivery.yaml#/components/operationTraits/reliableDelivery'
`;
}

/** `order-service`: `OrderStore`, in its `store.ts`. */
function storeType(service: string): string {
  return contractType(service).replace(/(?:Service)?Contract$/, 'Store');
}

/** `order-service`: `OrderServiceContract`. */
function contractType(service: string): string {
  return `${service.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}Contract`;
}

function dataOf(envelope: JsonValue | undefined): JsonValue {
  return (isJsonObject(envelope) ? own(envelope, 'data') : undefined) ?? {};
}

/** A JSON value as TypeScript, as the project writes it. */
function literal(value: JsonValue, indent: string): string {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const lines = isList
    ? value.map((item: JsonValue) => `${inner}${literal(item, inner)},\n`)
    : Object.entries(value).map(([key, item]: [string, JsonValue]) => `${inner}${/^[A-Za-z_$][\w$]*$/.test(key) ? key : `'${key}'`}: ${literal(item, inner)},\n`);
  const [start, end] = isList ? ['[', ']'] : ['{', '}'];
  return lines.length === 0 ? start + end : `${start}\n${lines.join('')}${indent}${end}`;
}

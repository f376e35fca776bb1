import { parseArgs } from 'node:util';
import { wrongArguments } from '../wrong-arguments.ts';

export const scaffoldHelp = `Usage: npm run scaffold -- service NAME [--port PORT]
       npm run scaffold -- event KEY --from SERVICE [--to SERVICE,SERVICE] [--data NAME:SCALAR,...]

Writes the contract of a new service or event and the few files that go with it, and generates from it. The project
compiles and passes its tests right after; what to fill in is said at the end.

  service NAME   stock-service, price-list-service: one API operation, a table, a rule, an image, tests
    --port       where it listens (default: the next free one)

  event KEY      order.shipped: version 1 of an event
    --from       the service that publishes it
    --to         the services that consume it; each gets a first reaction
    --data       what it tells, by the scalars of specs/common/scalars.yaml: orderId:Uuid,quantity:Quantity
                 (default: the id of what the key names first)

Nothing is written where a name is taken or wrong, or where the contracts would have errors.`;

/** A property of an event's data, and the shared scalar that it is. */
export interface Field {
  readonly name: string;
  readonly scalar: string;
}

export interface ServiceRequest {
  readonly kind: 'service';
  readonly service: string;
  readonly port?: number;
}

export interface EventRequest {
  readonly kind: 'event';
  readonly routingKey: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly fields: readonly Field[];
}

export type ScaffoldCommand = { readonly kind: 'help' } | { readonly kind: 'wrong'; readonly message: string } | ServiceRequest | EventRequest;

const options = { port: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' }, data: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;

interface Values {
  readonly port?: string;
  readonly from?: string;
  readonly to?: string;
  readonly data?: string;
}

/** Reads the command line; `wrong` says what is wrong with it. Names are looked at by themselves, not yet against what there is. */
export function parseScaffoldCommand(args: readonly string[]): ScaffoldCommand {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    return wrong(wrongArguments(error));
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { kind: 'help' };
  const [kind, name, ...more] = positionals;
  if (name === undefined || more.length > 0) return wrong('it takes `service` or `event`, and one name');
  if (kind === 'service') return serviceRequest(name, values);
  if (kind === 'event') return eventRequest(name, values);
  return wrong(`${JSON.stringify(kind)} is neither \`service\` nor \`event\``);
}

function serviceRequest(service: string, { port, from, to, data }: Values): ScaffoldCommand {
  if (from !== undefined || to !== undefined || data !== undefined) return wrong('--from, --to and --data belong to an event');
  if (!/^[a-z]+(?:-[a-z]+)*-service$/.test(service) || service.length > 40) return wrong(`${JSON.stringify(service)} is no name of a service, such as stock-service`);
  const number = Number(port ?? 0);
  if (port !== undefined && (!/^\d+$/.test(port) || number < 1024 || number > 65_535)) return wrong(`${JSON.stringify(port)} is no port from 1024 to 65535`);
  return { kind: 'service', service, ...(port === undefined ? {} : { port: number }) };
}

function eventRequest(routingKey: string, { port, from, to, data }: Values): ScaffoldCommand {
  if (port !== undefined) return wrong('--port belongs to a service');
  if (!/^[a-z]+(?:\.[a-z]+)+$/.test(routingKey) || routingKey.length > 100) return wrong(`${JSON.stringify(routingKey)} is no routing key, such as order.shipped: lower-case words with dots between them`);
  if (from === undefined) return wrong('--from says which service publishes it');
  const consumers = (to ?? '').split(',').filter((service) => service !== '');
  if (new Set(consumers).size < consumers.length) return wrong('--to names a service twice');
  if (consumers.includes(from)) return wrong(`${from} need not be told what it tells itself`);
  const fields = fieldsIn(data ?? `${routingKey.split('.', 1)[0] ?? ''}Id:Uuid`);
  if (fields === undefined) return wrong(`--data ${JSON.stringify(data)} is no list such as orderId:Uuid,quantity:Quantity, each name once`);
  return { kind: 'event', routingKey, from, to: consumers, fields };
}

function fieldsIn(text: string): readonly Field[] | undefined {
  const fields = text.split(',').map((field) => /^([a-z][A-Za-z0-9]*):([A-Z][A-Za-z0-9]*)$/.exec(field));
  const read = fields.flatMap((match) => (match?.[1] === undefined || match[2] === undefined ? [] : [{ name: match[1], scalar: match[2] }]));
  return read.length < fields.length || new Set(read.map(({ name }) => name)).size < read.length ? undefined : read;
}

function wrong(message: string): ScaffoldCommand {
  return { kind: 'wrong', message };
}
